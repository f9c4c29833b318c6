// Which statements of a session a filter fits, as the broker answers it: ranges of ordinals, never one entry a statement.

import type { IndexLag, Matches, Statement } from '../api/types';
import { isOr, parseFilter } from './filter';
import type { Rows } from './rows';

type Span = readonly [number, number];

export interface Fit {
  /** Inclusive, ascending. */
  readonly spans: readonly Span[];
  /** How many statements fit in the spans before each. */
  readonly before: readonly number[];
  readonly count: number;
  /** Whether more may fit than is known. */
  readonly partial: boolean;
  readonly index: IndexLag | null;
}

export function fitOf(matches: Matches): Fit {
  const before: number[] = [];
  let count = 0;
  for (const [from, to] of matches.ordinals) {
    before.push(count);
    count += to - from + 1;
  }
  return { spans: matches.ordinals, before, count, partial: matches.partial, index: matches.index ?? null };
}

/** The first index from 0 to `length` at which `holds` is true; it must stay true behind it. */
function firstWhere(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle; else low = middle + 1;
  }
  return low;
}

/** The place of a statement among those that fit, from 0, or -1 if it does not. */
export function placeIn(fit: Fit, ordinal: number): number {
  const at = firstWhere(fit.spans.length, (index) => (fit.spans[index]?.[1] ?? 0) >= ordinal);
  const span = fit.spans[at];
  return span === undefined || span[0] > ordinal ? -1 : (fit.before[at] ?? 0) + ordinal - span[0];
}

/** The statement at a place among those that fit, from 0. */
export function fitAt(fit: Fit, place: number): number {
  const at = firstWhere(fit.spans.length, (index) => (fit.before[index] ?? 0) > place) - 1;
  const span = fit.spans[Math.max(0, at)];
  return span === undefined ? 1 : span[0] + place - (fit.before[Math.max(0, at)] ?? 0);
}

/** The next or previous statement that fits, and from the last of them the first; null if none does. */
export function nextFit(fit: Fit, from: number, direction: 1 | -1): number | null {
  if (fit.count === 0) return null;
  // How many fit up to the statement before `from`, and up to it.
  const own = placeIn(fit, from);
  const at = firstWhere(fit.spans.length, (index) => (fit.spans[index]?.[1] ?? 0) >= from);
  const below = own >= 0 ? own : fit.before[at] ?? fit.count;
  const place = direction > 0 ? (own >= 0 ? own + 1 : below) : below - 1;
  return fitAt(fit, (place + fit.count) % fit.count);
}

/** Only what fits is a row. */
export function fitRows(fit: Fit): Rows {
  return { count: fit.count, at: (index) => ({ kind: 'statement', ordinal: fitAt(fit, index) }), indexOf: (ordinal) => placeIn(fit, ordinal) };
}

/** Whether the words of a filter stand in the SQL or the error of a statement; never without words. */
export function textTest(filter: string): (statement: Statement) => boolean {
  const words = parseFilter(filter).filter((term) => !term.negated && !isOr(term) && (term.key === '' || term.key === 'text')).map((term) => term.value.toLowerCase()).filter((word) => word !== '');
  if (words.length === 0) return () => false;
  return (statement) => [statement.sql, statement.error?.message ?? ''].some((text) => { const lower = text.toLowerCase(); return words.some((word) => lower.includes(word)); });
}

/** A question for statements behind `after`. */
export interface Ask { readonly after: number; readonly limit: number }

/** The fewest questions that bring some statements, given ascending; what lies between near ones comes with them. */
export function asksFor(ordinals: readonly number[], most: number, near: number): Ask[] {
  const asks: { after: number; limit: number }[] = [];
  for (const ordinal of ordinals) {
    const last = asks[asks.length - 1];
    if (last !== undefined && ordinal - last.after - last.limit <= near && ordinal - last.after <= most) last.limit = ordinal - last.after;
    else asks.push({ after: ordinal - 1, limit: 1 });
  }
  return asks;
}
