// The outline of a session: what its timeline, its chapters and its jumps are made of. Times are seconds since the start.

import type { Outline, OutlineAct, OutlineMark, Statement } from '../api/types';

/** Idle time from here on is folded. */
export const IDLE_SECONDS = 20;
const CHAPTER_GAP_SECONDS = 300;

export interface Gap { readonly from: number; readonly to: number; readonly after: number }

export const EMPTY_OUTLINE: Outline = {
  total: 0, stride: 1, points: { ordinal: [], atSeconds: [], endSeconds: [], rows: [], bytes: [], sensitive: [] }, marks: [], transactions: [], acts: [], partial: false,
};

/** Stretches in which nothing ran, the one before the first statement included. */
export function gapsOf(outline: Outline, duration: number, least: number): Gap[] {
  const { ordinal, atSeconds, endSeconds } = outline.points;
  const gaps: Gap[] = [];
  let busyUntil = 0;
  atSeconds.forEach((at, index) => {
    if (at - busyUntil >= least) gaps.push({ from: busyUntil, to: at, after: index === 0 ? 0 : (ordinal[index] ?? 1) - 1 });
    busyUntil = Math.max(busyUntil, endSeconds[index] ?? at);
  });
  if (duration - busyUntil >= least) gaps.push({ from: busyUntil, to: duration, after: outline.total });
  return gaps;
}

/** A map from seconds to a place between 0 and 1 and back, in which folded gaps are narrow. */
export interface Scale { place: (seconds: number) => number; seconds: (place: number) => number; folded: readonly Gap[] }

interface Knot { seconds: number; place: number }

function between(knots: readonly Knot[], by: 'seconds' | 'place', value: number): number {
  const to = by === 'seconds' ? 'place' : 'seconds';
  let index = 1;
  while (index < knots.length - 1 && (knots[index]?.[by] ?? 0) < value) index++;
  const left = knots[index - 1] ?? { seconds: 0, place: 0 };
  const right = knots[index] ?? left;
  const width = right[by] - left[by];
  const share = width <= 0 ? 0 : Math.min(1, Math.max(0, (value - left[by]) / width));
  return left[to] + share * (right[to] - left[to]);
}

const FOLD_SHARE = 0.04;
/** However many gaps there are, this much of the width is left to what happened. */
const BUSY_SHARE = 0.5;

/** @param fold whether gaps are made narrow */
export function scaleOf(outline: Outline, duration: number, fold: boolean): Scale {
  const length = Math.max(duration, outline.points.endSeconds[outline.points.endSeconds.length - 1] ?? 0, 0.001);
  // In a short session a gap is what is long beside the session itself.
  const least = Math.min(IDLE_SECONDS, Math.max(length / 6, 0.02));
  const folded = fold ? gapsOf(outline, length, least) : [];
  const idle = folded.reduce((sum, gap) => sum + gap.to - gap.from, 0);
  const busy = Math.max(length - idle, 1e-6);
  const share = folded.length === 0 ? 0 : Math.min(FOLD_SHARE, (1 - BUSY_SHARE) / folded.length);
  const perSecond = (1 - share * folded.length) / busy;
  const knots: Knot[] = [{ seconds: 0, place: 0 }];
  let place = 0;
  let seconds = 0;
  const add = (to: number, width: number) => { place += width; seconds = to; knots.push({ seconds, place }); };
  for (const gap of folded) {
    if (gap.from > seconds) add(gap.from, (gap.from - seconds) * perSecond);
    add(gap.to, share);
  }
  add(length, Math.max(0, (length - seconds) * perSecond));
  knots[knots.length - 1] = { seconds: length, place: 1 };
  return { place: (value) => between(knots, 'seconds', value), seconds: (value) => between(knots, 'place', value), folded };
}

/** The statement that was the last to begin at that time, or the first one. Exact where a point is one statement. */
export function ordinalAt(outline: Outline, seconds: number): number | null {
  const { ordinal, atSeconds } = outline.points;
  if (ordinal.length === 0) return null;
  let low = 0;
  let high = atSeconds.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((atSeconds[middle] ?? 0) <= seconds) low = middle; else high = middle - 1;
  }
  return ordinal[low] ?? null;
}

/** When a statement began, as near as the outline knows. */
export function secondsAt(outline: Outline, ordinal: number): number {
  const index = Math.min(outline.points.ordinal.length - 1, Math.floor((ordinal - 1) / outline.stride));
  return outline.points.atSeconds[index] ?? 0;
}

export type MarkKind = OutlineMark['kind'];

/** The marks of which each is a sign of its own: sensitive values are one where the statement has no other. */
export function signsOf({ marks }: Pick<Outline, 'marks'>): readonly OutlineMark[] {
  const others = new Set(marks.filter((mark) => mark.kind !== 'sensitive').map((mark) => mark.ordinal));
  return marks.filter((mark) => mark.kind !== 'sensitive' || !others.has(mark.ordinal));
}

/** The next or previous statement that is marked so, or null. */
export function markFrom(outline: Outline, from: number, direction: 1 | -1, kinds: readonly MarkKind[]): number | null {
  const found = outline.marks.filter((mark) => kinds.includes(mark.kind) && (direction > 0 ? mark.ordinal > from : mark.ordinal < from));
  return (direction > 0 ? found[0] : found[found.length - 1])?.ordinal ?? null;
}

export function countMarks(outline: Outline): { errors: number; writes: number; ddl: number; rolledBack: number } {
  const of = (kind: MarkKind) => outline.marks.filter((mark) => mark.kind === kind).length;
  return {
    errors: of('error'), writes: of('write'), ddl: of('ddl'),
    rolledBack: outline.transactions.filter((each) => each.outcome === 'rolled_back').length,
  };
}

/** A stretch in which the session was held; `to` is null while it is. */
export interface Hold { readonly act: OutlineAct; readonly to: number | null }

export function holdsOf(outline: Outline): Hold[] {
  const holds: Hold[] = [];
  for (const act of outline.acts) {
    if (act.kind === 'held') holds.push({ act, to: null });
    const open = holds[holds.length - 1];
    if (act.kind === 'resumed' && open?.to === null) holds[holds.length - 1] = { act: open.act, to: act.atSeconds };
  }
  return holds;
}

/** The hold in which a statement waited, or null if it did not. */
export function holdOf(outline: Outline, statement: Statement): OutlineAct | null {
  if (statement.traits?.includes('hold') !== true) return null;
  const before = outline.acts.filter((act) => act.kind === 'held' && act.atSeconds <= statement.atSeconds);
  return before[before.length - 1] ?? null;
}

/** The statement that one goes to for an act: for a hold the one that it kept, for others the last that had begun. */
function statementOf(outline: Outline, act: OutlineAct): number {
  return Math.min(outline.total, Math.max(1, act.kind === 'held' ? act.ordinal + 1 : act.ordinal));
}

export type Chapter =
  | { kind: 'start'; ordinal: number; at: number }
  | { kind: 'transaction'; ordinal: number; at: number; to: number; outcome: string; number: number }
  | { kind: 'gap'; ordinal: number; at: number; length: number }
  | { kind: 'mark'; ordinal: number; at: number; mark: MarkKind; rolledBack: boolean; text: string }
  | { kind: 'act'; ordinal: number; at: number; act: OutlineAct }
  | { kind: 'end'; ordinal: number; at: number };

/** A transaction is one chapter for what it holds, but for these. */
const ALWAYS: readonly MarkKind[] = ['mark', 'error', 'identity',
  'unscoped'];

/** The session in steps: what the timeline shows, as a list. */
export function chaptersOf(outline: Outline, duration: number): Chapter[] {
  if (outline.total === 0) return [];
  const chapters: Chapter[] = [{ kind: 'start', ordinal: 1, at: outline.points.atSeconds[0] ?? 0 }];
  for (const each of outline.transactions) chapters.push({ kind: 'transaction', ordinal: each.from, at: each.atSeconds, to: each.to, outcome: each.outcome, number: each.number });
  for (const gap of gapsOf(outline, duration, CHAPTER_GAP_SECONDS)) {
    if (gap.after > 0 && gap.after < outline.total) chapters.push({ kind: 'gap', ordinal: gap.after + 1, at: gap.from, length: gap.to - gap.from });
  }
  const inside = (ordinal: number) => outline.transactions.some((each) => ordinal >= each.from && ordinal <= each.to);
  for (const mark of signsOf(outline)) {
    if (!inside(mark.ordinal) || ALWAYS.includes(mark.kind)) chapters.push({ kind: 'mark', ordinal: mark.ordinal, at: mark.atSeconds, mark: mark.kind, rolledBack: mark.rolledBack, text: mark.text ?? '' });
  }
  for (const act of outline.acts) chapters.push({ kind: 'act', ordinal: statementOf(outline, act), at: act.atSeconds, act });
  chapters.push({ kind: 'end', ordinal: outline.total, at: duration });
  return chapters.sort((one, other) => one.ordinal - other.ordinal || one.at - other.at);
}

/** The chapter that begins behind or before a statement. */
export function chapterFrom(chapters: readonly Chapter[], from: number, direction: 1 | -1): number | null {
  const starts = chapters.map((chapter) => chapter.ordinal).filter((ordinal) => (direction > 0 ? ordinal > from : ordinal < from));
  return (direction > 0 ? starts[0] : starts[starts.length - 1]) ?? null;
}

/** What the bars of the timeline measure: rows and bytes that came back, statements, or values of sensitive columns. */
export type Heat = 'rows' | 'bytes' | 'statements' | 'sensitive';
export const HEATS: readonly Heat[] = ['rows', 'bytes', 'statements', 'sensitive'];

/** What a measure comes to in the whole session; of sensitive values none may be known. */
export function heatTotal(outline: Outline, by: Heat): number {
  return by === 'statements' ? outline.total : outline.points[by].reduce((sum, each) => sum + each, 0);
}

/** A measure in bars of equal width over the scale; each bar is between 0 and 1. */
export function activity(outline: Outline, scale: Scale, bars: number, by: Heat): number[] {
  const sums = new Array<number>(bars).fill(0);
  const values = by === 'statements' ? null : outline.points[by];
  // What ran and returned nothing has the least bar, except where only values of one kind are counted.
  const least = by === 'rows' || by === 'bytes' ? 0.5 : 0;
  outline.points.atSeconds.forEach((at, index) => {
    const bar = Math.min(bars - 1, Math.floor(scale.place(at) * bars));
    sums[bar] = (sums[bar] ?? 0) + (values === null ? outline.stride : values[index] ?? 0) + least;
  });
  const most = Math.log1p(Math.max(1, ...sums));
  return sums.map((sum) => (sum === 0 ? 0 : Math.max(0.08, Math.log1p(sum) / most)));
}
