import { describe, expect, it } from 'vitest';
import type { SavedSearch, SeenIn, SeenPlace } from '../src/api/types';
import { listPath, savable, searchesOf, searchPath } from '../src/model/saved';
import { bodyOf, EMPTY_QUESTION, goneOn, limitsOf, missing, momentPath, scopeProblem, seersOf, summaryOf, whereWords } from '../src/model/whosaw';

const ADA = { id: 'ada', name: 'Ada', email: 'ada@x' };
const BOB = { id: 'bob', name: 'Bob', email: 'bob@x' };
const saved = (id: string, changes: Partial<SavedSearch> = {}): SavedSearch => ({ id, name: id, kind: 'sessions', filter: 'has:error', shared: false, owner: ADA, own: true, savedAt: '', changedAt: '', ...changes });
const place = (kind: SeenPlace['kind'], row: number | null = null, column: number | null = null, name: string | null = null): SeenPlace => ({ kind, row, column, name });
const seen = (session: string, ordinal: number, startedAt: string, places: SeenPlace[] = [place('sql')], person = ADA, count = places.length) =>
  ({ session: { id: session, person, target: 'orders', database: 'shop' }, statement: { session, ordinal, startedAt, sql: 'select 1' }, places, count }) as unknown as SeenIn;
const answer = (items: SeenIn[], changes = {}) => ({ items, partial: false, filtersAsked: 1, sessionsRead: 1, sessionsNotRead: 0, sessionsUnreadable: 0, sessionsErased: 0, ...changes });

describe('saved searches', () => {
  it('lead to their list with the filter in the address', () => {
    expect(listPath({ kind: 'sessions', filter: 'user:"a&b" has:error' })).toBe('/sessions?f=user%3A%22a%26b%22+has%3Aerror');
    expect(listPath({ kind: 'statements', filter: 'card_no' })).toBe('/search?q=card_no');
    expect(searchPath('01KAJ')).toBe('/q/01KAJ');
  });
  it('are shown with their list, apart by whose they are', () => {
    const { own, others } = searchesOf([saved('a'), saved('b', { own: false, shared: true }), saved('c', { kind: 'statements' }), saved('d')], 'sessions');
    expect([own.map((each) => each.id), others.map((each) => each.id)]).toEqual([['a', 'd'], ['b']]);
  });
  it('are made of filters that ask something and are right', () => {
    expect(savable('has:error')).toBe('yes');
    expect(savable('  ')).toBe('nothing');
    expect(savable('has:error usr:x')).toBe('wrong');
  });
});

describe('the question who saw a value', () => {
  const question = { ...EMPTY_QUESTION, reason: ' OPS-41 ' };
  it('holds what was chosen, and nothing that was not', () => {
    expect(bodyOf(question, 'ada@x', 0)).toEqual({ value: 'ada@x', exact: false, reason: 'OPS-41', limit: 500 });
    expect(bodyOf({ ...question, type: 'text', exact: true, filter: ' target:orders ', stretch: '86400' }, 'x', Date.parse('2026-11-22T00:00:00Z')))
      .toEqual({ value: 'x', type: 'text', exact: true, filter: 'target:orders', from: '2026-11-21T00:00:00.000Z', reason: 'OPS-41', limit: 500 });
  });
  it('takes a stretch of time as UTC, open on either side', () => {
    expect(bodyOf({ ...question, stretch: 'between', from: '2026-11-21T01:20', to: '2026-11-21T02:00:05' }, 'x', 0)).toMatchObject({ from: '2026-11-21T01:20:00Z', to: '2026-11-21T02:00:05Z' });
    expect(bodyOf({ ...question, stretch: 'between' }, 'x', 0)).not.toHaveProperty('from');
    expect(bodyOf({ ...question, from: '2026-11-21T01:20' }, 'x', 0)).not.toHaveProperty('from');
  });
  it('compares whole values only where that means anything', () => {
    expect(bodyOf({ ...question, type: 'phone', exact: true }, '1', 0).exact).toBe(false);
  });
  it('is asked only when it is whole', () => {
    expect(missing(question, false)).toBe('value');
    expect(missing({ ...question, filter: 'target:' }, true)).toBe('scope');
    expect(missing({ ...question, reason: '  ' }, true)).toBe('reason');
    expect(missing(question, true)).toBeNull();
  });
  it('is narrowed by sessions, not by texts', () => {
    expect(scopeProblem('target:orders OR has:write')).toBeNull();
    expect(scopeProblem('target:orders email')).toMatch(/cannot narrow/);
    expect(scopeProblem('-table:customers')).toMatch(/cannot narrow/);
    expect(scopeProblem('usr:x')).toMatch(/no known key/);
  });
});

describe('the answer who saw a value', () => {
  const items = [seen('S2', 1, '2026-11-22T02:00:00Z', [place('sql')], BOB), seen('S1', 7, '2026-11-22T01:00:00Z', [place('result', 2, 1, 'email')], ADA, 4), seen('S1', 3, '2026-11-21T01:00:00Z'), seen('S0', 9, '2026-11-20T01:00:00Z')];
  it('is by person, whoever saw it last first, with first and last', () => {
    const seers = seersOf(items);
    expect(seers.map((each) => each.person.id)).toEqual(['bob', 'ada']);
    expect(seers[1]).toMatchObject({ first: '2026-11-20T01:00:00Z', last: '2026-11-22T01:00:00Z', sessions: 2, places: 6 });
    expect(seers[1]?.statements.map((each) => each.statement.ordinal)).toEqual([7, 3, 9]);
    expect(seersOf([])).toEqual([]);
  });
  it('goes on behind the part that was read first', () => {
    const first = answer(items.slice(0, 2), { partial: true, nextCursor: 'on', searchedBackTo: '2026-11-22T00:00:00Z', filtersAsked: 812, sessionsRead: 2, sessionsNotRead: 3, sessionsUnreadable: 1 });
    const whole = goneOn(first, answer(items.slice(2), { nextCursor: null, searchedBackTo: null, filtersAsked: 813, sessionsRead: 2, sessionsErased: 1 }));
    expect(whole).toMatchObject({ partial: true, nextCursor: null, searchedBackTo: null, filtersAsked: 813, sessionsRead: 4, sessionsNotRead: 0, sessionsUnreadable: 1, sessionsErased: 1 });
    expect(whole.items).toEqual(items);
    expect(summaryOf(first)).toMatch(/^At least 2 people/);
    expect(summaryOf(whole)).toBe('2 people saw it, in 4 statements of 3 sessions');
  });
  it('is one sentence', () => {
    expect(summaryOf(answer(items))).toBe('2 people saw it, in 4 statements of 3 sessions');
    expect(summaryOf(answer(items.slice(0, 1)))).toBe('1 person saw it, in 1 statement of 1 session');
    expect(summaryOf(answer(items.slice(0, 1), { sessionsNotRead: 2 }))).toBe('At least 1 person saw it, in 1 statement of 1 session');
    expect(summaryOf(answer([]))).toBe('Nobody saw it');
    expect(summaryOf(answer([], { sessionsErased: 1 }))).toBe('Not found in what could be read');
  });
  it('leads to the cell, or to where the statement shows it', () => {
    const at = (one: SeenPlace) => momentPath(seen('S1', 7, '', [one]));
    expect(at(place('result', 2, 1, 'e mail'))).toBe('/s/S1#q=7&r=2&c=e%20mail');
    expect(at(place('result', 2, 1))).toBe('/s/S1#q=7&r=2');
    expect(at(place('parameter', null, 2))).toBe('/s/S1#q=7&pane=parameters');
    expect(at(place('notice'))).toBe('/s/S1#q=7&pane=notices');
    expect(at(place('copy', 2, 2))).toBe('/s/S1#q=7');
    expect(momentPath(seen('S1', 7, '', []))).toBe('/s/S1#q=7');
  });
  it('says where in words', () => {
    expect(whereWords(seen('S', 1, '', [place('result', 15, 1, 'email')], ADA, 4))).toBe('result row 15 email and 3 more');
    expect(whereWords(seen('S', 1, '', [place('parameter', null, 2)]))).toBe('parameter $2');
    expect(whereWords(seen('S', 1, '', [place('copy', 2, 3)]))).toBe('COPY data row 2 column 3');
    expect(whereWords(seen('S', 1, '', []))).toBe('');
  });
  it('says plainly what it cannot tell', () => {
    expect(limitsOf(answer([]))).toEqual([]);
    const said = limitsOf(answer([], { sessionsNotRead: 1, sessionsUnreadable: 2, sessionsErased: 3 }));
    expect(said[0]).toMatch(/^1 more session may hold it and was not read/);
    expect(said[1]).toMatch(/^2 sessions may hold it, and their recordings cannot be read now/);
    expect(said[2]).toMatch(/^In 3 sessions/);
  });
});
