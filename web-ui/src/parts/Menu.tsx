import { useEffect, useRef, useState } from 'preact/hooks';

export interface MenuItem { readonly label: string; readonly act: () => void; readonly hint?: string }

/** A button that opens a list of acts; arrows move in it, Escape closes it. */
export function Menu({ label, items, kind = 'quiet' }: { label: string; items: readonly MenuItem[]; kind?: 'quiet' | 'plain' }) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    box.current?.querySelector<HTMLButtonElement>('[role=menuitem]')?.focus();
    const away = (event: Event) => { if (!box.current?.contains(event.target as Node)) setOpen(false); };
    addEventListener('pointerdown', away);
    return () => removeEventListener('pointerdown', away);
  }, [open]);
  const onKey = (event: KeyboardEvent) => {
    if (!open) return;
    const all = [...(box.current?.querySelectorAll<HTMLButtonElement>('[role=menuitem]') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === 'Escape') { setOpen(false); button.current?.focus(); } else if (event.key === 'Tab') { setOpen(false); return; } else if (to !== undefined) all[to]?.focus(); else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="menu" ref={box} onKeyDown={onKey}>
      <button type="button" ref={button} class={kind} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)}>{label}<span class="chevron" aria-hidden="true">▾</span></button>
      {open && <ul class="menu-list" role="menu" aria-label={label}>
        {items.map((item) => <li key={item.label} role="none"><button type="button" role="menuitem" tabIndex={-1} onClick={() => { setOpen(false); button.current?.focus(); item.act(); }}>{item.label}{item.hint !== undefined && <kbd>{item.hint}</kbd>}</button></li>)}
      </ul>}
    </div>
  );
}
