import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Recorded } from './basics';

export interface MenuItem {
  readonly label: string;
  /** Null: it stands there to say why it cannot be done now. */
  readonly act: (() => void) | null;
  /** The key that does the same. */
  readonly hint?: string;
  /** What is said of it behind its label. */
  readonly note?: string;
  /** The heading that it stands under, with its neighbours of the same. */
  readonly group?: string;
}

function groupsOf(items: readonly MenuItem[]): { title: string; items: MenuItem[] }[] {
  const groups: { title: string; items: MenuItem[] }[] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last !== undefined && last.title === (item.group ?? '')) last.items.push(item);
    else groups.push({ title: item.group ?? '', items: [item] });
  }
  return groups;
}

/** Moves the focus in an open menu with arrows, ends and first letters; whether the key was the menu's. */
export function moveInMenu(box: Element | null, event: KeyboardEvent): boolean {
  const all = [...(box?.querySelectorAll<HTMLButtonElement>('[role=menuitem]') ?? [])];
  const at = all.indexOf(document.activeElement as HTMLButtonElement);
  const to = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key] ?? byLetter(all, at, event);
  if (to !== undefined) all[to]?.focus();
  return to !== undefined;
}

/** What stands in an open menu, under its headings. */
export function MenuItems({ items, choose }: { items: readonly MenuItem[]; choose: (item: MenuItem) => void }) {
  const one = (item: MenuItem, index: number) => (
    <li key={index} role="none"><button type="button" role="menuitem" tabIndex={-1} aria-disabled={item.act === null ? 'true' : undefined} onClick={() => { if (item.act !== null) choose(item); }}>
      <span class="menu-label"><Recorded text={item.label} /></span>{item.note !== undefined && <span class="menu-note"><Recorded text={item.note} /></span>}{item.hint !== undefined && <kbd>{item.hint}</kbd>}
    </button></li>
  );
  return (
    <>{groupsOf(items).map((group, index) => (group.title === '' ? group.items.map(one)
      : <li key={index} role="none"><ul role="group" aria-label={group.title}><li role="none" class="menu-group" aria-hidden="true"><Recorded text={group.title} /></li>{group.items.map(one)}</ul></li>))}</>
  );
}

/** A button that opens a list of acts; arrows and first letters move in it, Escape closes it. */
export function Menu({ label, items, kind = 'quiet' }: { label: string; items: readonly MenuItem[]; kind?: 'quiet' | 'plain' }) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (!open) return undefined;
    box.current?.querySelector<HTMLButtonElement>('[role=menuitem]')?.focus();
    const away = (event: Event) => { if (!box.current?.contains(event.target as Node)) setOpen(false); };
    addEventListener('pointerdown', away);
    return () => removeEventListener('pointerdown', away);
  }, [open]);
  const onKey = (event: KeyboardEvent) => {
    if (!open) return;
    if (event.key === 'Tab') { setOpen(false); return; }
    if (event.key === 'Escape') { setOpen(false); button.current?.focus(); } else if (!moveInMenu(box.current, event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const choose = (item: MenuItem) => {
    setOpen(false);
    button.current?.focus();
    item.act?.();
  };
  return (
    <div class="menu" ref={box} onKeyDown={onKey}>
      <button type="button" ref={button} class={kind} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)}>{label}<span class="chevron" aria-hidden="true">▾</span></button>
      {open && <ul class="menu-list" role="menu" aria-label={label}><MenuItems items={items} choose={choose} /></ul>}
    </div>
  );
}

/** The next item that begins with the letter that was pressed. */
function byLetter(all: readonly HTMLElement[], at: number, event: KeyboardEvent): number | undefined {
  if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const order = all.map((_, step) => (at + 1 + step) % all.length);
  return order.find((index) => (all[index]?.textContent ?? '').toLowerCase().startsWith(event.key.toLowerCase()));
}
