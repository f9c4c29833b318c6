import { useEffect, useState } from 'preact/hooks';
import { charactersAct, letCharactersAct } from '../model/keys';
import { t } from '../strings';
import { Dialog } from './basics';

let open: () => void = () => undefined;

/** Shows the list of keys. */
export function openKeys(): void {
  open();
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
      <div class="keys-columns">{t.keys.groups.map(({ title, keys }) => (
        <section key={title}><h3>{title}</h3>
          <dl class="facts keys">{keys.map(([pressed, what]) => [<dt key={pressed}>{pressed.split(' ').map((key) => <kbd key={key}>{key}</kbd>)}</dt>, <dd key={`${pressed}-what`}>{what}</dd>])}</dl></section>
      ))}</div>
      <label class="check"><input type="checkbox" checked={on} onChange={(event) => { letCharactersAct(event.currentTarget.checked); setOn(event.currentTarget.checked); }} /> {t.keys.on}</label>
      <p class="ink-3">{t.keys.about}</p>
    </Dialog>
  );
}
