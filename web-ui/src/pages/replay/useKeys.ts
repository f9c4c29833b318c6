import { useEffect, useRef } from 'preact/hooks';
import { charactersAct, readKey, type Act } from '../../model/keys';

const PAIR_MILLIS = 900;

/** Calls `on` for each act that a key means while this page is shown. */
export function useKeys(on: (act: Act, digit: number | null) => void): void {
  const latest = useRef(on);
  latest.current = on;
  useEffect(() => {
    let pendingUntil = 0;
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const meaning = readKey({
        key: event.key, ctrlKey: event.ctrlKey, metaKey: event.metaKey, altKey: event.altKey, shiftKey: event.shiftKey,
        typing: target.matches('input:not([type=checkbox]):not([type=radio]), textarea, select') || document.querySelector('dialog[open]') !== null,
        onControl: target.closest('button, a, summary, [role=tablist], [role=slider], [role=menu], .pane-scroll, .messages-list, .grid-scroll') !== null,
      }, event.timeStamp < pendingUntil, charactersAct());
      pendingUntil = meaning.pending ? event.timeStamp + PAIR_MILLIS : 0;
      // The palette and the list of keys are the shell's, the filter is the page's own field.
      if (meaning.act === null || meaning.act === 'palette' || meaning.act === 'filter' || meaning.act === 'help') return;
      event.preventDefault();
      latest.current(meaning.act, meaning.digit);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
