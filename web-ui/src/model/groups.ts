// Moments under what they have in common: those of a page by session, and the groups that the broker counted.

import type { GroupedBy, GroupPage, Moment, StatementGroup } from '../api/types';
import { termFor } from './filter';

export const GROUPINGS: readonly GroupedBy[] = ['session', 'fp', 'table', 'user'];

/** Words of links that were made before the groups had those of the filter. */
const EARLIER: Record<string, GroupedBy> = { query: 'fp', person: 'user', target: 'session' };

export function groupingOf(text: string | null): GroupedBy {
  return GROUPINGS.find((each) => each === text) ?? EARLIER[text ?? ''] ?? 'session';
}

export interface MomentGroup { readonly key: string; readonly moments: readonly Moment[] }

/** Moments by session, the sessions in the order in which their first moments came. */
export function groupMoments(moments: readonly Moment[]): MomentGroup[] {
  const groups = new Map<string, Moment[]>();
  for (const moment of moments) {
    const group = groups.get(moment.session.id);
    if (group) group.push(moment); else groups.set(moment.session.id, [moment]);
  }
  return [...groups].map(([key, of]) => ({ key, moments: of }));
}

export interface Group extends StatementGroup {
  /** Whether a session may be counted in several parts, so that there are at most `sessions`. */
  readonly sessionsAtMost: boolean;
}

export interface Groups {
  /** The largest first. */
  readonly items: readonly Group[];
  /** How many statements matched, in groups or not. */
  readonly statements: number;
  /** Whether there are groups that are not here, or that are counted only in part. */
  readonly lacking: boolean;
}

function sum(known: Group, older: StatementGroup): Group {
  const isNewer = older.lastAt > known.lastAt;
  return {
    ...known, statements: known.statements + older.statements, sessions: known.sessions + older.sessions, errors: known.errors + older.errors, rows: known.rows + older.rows,
    firstAt: older.firstAt < known.firstAt ? older.firstAt : known.firstAt, lastAt: isNewer ? older.lastAt : known.lastAt, newest: isNewer ? older.newest : known.newest,
    sql: known.sql ?? older.sql, person: known.person ?? older.person, sessionsAtMost: true,
  };
}

/** The parts of an answer, each of older statements than the one before, as one. */
export function groupsOf(parts: readonly GroupPage[]): Groups {
  const byKey = new Map<string, Group>();
  for (const group of parts.flatMap((part) => part.items)) {
    const known = byKey.get(group.key);
    byKey.set(group.key, known === undefined ? { ...group, sessionsAtMost: false } : sum(known, group));
  }
  const last = parts.at(-1);
  return {
    items: [...byKey.values()].sort((one, other) => other.statements - one.statements),
    statements: parts.reduce((all, part) => all + part.statements, 0),
    lacking: parts.some((part) => (part.total ?? 0) > part.items.length) || (last !== undefined && last.nextCursor === null && last.partial),
  };
}

/** The filter that finds the statements of one group. */
export function narrowed(q: string, by: GroupedBy, key: string): string {
  return `${q.trim()} ${termFor(by, key)}`;
}
