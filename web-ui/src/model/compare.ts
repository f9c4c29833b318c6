// Two sessions side by side: statements aligned by what they have in common, and the rows of two results.

import type { Cell, Statement } from '../api/types';
import { textOf } from './copy';
import { fingerprint } from './sql';

export type Pair =
  | { readonly kind: 'both'; readonly left: Statement; readonly right: Statement; readonly same: boolean }
  | { readonly kind: 'left'; readonly left: Statement }
  | { readonly kind: 'right'; readonly right: Statement };

/** Above this many cells the table of the alignment would not fit in a tab. */
const MOST_CELLS = 9_000_000;

/** Lengths of the longest common run of fingerprints from each place on; rows of `width` cells. */
function lengths(left: readonly string[], right: readonly string[]): Uint16Array {
  const width = right.length + 1;
  const table = new Uint16Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      table[i * width + j] = left[i] === right[j] ? (table[(i + 1) * width + j + 1] ?? 0) + 1
        : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
    }
  }
  return table;
}

/** Whether two runs of one query gave the same, as far as the list knows. */
function sameOutcome(left: Statement, right: Statement): boolean {
  return left.sql.trim() === right.sql.trim() && left.outcome === right.outcome && left.rows === right.rows
    && left.error?.sqlState === right.error?.sqlState && left.transactionOutcome === right.transactionOutcome
    && JSON.stringify(left.parameters) === JSON.stringify(right.parameters);
}

/** The statements of two sessions, aligned; null if they are too many. */
export function align(left: readonly Statement[], right: readonly Statement[]): Pair[] | null {
  if (left.length * right.length > MOST_CELLS) return null;
  const [ours, theirs] = [left.map((each) => fingerprint(each.sql)), right.map((each) => fingerprint(each.sql))];
  const table = lengths(ours, theirs);
  const width = right.length + 1;
  const pairs: Pair[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const [one, other] = [left[i], right[j]];
    if (one !== undefined && other !== undefined && ours[i] === theirs[j]) {
      pairs.push({ kind: 'both', left: one, right: other, same: sameOutcome(one, other) });
      i++;
      j++;
    } else if (one !== undefined && (other === undefined || (table[(i + 1) * width + j] ?? 0) >= (table[i * width + j + 1] ?? 0))) {
      pairs.push({ kind: 'left', left: one });
      i++;
    } else if (other !== undefined) {
      pairs.push({ kind: 'right', right: other });
      j++;
    }
  }
  return pairs;
}

export type RowPair = { readonly kind: 'same' | 'changed' | 'left' | 'right'; readonly left: readonly Cell[] | null; readonly right: readonly Cell[] | null };

/** The column whose values are all different on both sides, from the left; -1 if there is none. */
export function keyColumn(columns: number, left: readonly (readonly Cell[])[], right: readonly (readonly Cell[])[]): number {
  for (let column = 0; column < columns; column++) {
    const unique = (rows: readonly (readonly Cell[])[]) => rows.every((row) => (row[column] ?? null) !== null) && new Set(rows.map((row) => textOf(row[column] ?? null))).size === rows.length;
    if (unique(left) && unique(right)) return column;
  }
  return -1;
}

const whole = (row: readonly Cell[]): string => JSON.stringify(row);

/** The rows of two results by key, or as whole rows where no column is a key. */
export function diffRows(columns: number, left: readonly (readonly Cell[])[], right: readonly (readonly Cell[])[]): RowPair[] {
  const key = keyColumn(columns, left, right);
  const nameOf = (row: readonly Cell[]) => (key < 0 ? whole(row) : String(textOf(row[key] ?? null)));
  const waiting = new Map<string, (readonly Cell[])[]>();
  for (const row of right) waiting.set(nameOf(row), [...(waiting.get(nameOf(row)) ?? []), row]);
  const pairs: RowPair[] = left.map((row) => {
    const other = waiting.get(nameOf(row))?.shift();
    if (other === undefined) return { kind: 'left', left: row, right: null };
    return { kind: whole(row) === whole(other) ? 'same' : 'changed', left: row, right: other };
  });
  for (const rows of waiting.values()) for (const row of rows) pairs.push({ kind: 'right', left: null, right: row });
  return pairs;
}
