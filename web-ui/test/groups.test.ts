import { describe, expect, it } from 'vitest';
import type { GroupPage, Moment, StatementGroup } from '../src/api/types';
import { conditionsOf, parseFilter } from '../src/model/filter';
import { groupingOf, groupMoments, groupsOf, narrowed } from '../src/model/groups';
import { t } from '../src/strings';

const group = (key: string, statements: number, at: string, changes: Partial<StatementGroup> = {}): StatementGroup =>
  ({ key, statements, sessions: 1, errors: 1, rows: 10, firstAt: at, lastAt: at, newest: `S${at}#q=1`, sql: null, person: null, session: null, ...changes });
const part = (items: StatementGroup[], changes: Partial<GroupPage> = {}): GroupPage => ({ items, nextCursor: null, total: items.length, statements: items.reduce((all, each) => all + each.statements, 0), partial: false, ...changes });

describe('groups of moments', () => {
  it('hold the moments of a session, in the order in which they came', () => {
    const moment = (session: string, ordinal: number) => ({ session: { id: session }, statement: { ordinal } }) as unknown as Moment;
    expect(groupMoments([moment('2', 7), moment('1', 3), moment('2', 5)]).map((each) => [each.key, each.moments.map((one) => one.statement.ordinal)])).toEqual([['2', [7, 5]], ['1', [3]]]);
  });
  it('are named in addresses as in the filter, and links from before still work', () => {
    expect(['session', 'fp', 'table', 'user', 'query', 'person', 'target', 'nonsense', null].map(groupingOf)).toEqual(['session', 'fp', 'table', 'user', 'fp', 'user', 'session', 'session', 'session']);
  });
  it('of several parts are added where they have the same key, the largest first', () => {
    const found = groupsOf([part([group('a', 3, '2026-02-02'), group('b', 2, '2026-02-01')], { nextCursor: 'on', partial: true }), part([group('b', 5, '2026-01-01', { sql: 'select ?' })])]);
    expect(found.items.map((each) => [each.key, each.statements, each.sessions, each.errors, each.rows, each.sessionsAtMost])).toEqual([['b', 7, 2, 2, 20, true], ['a', 3, 1, 1, 10, false]]);
    expect(found.items[0]).toMatchObject({ firstAt: '2026-01-01', lastAt: '2026-02-01', newest: 'S2026-02-01#q=1', sql: 'select ?' });
    expect([found.statements, found.lacking]).toEqual([10, false]);
  });
  it('take the newest moment from whichever part has it', () => {
    expect(groupsOf([part([group('a', 1, '2026-01-01')]), part([group('a', 1, '2026-03-01')])]).items[0]).toMatchObject({ lastAt: '2026-03-01', newest: 'S2026-03-01#q=1', firstAt: '2026-01-01' });
  });
  it('say that some are lacking: left out of an answer, or not told apart', () => {
    expect(groupsOf([part([group('a', 1, '1')], { total: 2 })]).lacking).toBe(true);
    expect(groupsOf([part([group('a', 1, '1')], { partial: true })]).lacking).toBe(true);
    expect(groupsOf([part([group('a', 1, '1')], { partial: true, nextCursor: 'on' })]).lacking).toBe(false);
    expect(groupsOf([])).toEqual({ items: [], statements: 0, lacking: false });
  });
  it('are opened by a filter that the grammar reads back', () => {
    const terms = parseFilter(narrowed(' a OR b ', 'table', 'public."Odd name\\"'));
    expect(terms.at(-1)).toMatchObject({ key: 'table', value: 'public."Odd name\\"', problem: null });
    expect(narrowed('has:error', 'fp', '9f3a')).toBe('has:error fp:9f3a');
  });
  it('are counted in words', () => {
    expect(t.search.groups.total(t.search.count(812, '812'), t.search.groups.count('fp', 1, '1'))).toBe('812 moments in 1 fingerprint');
    expect(t.search.groups.sessions(3, '3', true)).toBe('at most 3 sessions');
    expect(t.search.groups.sessions(1, '1', true)).toBe('1 session');
  });
});

describe('the conditions of a filter', () => {
  it('are its terms, with what is left without each', () => {
    expect(conditionsOf('user:alice has:error')).toEqual([{ raw: 'user:alice', rest: 'has:error' }, { raw: 'has:error', rest: 'user:alice' }]);
    expect(conditionsOf('  ')).toEqual([]);
  });
  it('are left out as a whole where OR joins them', () => {
    expect(conditionsOf('verb:delete OR verb:update OR "a b" user:alice')).toEqual([{ raw: 'verb:delete OR verb:update OR "a b"', rest: 'user:alice' }, { raw: 'user:alice', rest: 'verb:delete OR verb:update OR "a b"' }]);
  });
});
