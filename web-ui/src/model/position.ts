// A position in a session as the fragment of its address: #q=41, #m=1207, #q=41&r=15, #q=41&pane=sql.

export type Pane = 'result' | 'sql' | 'parameters' | 'messages';
const PANES: readonly string[] = ['result', 'sql', 'parameters', 'messages'];

export interface Position {
  /** Statement, by ordinal. */
  readonly q: number | null;
  /** Message, by number. */
  readonly m: number | null;
  /** Row of the result, counted from 1. */
  readonly r: number | null;
  readonly pane: Pane;
}

function positive(text: string | null): number | null {
  if (text === null || !/^\d{1,15}$/.test(text)) return null;
  const value = Number(text);
  return value > 0 ? value : null;
}

/** Reads a fragment; what it does not know it leaves out. The most exact position decides the pane. */
export function parsePosition(fragment: string): Position {
  const values = new URLSearchParams(fragment.replace(/^#/, ''));
  const q = positive(values.get('q'));
  const m = positive(values.get('m'));
  const r = positive(values.get('r'));
  const named = values.get('pane');
  const pane = named !== null && PANES.includes(named) ? (named as Pane) : m !== null ? 'messages' : 'result';
  return { q, m, r, pane };
}

export function formatPosition(position: Position): string {
  const parts: string[] = [];
  if (position.q !== null) parts.push(`q=${position.q}`);
  if (position.m !== null) parts.push(`m=${position.m}`);
  if (position.r !== null && position.pane === 'result') parts.push(`r=${position.r}`);
  const implied: Pane = position.m !== null ? 'messages' : 'result';
  if (position.pane !== implied) parts.push(`pane=${position.pane}`);
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}
