// What the replay shows, as a value and the events that change it. No clock, no network, no page.

import type { Statement, StatementPage } from '../api/types';
import { START, type Position } from './position';
import { effectOf } from './sql';

export const STATEMENTS_PER_PAGE = 200;

export interface Replay {
  /** Statements known so far, by ordinal. */
  readonly statements: ReadonlyMap<number, Statement>;
  /** How many statements the session has, as last heard. */
  readonly total: number;
  /** Pages that were asked for, counted from 0. */
  readonly asked: ReadonlySet<number>;
  readonly position: Position;
  /** Whether the newest statement of a live session stays selected. */
  readonly following: boolean;
  /** What an address named and the session does not have. */
  readonly missing: Missing | null;
}

export type Missing = { readonly what: 'statement' | 'message'; readonly wanted: number } | { readonly what: 'time'; readonly wanted: string };

export function startReplay(position: Position, live: boolean): Replay {
  return {
    statements: new Map(), total: 0, asked: new Set(), position,
    following: live && position.q === null && position.m === null && position.t === null, missing: null,
  };
}

export type ReplayEvent =
  | { kind: 'asked'; page: number }
  | { kind: 'refused'; page: number }
  | { kind: 'arrived'; page: StatementPage }
  | { kind: 'moved'; position: Position }
  | { kind: 'stepped'; by: number }
  | { kind: 'selected'; ordinal: number }
  | { kind: 'placed'; m: number; ordinal: number | null }
  | { kind: 'missed'; missing: Missing; ordinal: number | null }
  | { kind: 'followed'; following: boolean };

const at = (replay: Replay, q: number): Position => ({ ...START, tab: replay.position.tab, deep: replay.position.deep, cmp: replay.position.cmp, q });

function without(pages: ReadonlySet<number>, page: number): ReadonlySet<number> {
  return new Set([...pages].filter((each) => each !== page));
}

/** How many statements are kept at most; those that arrived longest ago go first, and are asked for again where they are needed. */
export const MOST_KEPT = 6000;

/** Lets go of the oldest arrivals, but not of the page that is looked at. */
function letGo(statements: Map<number, Statement>, asked: ReadonlySet<number>, q: number | null): ReadonlySet<number> {
  if (statements.size <= MOST_KEPT) return asked;
  const pageOf = (ordinal: number) => Math.floor((ordinal - 1) / STATEMENTS_PER_PAGE);
  const gone = new Set<number>();
  for (const ordinal of statements.keys()) {
    if (statements.size <= MOST_KEPT) break;
    if (q !== null && pageOf(ordinal) === pageOf(q)) continue;
    statements.delete(ordinal);
    gone.add(pageOf(ordinal));
  }
  return new Set([...asked].filter((page) => !gone.has(page)));
}

function arrived(replay: Replay, page: StatementPage): Replay {
  const statements = new Map(replay.statements);
  for (const statement of page.items) {
    // What arrives again is young again.
    statements.delete(statement.ordinal);
    statements.set(statement.ordinal, statement);
  }
  const highest = page.items.reduce((most, statement) => Math.max(most, statement.ordinal), 0);
  const total = Math.max(page.total, highest);
  const position = replay.following && total > 0 ? at(replay, total)
    : replay.position.q === null && replay.position.m === null && replay.position.t === null && total > 0 ? at(replay, 1)
    : replay.position;
  const beyond = position.q !== null && position.q > total;
  return {
    ...replay, statements, total,
    asked: letGo(statements, askedStill(replay, total, statements), position.q),
    missing: beyond && position.q !== null ? { what: 'statement', wanted: position.q } : replay.missing,
    position: beyond ? { ...position, q: total > 0 ? total : null, r: null, c: null, sel: null } : withStatementOf(position, statements),
  };
}

/** The page that the old end was in is asked for again when the session grew past what arrived of it. */
function askedStill(replay: Replay, total: number, statements: ReadonlyMap<number, Statement>): ReadonlySet<number> {
  if (replay.total === 0 || total <= replay.total) return replay.asked;
  const page = Math.floor(replay.total / STATEMENTS_PER_PAGE);
  const end = Math.min(total, (page + 1) * STATEMENTS_PER_PAGE);
  for (let ordinal = replay.total + 1; ordinal <= end; ordinal++) {
    if (!statements.has(ordinal)) return without(replay.asked, page);
  }
  return replay.asked;
}

/** A message alone selects the statement that it belongs to, once that is known. */
function withStatementOf(position: Position, statements: ReadonlyMap<number, Statement>): Position {
  if (position.q !== null || position.m === null) return position;
  let best: Statement | null = null;
  for (const statement of statements.values()) {
    if (statement.message <= position.m && (best === null || statement.message > best.message)) best = statement;
  }
  return best === null ? position : { ...position, q: best.ordinal };
}

export function reduce(replay: Replay, event: ReplayEvent): Replay {
  switch (event.kind) {
    case 'asked': return { ...replay, asked: new Set([...replay.asked, event.page]) };
    case 'refused': return { ...replay, asked: without(replay.asked, event.page) };
    case 'arrived': return arrived(replay, event.page);
    case 'moved': {
      const { q } = event.position;
      const isBeyond = q !== null && replay.total > 0 && q > replay.total;
      const position = isBeyond ? { ...event.position, q: replay.total, r: null, c: null, sel: null } : withStatementOf(event.position, replay.statements);
      return { ...replay, following: false, missing: isBeyond ? { what: 'statement', wanted: q } : null, position };
    }
    // The answer to an older question leaves the position alone.
    case 'placed': {
      // What came before the first statement is shown beside it.
      const ordinal = event.ordinal ?? replay.position.q ?? 1;
      return replay.position.m !== event.m || replay.position.q === ordinal ? replay
        : { ...replay, position: { ...replay.position, q: ordinal, r: null, c: null, sel: null } };
    }
    case 'missed': return { ...replay, following: false, missing: event.missing, position: event.ordinal === null ? replay.position : at(replay, event.ordinal) };
    case 'selected': return { ...replay, following: false, missing: null, position: at(replay, event.ordinal) };
    case 'stepped': {
      if (replay.total === 0) return replay;
      const from = replay.position.q ?? (event.by > 0 ? 0 : replay.total + 1);
      const q = Math.min(replay.total, Math.max(1, from + event.by));
      return { ...replay, following: false, missing: null, position: at(replay, q) };
    }
    case 'followed':
      return event.following && replay.total > 0
        ? { ...replay, following: true, position: at(replay, replay.total) }
        : { ...replay, following: event.following };
  }
}

/** The pages that rows `first` to `last` (from 0) need and nobody asked for yet. */
export function pagesToAsk(replay: Replay, first: number, last: number): number[] {
  const pages: number[] = [];
  const to = Math.floor(Math.max(first, last) / STATEMENTS_PER_PAGE);
  for (let page = Math.floor(Math.max(0, first) / STATEMENTS_PER_PAGE); page <= to; page++) {
    if (!replay.asked.has(page)) pages.push(page);
  }
  return pages;
}

/** Whether a statement was its own transaction, which the server began and ended for it. */
export function isAutocommit(replay: Replay, ordinal: number): boolean {
  const statement = replay.statements.get(ordinal);
  return statement !== undefined && bracketOf(replay, ordinal) === 'only' && !/^(begin|start|savepoint)\b/i.test(statement.verb ?? '');
}

/** Whether the work of a statement was taken back: it ran, in a transaction of several, and is not what ended or began it. */
export function isUndone(replay: Replay, ordinal: number): boolean {
  const statement = replay.statements.get(ordinal);
  if (statement === undefined || statement.transactionOutcome !== 'rolled_back' || statement.error !== null) return false;
  return bracketOf(replay, ordinal) !== 'only' && effectOf(statement.verb, statement.sql) !== 'control';
}

/** Whether the server has not answered a statement yet, and still may. */
export function isRunning(statement: Statement): boolean {
  return statement.outcome === 'no_answer' && statement.durationSeconds === null && statement.transactionOutcome === 'running';
}

/** Whether a statement has not reached the server, because its session is held. */
export function isWaiting(statement: Statement): boolean {
  return isRunning(statement) && statement.traits?.includes('hold') === true && statement.heldSeconds == null;
}

export type Bracket = 'none' | 'only' | 'first' | 'middle' | 'last';

/** How a statement stands in the bracket of its transaction; single-statement transactions have none. */
export function bracketOf(replay: Replay, ordinal: number): Bracket {
  const own = replay.statements.get(ordinal)?.transaction ?? null;
  if (own === null) return 'none';
  const above = replay.statements.get(ordinal - 1)?.transaction === own;
  const below = replay.statements.get(ordinal + 1)?.transaction === own;
  if (above) return below ? 'middle' : 'last';
  return below ? 'first' : 'only';
}
