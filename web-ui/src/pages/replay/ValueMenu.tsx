import { createContext } from 'preact';
import { useContext, useMemo, useRef, useState } from 'preact/hooks';
import type { Cell, MaskClass, Session, Statement } from '../../api/types';
import { visible } from '../../model/format';
import { handOver } from '../../model/handed';
import { onlyWith, standsIn, termOfValue, valuesOf, without, withoutEither, type NamedValue, type ValueKey } from '../../model/values';
import { LONGEST_VALUE } from '../../model/whosaw';
import { ContextMenu, placeBelow, type MenuPlace } from '../../parts/ContextMenu';
import type { MenuItem } from '../../parts/Menu';
import { Recorded } from '../../parts/basics';
import { go, withQuery } from '../../router';
import { t } from '../../strings';
import type { ListFilter } from './useFilter';

const v = t.values;

/** What a menu is about: values that a filter can name, or a cell, whose value no filter holds. */
type Subject = { readonly values: readonly NamedValue[] } | { readonly cell: Cell; readonly mask: MaskClass | null };

export interface ValueMenuHandle {
  /** Opens the menu of what the pointer is on; false where the browser's own is wanted, since nothing can be named. */
  atPointer: (event: MouseEvent) => boolean;
  /** Opens the menu of what has the focus, or else of the statement. */
  atFocus: (current: Statement | undefined) => void;
  ofValue: (element: Element, value: NamedValue) => void;
  ofCell: (at: Element | MouseEvent, cell: Cell, mask: MaskClass | null) => void;
  readonly menu: preact.JSX.Element | null;
}

export const ValueMenus = createContext<ValueMenuHandle | null>(null);

/** A value that has a menu: one press filters for it, or out. */
export function Value({ of, children }: { of: NamedValue | undefined; children: preact.ComponentChildren }) {
  const menus = useContext(ValueMenus);
  if (of === undefined || menus === null) return <>{children}</>;
  return <button type="button" class="value" aria-haspopup="menu" title={`${visible(termOfValue(of)).slice(0, 200)}: ${v.about} (F)`} data-value-key={of.key} data-value={of.value} onClick={(event) => menus.ofValue(event.currentTarget, of)}>{children}</button>;
}

/** The attributes by which the menu knows a value that is no button of its own. */
export function valueOn(value: NamedValue | undefined): { 'data-value-key'?: string; 'data-value'?: string } {
  return value === undefined ? {} : { 'data-value-key': value.key, 'data-value': value.value };
}

/** The value in words, where a filter has its own. */
const wordOf = ({ key, value }: NamedValue): string => (key === 'tx' ? v.transactions[value] ?? value : value);

/** What can be named of a statement, in a row. */
export function ValueLine({ statement }: { statement: Statement }) {
  const values = valuesOf(statement);
  if (values.length === 0) return null;
  return <p class="detail-values" role="group" aria-label={v.ofStatement(statement.ordinal)}>{values.map((each) => <Value key={termOfValue(each)} of={each}><span class="ink-3">{v.kinds[each.key]} </span><Recorded text={wordOf(each)} /></Value>)}</p>;
}

function itemsOfValue(value: NamedValue, filter: ListFilter, grouped: boolean): MenuItem[] {
  const term = termOfValue(value);
  const group = grouped ? { group: `${v.kinds[value.key]} ${visible(wordOf(value))}` } : {};
  const stands = standsIn(filter.filter, value);
  return [
    { ...group, label: stands === 'only' ? v.takeOut(term) : v.only(term), act: () => filter.change((now) => (stands === 'only' ? withoutEither(now, value) : onlyWith(now, value))) },
    { ...group, label: stands === 'without' ? v.takeOut(`-${term}`) : v.without(term), act: () => filter.change((now) => (stands === 'without' ? withoutEither(now, value) : without(now, value))) },
    { ...group, label: v.everywhere, act: () => go(withQuery('/search', { q: term })) },
  ];
}

/** Why who saw a cell cannot be asked, or its value. */
function askable(cell: Cell, mask: MaskClass | null): { value: string } | { why: string } {
  if (mask !== null) return { why: v.masked };
  if (cell === null || (typeof cell === 'string' && cell.trim() === '')) return { why: v.nothing };
  if (typeof cell !== 'string') return { why: 'hex' in cell ? v.binary : v.cut };
  return cell.length > LONGEST_VALUE ? { why: v.long } : { value: cell };
}

function itemsOfCell(cell: Cell, mask: MaskClass | null): MenuItem[] {
  const found = askable(cell, mask);
  const ask: MenuItem = 'value' in found ? { label: v.whoSaw, act: () => { handOver(found.value); go('/who-saw'); } } : { label: v.whoSaw, note: found.why, act: null };
  return [ask, { label: v.noFilter, act: null }];
}

function statementAt(element: Element): number | null {
  const ordinal = element.closest<HTMLElement>('[data-ordinal]')?.dataset.ordinal;
  return ordinal === undefined ? null : Number(ordinal);
}

function valueAt(element: Element): NamedValue | null {
  const { valueKey, value } = element.closest<HTMLElement>('[data-value-key]')?.dataset ?? {};
  return valueKey === undefined || value === undefined ? null : { key: valueKey as ValueKey, value };
}

/** The menus of values of the page: at the pointer, and at what has the focus. */
export function useValueMenu(session: Session, filter: ListFilter, statements: ReadonlyMap<number, Statement>, say: (text: string) => void): ValueMenuHandle {
  const [open, setOpen] = useState<{ subject: Subject; at: MenuPlace; turn: number } | null>(null);
  const turn = useRef(0);
  const isOpen = useRef(false);
  const known = useRef(statements);
  known.current = statements;
  const saying = useRef(say);
  saying.current = say;
  const acts = useMemo(() => {
    const show = (subject: Subject, at: MenuPlace) => { isOpen.current = true; setOpen({ subject, at, turn: ++turn.current }); };
    const about = (element: Element): Subject | null => {
      const value = valueAt(element);
      if (value !== null) return { values: [value] };
      const ordinal = statementAt(element);
      const statement = ordinal === null ? undefined : known.current.get(ordinal);
      return statement === undefined ? null : { values: valuesOf(statement) };
    };
    const isSome = (subject: Subject | null): subject is Subject => subject !== null && (!('values' in subject) || subject.values.length > 0);
    return {
      atPointer: (event: MouseEvent) => {
        // A pointer closes an open menu first, so the browser asks for the key that opened it.
        if (isOpen.current) return true;
        const element = event.target as Element;
        const subject = about(element);
        if (!isSome(subject)) return false;
        // Asked for by keyboard, a menu has no pointer to open at.
        show(subject, event.clientX === 0 && event.clientY === 0 ? placeBelow(element) : { x: event.clientX, y: event.clientY });
        return true;
      },
      atFocus: (current: Statement | undefined) => {
        const focused = document.activeElement;
        const value = focused === null ? null : valueAt(focused);
        const subject: Subject | null = value !== null ? { values: [value] } : current === undefined ? null : { values: valuesOf(current) };
        const at = value !== null ? focused : document.querySelector('.st.selected .st-sql') ?? document.querySelector('.detail-line');
        if (isSome(subject) && at !== null) show(subject, placeBelow(at)); else saying.current(v.noValue);
      },
      ofValue: (element: Element, value: NamedValue) => show({ values: [value] }, placeBelow(element)),
      ofCell: (at: Element | MouseEvent, cell: Cell, mask: MaskClass | null) => show({ cell, mask }, at instanceof Element ? placeBelow(at) : { x: at.clientX, y: at.clientY }),
    };
  }, [session.id]);
  const items = open === null ? [] : 'values' in open.subject ? open.subject.values.flatMap((each) => itemsOfValue(each, filter, (open.subject as { values: readonly NamedValue[] }).values.length > 1)) : itemsOfCell(open.subject.cell, open.subject.mask);
  const menu = open === null ? null : <ContextMenu key={open.turn} label={'values' in open.subject ? v.label : v.cellLabel} items={items} at={open.at} close={() => { isOpen.current = false; setOpen(null); }} />;
  return useMemo(() => ({ ...acts, menu }), [acts, open, filter.filter]);
}
