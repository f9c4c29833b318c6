// Who saw a value: the question as it is sent, and the answer by person. No network, no page; the value is kept nowhere.

import type { PersonRef, SeenIn, SeenPlace, ValueType, WhoSawAnswer, WhoSawQuestion } from '../api/types';
import { t } from '../strings';
import { parseFilter } from './filter';
import { count } from './format';
import { formatPosition, START, type Tab } from './position';

const w = t.whoSaw;
export const MOST_STATEMENTS = 500;
export const LONGEST_REASON = 500;
export const LONGEST_VALUE = 1000;
export const TYPES = ['', 'text', 'email', 'phone', 'iban', 'number'] as const;
export type TypeChoice = (typeof TYPES)[number];
export const STRETCHES = ['', '86400', '604800', '2592000', '31536000', 'between'] as const;
export type Stretch = (typeof STRETCHES)[number];

/** What is asked, without the value. */
export interface Question {
  readonly type: TypeChoice; readonly exact: boolean; readonly filter: string; readonly stretch: Stretch;
  /** Of `between`, as the browser's field writes it: 2026-11-21T01:20, in UTC. */
  readonly from: string; readonly to: string; readonly reason: string;
}

export const EMPTY_QUESTION: Question = { type: '', exact: false, filter: '', stretch: '', from: '', to: '', reason: '' };

/** Keys that look into texts, which cannot say in whose recordings to look. */
const TEXT_KEYS = ['', 'text', 'table', 'column', 'col', 'mark', 'fp'];

/** What is wrong with the sessions to look in, or null. */
export function scopeProblem(filter: string): string | null {
  const terms = parseFilter(filter);
  const wrong = terms.find((term) => term.problem !== null);
  if (wrong?.problem) return t.filter.problems[wrong.problem](wrong.raw);
  return terms.some((term) => TEXT_KEYS.includes(term.key) && term.raw !== 'OR') ? w.scopeText : null;
}

/** The first thing that is missing or wrong, or null if it can be asked. */
export function missing(question: Question, hasValue: boolean): 'value' | 'scope' | 'reason' | null {
  if (!hasValue) return 'value';
  if (scopeProblem(question.filter) !== null) return 'scope';
  return question.reason.trim() === '' ? 'reason' : null;
}

/** Whether `exact` means anything for a type. */
export const canBeExact = (type: TypeChoice): boolean => type === '' || type === 'text';

const clock = (field: string): string => `${field.length === 16 ? `${field}:00` : field}Z`;

/** The body of the one request that holds the value. */
export function bodyOf(question: Question, value: string, now: number): WhoSawQuestion {
  const { type, filter, stretch, from, to } = question;
  const between = stretch === 'between';
  const since = between ? (from === '' ? '' : clock(from)) : stretch === '' ? '' : new Date(now - Number(stretch) * 1000).toISOString();
  return {
    value, exact: canBeExact(type) && question.exact, reason: question.reason.trim(), limit: MOST_STATEMENTS,
    ...(type === '' ? {} : { type: type as ValueType }), ...(filter.trim() === '' ? {} : { filter: filter.trim() }),
    ...(since === '' ? {} : { from: since }), ...(between && to !== '' ? { to: clock(to) } : {}),
  };
}

/** An answer with the one that went on behind it. Each asks all filters anew, and reads other recordings. */
export function goneOn(known: WhoSawAnswer, older: WhoSawAnswer): WhoSawAnswer {
  return {
    ...older, items: [...known.items, ...older.items], partial: known.sessionsUnreadable > 0 || older.partial, sessionsRead: known.sessionsRead + older.sessionsRead,
    sessionsUnreadable: known.sessionsUnreadable + older.sessionsUnreadable, sessionsErased: known.sessionsErased + older.sessionsErased,
  };
}

export interface Seer {
  readonly person: PersonRef;
  /** When the first and the last statement with it began. */
  readonly first: string; readonly last: string;
  readonly sessions: number; readonly places: number;
  /** The latest first. */
  readonly statements: readonly SeenIn[];
}

/** The answer by person, whoever saw it last first. */
export function seersOf(items: readonly SeenIn[]): Seer[] {
  const byPerson = new Map<string, SeenIn[]>();
  for (const item of items) byPerson.set(item.session.person.id, [...(byPerson.get(item.session.person.id) ?? []), item]);
  return [...byPerson.values()].flatMap((each) => {
    const statements = each.toSorted((one, other) => other.statement.startedAt.localeCompare(one.statement.startedAt) || other.statement.ordinal - one.statement.ordinal);
    const [latest, earliest] = [statements[0], statements.at(-1)];
    if (latest === undefined || earliest === undefined) return [];
    return [{
      person: latest.session.person, first: earliest.statement.startedAt, last: latest.statement.startedAt, statements,
      sessions: new Set(statements.map((one) => one.session.id)).size, places: statements.reduce((sum, one) => sum + one.count, 0),
    }];
  }).sort((one, other) => other.last.localeCompare(one.last));
}

/** The answer in one sentence. */
export function summaryOf(answer: WhoSawAnswer): string {
  const { items } = answer;
  const people = new Set(items.map((item) => item.session.person.id)).size;
  const sessions = new Set(items.map((item) => item.session.id)).size;
  if (people === 0) return limitsOf(answer).length === 0 ? w.noneTitle : w.noneMaybeTitle;
  const found = w.found(people, count(people), items.length, count(items.length), sessions, count(sessions));
  return answer.sessionsNotRead > 0 ? w.atLeast(found) : found;
}

const PANES: Partial<Record<SeenPlace['kind'], Tab>> = { parameter: 'parameters', notice: 'notices', sql: 'sql' };

/** The moment in which it was seen: the cell if it stood in one. */
export function momentPath({ session, statement, places }: SeenIn): string {
  const place = places[0];
  const at = { ...START, q: statement.ordinal };
  if (place === undefined) return `/s/${session.id}${formatPosition(at)}`;
  const cell = place.kind === 'result' && place.row !== null ? { r: place.row, c: place.name } : {};
  return `/s/${session.id}${formatPosition({ ...at, ...cell, tab: PANES[place.kind] ?? 'result' })}`;
}

/** `result row 15 email and 3 more` */
export function whereWords({ places, count: all }: SeenIn): string {
  const place = places[0];
  if (place === undefined) return '';
  const column = place.name ?? (place.column === null ? null : place.kind === 'parameter' ? `$${place.column}` : w.column(place.column));
  return [w.kinds[place.kind], place.row === null ? null : w.row(count(place.row)), column, all > 1 ? w.also(count(all - 1)) : null].filter((each) => each !== null).join(' ');
}

/** What the answer cannot tell, in sentences. */
export function limitsOf({ sessionsNotRead, sessionsUnreadable, sessionsErased }: WhoSawAnswer): string[] {
  return ([[sessionsNotRead, w.limits.notRead], [sessionsUnreadable, w.limits.unreadable], [sessionsErased, w.limits.erased]] as const)
    .flatMap(([number, say]) => (number > 0 ? [say(number, count(number))] : []));
}
