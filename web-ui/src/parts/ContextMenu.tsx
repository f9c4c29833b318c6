import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { MenuItems, moveInMenu, type MenuItem } from './Menu';

const EDGE = 8;

/** Where a menu opens, in pixels of the window. */
export interface MenuPlace { readonly x: number; readonly y: number }

/** Where the menu of an element opens that was asked for by keyboard. */
export function placeBelow(element: Element): MenuPlace {
  const box = element.getBoundingClientRect();
  return { x: Math.max(EDGE, box.left), y: Math.min(innerHeight - EDGE, box.bottom) };
}

/** A menu at a place of the window; arrows and first letters move in it, Escape and Tab close it, and the focus goes back to where it was. */
export function ContextMenu({ label, items, at, close }: { label: string; items: readonly MenuItem[]; at: MenuPlace; close: () => void }) {
  const box = useRef<HTMLUListElement>(null);
  const [place, setPlace] = useState(at);
  const before = useRef<Element | null>(null);
  useLayoutEffect(() => {
    const list = box.current;
    if (list === null) return;
    const { width, height } = list.getBoundingClientRect();
    setPlace({ x: Math.max(EDGE, Math.min(at.x, document.documentElement.clientWidth - width - EDGE)), y: Math.max(EDGE, Math.min(at.y, innerHeight - height - EDGE)) });
  }, [at.x, at.y, items.length]);
  useEffect(() => {
    before.current = document.activeElement;
    box.current?.querySelector<HTMLButtonElement>('[role=menuitem]')?.focus({ preventScroll: true });
    const away = (event: Event) => { if (!box.current?.contains(event.target as Node)) close(); };
    addEventListener('pointerdown', away);
    addEventListener('resize', close);
    return () => { removeEventListener('pointerdown', away); removeEventListener('resize', close); };
  }, []);
  const leave = () => {
    close();
    if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus({ preventScroll: true });
  };
  const onKey = (event: KeyboardEvent) => {
    // No key of the page acts while the menu is open.
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') { event.preventDefault(); leave(); } else if (moveInMenu(box.current, event)) event.preventDefault();
  };
  return (
    <ul class="menu-list context-menu" role="menu" aria-label={label} ref={box} style={{ left: `${place.x}px`, top: `${place.y}px` }} onKeyDown={onKey} onContextMenu={(event) => { event.preventDefault(); event.stopPropagation(); }}>
      <MenuItems items={items} choose={(item) => { leave(); item.act?.(); }} />
    </ul>
  );
}
