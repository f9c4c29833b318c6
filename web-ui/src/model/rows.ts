// The rows of the statement list: statements, runs of noise folded into one row, and what was done to the session meanwhile.

import type { OutlineAct, Statement } from '../api/types';

export type ListRow =
  | { readonly kind: 'statement'; readonly ordinal: number }
  | { readonly kind: 'act'; readonly act: OutlineAct }
  | { readonly kind: 'noise'; readonly from: number; readonly to: number; readonly tool: string; readonly label: string | null };

/** The list as the page walks it; it is not built where every row is a statement. */
export interface Rows { readonly count: number; at: (index: number) => ListRow; indexOf: (ordinal: number) => number }

const NOISE_GAP_SECONDS = 2;
const LEAST_RUN = 2;

/** Whether a client asked this on its own, to describe a table or to set itself up: the index says so. */
export function isNoise(statement: Statement): boolean {
  return typeof statement.noise === 'string';
}

/** What somebody typed into psql to make it ask, if the first query tells. */
export function noiseLabel(sql: string): string | null {
  const described = /OPERATOR\(pg_catalog\.~\)\s*'\^\(([^)']+)\)\$'/.exec(sql)?.[1];
  if (described !== undefined) return `\\d ${described}`;
  if (/relkind IN \('r','p'/.test(sql)) return '\\d';
  if (/pg_catalog\.pg_database/.test(sql)) return '\\l';
  if (/pg_catalog\.pg_roles/.test(sql)) return '\\du';
  if (/pg_catalog\.pg_proc/.test(sql)) return '\\df';
  return null;
}

export interface NoiseRun { readonly from: number; readonly to: number; readonly tool: string; readonly label: string | null }

/** Runs of at least two neighbouring statements of noise. */
export function noiseRuns(statements: ReadonlyMap<number, Statement>, total: number): NoiseRun[] {
  const runs: NoiseRun[] = [];
  let from = 0;
  const close = (to: number) => {
    const first = statements.get(from);
    if (from > 0 && to - from + 1 >= LEAST_RUN) runs.push({ from, to, tool: first?.noise ?? '', label: first?.noise === 'psql' ? noiseLabel(first.sql) : null });
    from = 0;
  };
  for (let ordinal = 1; ordinal <= total; ordinal++) {
    const statement = statements.get(ordinal);
    const before = statements.get(ordinal - 1);
    const noisy = statement !== undefined && isNoise(statement);
    const near = statement !== undefined && before !== undefined
      && statement.atSeconds - before.atSeconds - (before.heldSeconds ?? 0) - (before.durationSeconds ?? 0) <= NOISE_GAP_SECONDS;
    const again = statement !== undefined && noiseLabel(statement.sql)?.startsWith('\\d ') === true;
    if (!noisy || (from > 0 && (!near || again))) close(ordinal - 1);
    if (noisy && from === 0) from = ordinal;
  }
  close(total);
  return runs;
}

/** Every statement is a row. */
export function plainRows(total: number): Rows {
  return { count: total, at: (index) => ({ kind: 'statement', ordinal: index + 1 }), indexOf: (ordinal) => ordinal - 1 };
}

/** Statements with runs of noise folded, except those that were opened. */
export function foldedRows(total: number, runs: readonly NoiseRun[], opened: ReadonlySet<number>): Rows {
  const rows: ListRow[] = [];
  const indexes = new Map<number, number>();
  let next = 0;
  for (let ordinal = 1; ordinal <= total; ordinal++) {
    const run = runs[next];
    if (run !== undefined && ordinal === run.from) {
      next++;
      rows.push({ kind: 'noise', ...run });
      if (!opened.has(run.from)) {
        for (let inside = run.from; inside <= run.to; inside++) indexes.set(inside, rows.length - 1);
        ordinal = run.to;
        continue;
      }
    }
    rows.push({ kind: 'statement', ordinal });
    indexes.set(ordinal, rows.length - 1);
  }
  return {
    count: rows.length,
    at: (index) => rows[index] ?? { kind: 'statement', ordinal: total },
    indexOf: (ordinal) => indexes.get(ordinal) ?? -1,
  };
}

/** The rows, with each act behind the last statement that had begun. */
export function withActs(rows: Rows, acts: readonly OutlineAct[]): Rows {
  if (acts.length === 0) return rows;
  // Before which row of the others each stands; acts are in the order of the session, and so are these.
  const before: number[] = [];
  for (const act of acts) {
    const place = act.ordinal < 1 ? 0 : Math.min(rows.count, rows.indexOf(act.ordinal) + 1 || rows.count);
    before.push(Math.max(place, before[before.length - 1] ?? 0));
  }
  /** How many acts stand before row `index` of the others. */
  const actsBefore = (index: number): number => {
    let low = 0;
    let high = before.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((before[middle] ?? 0) <= index) low = middle + 1; else high = middle;
    }
    return low;
  };
  return {
    count: rows.count + acts.length,
    at: (index) => {
      let low = 0;
      let high = before.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((before[middle] ?? 0) + middle < index) low = middle + 1; else high = middle;
      }
      const act = acts[low];
      return act !== undefined && (before[low] ?? 0) + low === index ? { kind: 'act', act } : rows.at(index - low);
    },
    indexOf: (ordinal) => {
      const index = rows.indexOf(ordinal);
      return index < 0 ? index : index + actsBefore(index);
    },
  };
}

/** The index of the first row that belongs behind a statement. */
function firstBehind(rows: Rows, ordinal: number): number {
  const of = (row: ListRow): number => (row.kind === 'statement' ? row.ordinal : row.kind === 'noise' ? row.from : row.act.ordinal);
  let low = 0;
  let high = rows.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(rows.at(middle)) > ordinal) high = middle; else low = middle + 1;
  }
  return low;
}

/** The next statement that has a row of its own; the same one at the end of the list. */
export function stepRow(rows: Rows, from: number, by: number): number {
  const direction = by > 0 ? 1 : -1;
  let left = Math.abs(by);
  let index = rows.indexOf(from);
  let ordinal = from;
  // From a statement that is not in the list, the nearest one that is.
  if (index < 0) index = direction > 0 ? firstBehind(rows, from) - 1 : firstBehind(rows, from);
  while (left > 0) {
    index += direction;
    if (index < 0 || index >= rows.count) break;
    const row = rows.at(index);
    if (row.kind === 'statement') { ordinal = row.ordinal; left--; }
  }
  return ordinal;
}
