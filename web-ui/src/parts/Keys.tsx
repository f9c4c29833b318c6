import { useEffect, useState } from 'preact/hooks';
import { capsOf, charactersAct, KEY_GROUPS, KEYS, letCharactersAct, type Act } from '../model/keys';
import { t } from '../strings';
import { Dialog } from './basics';

let open: () => void = () => undefined;

/** Shows the list of keys. */
export function openKeys(): void {
  open();
}

/** The keys of one act; of a row of keys only the ends are shown. */
function KeysOf({ act }: { act: Act }) {
  const keys = KEYS[act];
  const isRow = keys.length > 2;
  const shown = isRow ? [keys[0], keys[keys.length - 1]] : keys.slice(0, 1);
  return (
    <span data-act={act} data-keys={keys.join('\n')}>
      {shown.map((key, index) => [index > 0 && ' … ', ...capsOf(key ?? '').slice(index > 0 ? -1 : 0).map((cap, at) => <kbd key={`${key}${at}`}>{cap}</kbd>)])}
    </span>
  );
}

/** The list of all keys, on every page. */
export function KeysSheet() {
  const [shown, setShown] = useState(false);
  const [on, setOn] = useState(charactersAct);
  useEffect(() => {
    open = () => setShown(true);
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== '?' || event.ctrlKey || event.metaKey || event.altKey || !charactersAct()) return;
      if (target.matches('input, textarea, select') || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      setShown(true);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  if (!shown) return null;
  return (
    <Dialog title={t.keys.title} close={() => setShown(false)} wide>
      <div class="keys-columns">{KEY_GROUPS.map(({ name, lines }) => (
        <section key={name}><h3>{t.keys.groups[name]}</h3>
          <dl class="facts keys">{lines.map((acts) => [<dt key={acts[0]}>{acts.map((act) => <KeysOf key={act} act={act} />)}</dt>, <dd key={`${acts[0]}-what`}>{t.keys.what[acts[0]]}</dd>])}</dl></section>
      ))}</div>
      <label class="check"><input type="checkbox" checked={on} onChange={(event) => { letCharactersAct(event.currentTarget.checked); setOn(event.currentTarget.checked); }} /> {t.keys.on}</label>
      <p class="ink-3">{t.keys.about}</p>
    </Dialog>
  );
}
