// What a person asks to see of a masked session. No network, no page.

export const DEFAULT_MINUTES = 15;
const MOST_MINUTES = 480;

export interface UnmaskBody { column?: string; cell?: string; restricted: boolean; minutes: number; reason: string }

/** The cell of a statement's result in the API's words, everything counted from 1. */
export function cellOf(ordinal: number, row: number, column: number): string {
  return `${ordinal}:${row}:${column}`;
}

/**
 * What is sent to the broker.
 *
 * @param what `session`, `column NAME` or `cell N:ROW:COLUMN`
 */
export function unmaskBody(what: string, minutes: string, restricted: string, reason: string): UnmaskBody {
  const space = what.indexOf(' ');
  const subject = space < 0 ? '' : what.slice(space + 1);
  const wanted = Number.parseInt(minutes, 10);
  return {
    ...(what.startsWith('column ') ? { column: subject } : {}), ...(what.startsWith('cell ') ? { cell: subject } : {}),
    restricted: restricted === 'yes', minutes: Number.isNaN(wanted) ? DEFAULT_MINUTES : Math.min(MOST_MINUTES, Math.max(1, wanted)), reason,
  };
}
