// Which act a key press means. A key never acts while somebody types, or with a modifier that the browser owns.

export type Act = 'next' | 'previous' | 'first' | 'last' | 'filter' | 'open' | 'messages' | 'help'
  | 'copy-sql' | 'copy-link' | 'next-error' | 'previous-error' | 'next-write' | 'previous-write' | 'follow';

const ACTS: Record<string, Act> = {
  j: 'next', ArrowDown: 'next', k: 'previous', ArrowUp: 'previous', G: 'last', g: 'first', '/': 'filter', Enter: 'open',
  o: 'messages', '?': 'help', y: 'copy-sql', Y: 'copy-link', e: 'next-error', E: 'previous-error', w: 'next-write',
  W: 'previous-write', l: 'follow',
};

export interface KeyPress { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; typing: boolean; onControl: boolean }

export function actOf(press: KeyPress): Act | null {
  if (press.typing || press.ctrlKey || press.metaKey || press.altKey) return null;
  const act = ACTS[press.key] ?? null;
  // Enter on a button or link is the button's; arrows inside a grid or tab list are its own.
  if (press.onControl && (press.key === 'Enter' || press.key.startsWith('Arrow'))) return null;
  return act;
}
