import { describe, expect, it } from 'vitest';
import type { Outline, Session, Statement } from '../src/api/types';
import { parseFilter, problemIn, toggleTerm, withoutTerms } from '../src/model/filter';
import { handOver, takeHanded } from '../src/model/handed';
import { KEYS, readKey } from '../src/model/keys';
import { asksFor, fitAt, fitOf, fitRows, nextFit, placeIn, textTest } from '../src/model/matches';
import { activity, EMPTY_OUTLINE, HEATS, heatTotal, scaleOf } from '../src/model/outline';
import { pillsOf, termOf } from '../src/model/pills';
import { stepRow, type Rows } from '../src/model/rows';
import { onlyWith, standsIn, termOfValue, valuesOf, valuesOfSession, without, withoutEither, type NamedValue } from '../src/model/values';

function statement(ordinal: number, changes: Partial<Statement> = {}): Statement {
  return {
    session: '01KAJ2X7Q8M3V5T9W1Y4B6D8F0', ordinal, message: ordinal * 10, atSeconds: ordinal, startedAt: '2026-11-21T01:20:03.000000Z',
    durationSeconds: 0.001, protocol: 'simple', sql: 'SELECT 1 FROM t', sqlTruncated: false, parameters: [], outcome: 'completed', tag: 'SELECT 1',
    rows: 1, bytes: 10, error: null, transaction: null, transactionOutcome: null, verb: 'SELECT', ...changes,
  };
}

const fit = (...ordinals: [number, number][]) => fitOf({ ordinals, total: 0, partial: false });

describe('what fits', () => {
  const some = fit([1, 4], [9, 9], [12, 14]);
  it('leads from a place to the statement and back', () => {
    expect(some.count).toBe(8);
    expect(Array.from({ length: 8 }, (_, place) => fitAt(some, place))).toEqual([1, 2, 3, 4, 9, 12, 13, 14]);
    expect([1, 4, 5, 8, 9, 10, 12, 14, 15].map((ordinal) => placeIn(some, ordinal))).toEqual([0, 3, -1, -1, 4, -1, 5, 7, -1]);
  });
  it('goes on from anywhere, and from the last to the first', () => {
    expect([0, 4, 5, 9, 14, 99].map((from) => nextFit(some, from, 1))).toEqual([1, 9, 9, 12, 1, 1]);
    expect([0, 1, 5, 9, 12, 15].map((from) => nextFit(some, from, -1))).toEqual([14, 14, 4, 4, 9, 14]);
    expect(nextFit(fit(), 3, 1)).toBeNull();
    expect(nextFit(fit([7, 7]), 7, -1)).toBe(7);
  });
  it('keeps what the broker says of itself', () => {
    expect(fitOf({ ordinals: [[2, 2]], total: 1, partial: true, index: { waitingRecordings: 1, behindMillis: 40 } })).toMatchObject({ partial: true, index: { behindMillis: 40 } });
    expect(fit([2, 2]).index).toBeNull();
  });
  it('makes rows of a million statements without walking over them', () => {
    const half = fitOf({ ordinals: Array.from({ length: 250_000 }, (_, index) => [index * 4 + 1, index * 4 + 2] as const), total: 500_000, partial: false });
    let looked = 0;
    const rows: Rows = { ...fitRows(half), at: (index) => { looked++; return fitRows(half).at(index); } };
    expect([rows.count, rows.indexOf(999_998), rows.indexOf(999_999)]).toEqual([500_000, 499_999, -1]);
    expect([stepRow(rows, 999_999, -1), stepRow(rows, 3, 1), stepRow(rows, 999_998, 1)]).toEqual([999_998, 5, 999_998]);
    expect(looked).toBeLessThan(100);
  });
  it('asks for what lies near in one question, and for what lies apart in several', () => {
    expect(asksFor([3, 5, 40, 41, 997], 200, 20)).toEqual([{ after: 2, limit: 3 }, { after: 39, limit: 2 }, { after: 996, limit: 1 }]);
    expect(asksFor(Array.from({ length: 300 }, (_, index) => index + 1), 200, 20)).toEqual([{ after: 0, limit: 200 }, { after: 200, limit: 100 }]);
    expect(asksFor([], 200, 20)).toEqual([]);
  });
  it('knows the words that were looked for in a statement', () => {
    const test = textTest('ORDERS -text:total has:write OR "from t"');
    expect([statement(1, { sql: 'select * from Orders' }), statement(2), statement(3, { sql: 'select total' })].map(test)).toEqual([true, true, false]);
    expect(textTest('text:"no such"')(statement(1, { error: { severity: 'ERROR', sqlState: '42P01', message: 'No such table', detail: null, hint: null, position: null } }))).toBe(true);
    expect(textTest('has:write')(statement(1))).toBe(false);
  });
});

describe('changing a filter', () => {
  it('takes a term out with the OR that it was part of', () => {
    const gone = (filter: string, raw: string) => withoutTerms(filter, (term) => term.raw === raw);
    expect(gone('a OR b OR c d', 'b')).toBe('a OR c d');
    expect(gone('a OR b c', 'a')).toBe('b c');
    expect(gone('c a OR b', 'b')).toBe('c a');
    expect(gone('a OR b', 'x')).toBe('a OR b');
    expect(gone('"OR" a', 'a')).toBe('"OR"');
    expect(toggleTerm('has:error OR has:write verb:x', 'has:error')).toBe('has:write verb:x');
    expect(toggleTerm('verb:x', 'has:error')).toBe('verb:x has:error');
  });
  it('knows the traits of the pills and finds the first mistake', () => {
    expect(parseFilter('has:sensitive -has:unscoped').every((term) => term.problem === null)).toBe(true);
    expect(problemIn('has:write vreb:x has:nope')).toMatchObject({ raw: 'vreb:x', wrongAt: 10, problem: 'unknown-key' });
    expect(problemIn('has:write')).toBeNull();
  });
});

describe('pills', () => {
  const outline: Outline = { ...EMPTY_OUTLINE, total: 9, marks: (['error', 'write', 'write', 'new', 'sensitive'] as const).map((kind, index) => ({ ordinal: index + 1, atSeconds: index, kind, rolledBack: false })) };
  it('count what the outline marks, and are shown only with a statement or chosen', () => {
    expect(pillsOf(outline, 'has:unscoped', null).map(({ pill, count, chosen }) => [termOf(pill), count, chosen])).toEqual([
      ['has:error', 1, false], ['has:write', 2, false], ['new:target', 1, false], ['has:sensitive', 1, false], ['has:unscoped', 0, true]]);
    expect(pillsOf({ ...outline, partial: true }, '', null)[0]).toMatchObject({ atLeast: true });
  });
  it('count new shapes themselves where the whole session is here, since an outline of many leaves them out', () => {
    const whole = new Map([statement(1, { new: ['target', 'role'] }), statement(2, { new: ['target'] }), statement(3, { new: ['person'] })].map((each) => [each.ordinal, each]));
    expect(pillsOf({ ...EMPTY_OUTLINE, total: 3 }, '', whole).map(({ pill, count }) => [pill.name, count])).toEqual([['new', 2]]);
  });
});

describe('values that a filter can name', () => {
  const failed = statement(3, {
    verb: 'CREATE TABLE', tables: ['public.orders', 'x'], fingerprint: '9f3a000011112222', noise: 'driver', transactionOutcome: 'rolled_back',
    error: { severity: 'ERROR', sqlState: '42501', message: 'no', detail: null, hint: null, position: null },
  });
  it('are those of the statement, in the words of the grammar', () => {
    expect(valuesOf(failed).map(termOfValue)).toEqual(['verb:"create table"', 'table:public.orders', 'table:x', 'fp:9f3a000011112222', 'error:42501', 'tx:rolledback', 'noise:driver']);
    expect(valuesOf(statement(1, { verb: null, noise: 'some-later-tool', transactionOutcome: 'open_at_end' })).map(termOfValue)).toEqual(['tx:open', 'noise:yes']);
    for (const value of valuesOf(failed)) expect(parseFilter(termOfValue(value))).toMatchObject([{ key: value.key, value: value.value, problem: null }]);
  });
  it('are read back exactly, whatever stands in them', () => {
    for (const value of ['pg*', '~evil', 'say "hi" \\ there', 'a b', '-x', 'OR', '<img src=x onerror=alert(1)>']) {
      expect(parseFilter(termOfValue({ key: 'app', value }))).toMatchObject([{ key: 'app', value, negated: false, problem: null }]);
    }
    expect(termOfValue({ key: 'app', value: 'pg*' })).toBe('app:"pg*"');
  });
  it('are those of the session, the person by e-mail, and nothing that is empty', () => {
    const session = { person: { id: '1', name: 'Erin Gray', email: 'erin@example.test' }, target: 'orders', database: 'shop', databaseRole: 'app', application: '' } as Session;
    expect(valuesOfSession(session)).toEqual({ target: { key: 'target', value: 'orders' }, db: { key: 'db', value: 'shop' }, role: { key: 'role', value: 'app' }, user: { key: 'user', value: 'erin@example.test' }, app: undefined });
    expect(valuesOfSession({ ...session, person: { ...session.person, email: '' } }).user).toEqual({ key: 'user', value: 'Erin Gray' });
  });
  it('are put in and taken out: one verb at most, tables together, never for and against at once', () => {
    const update: NamedValue = { key: 'verb', value: 'update' };
    expect(onlyWith('verb:select has:error', update)).toBe('has:error verb:update');
    expect(onlyWith('-verb:update', update)).toBe('verb:update');
    expect(onlyWith('table:a', { key: 'table', value: 'b' })).toBe('table:a table:b');
    expect(without('VERB:Update has:error', update)).toBe('has:error -verb:update');
    expect(withoutEither('-verb:update x', update)).toBe('x');
    expect(['verb:update', '-verb:update', 'verb:select', ''].map((filter) => standsIn(filter, update))).toEqual(['only', 'without', null, null]);
  });
  it('have their menu by key, but not while somebody types', () => {
    const press = { key: 'F', ctrlKey: false, metaKey: false, altKey: false, shiftKey: true, typing: false, onControl: true };
    expect(readKey(press, false, true).act).toBe('value');
    expect(readKey(press, false, false).act).toBeNull();
    expect([readKey({ ...press, key: 'F10' }, false, false).act, readKey({ ...press, key: 'ContextMenu', shiftKey: false }, false, false).act, readKey({ ...press, key: 'F10', typing: true }, false, true).act]).toEqual(['value', 'value', null]);
    expect(KEYS.value).toEqual(['F', 'Shift+F10']);
  });
});

describe('a value that is handed over', () => {
  it('is taken once', () => {
    handOver('4711');
    expect([takeHanded(), takeHanded()]).toEqual(['4711', null]);
  });
});

describe('what the bars measure', () => {
  const outline: Outline = { ...EMPTY_OUTLINE, total: 4, points: { ordinal: [1, 2, 3, 4], atSeconds: [0, 10, 20, 30], endSeconds: [1, 11, 21, 31], rows: [10, 0, 5, 0], bytes: [100, 0, 900, 0], sensitive: [0, 0, 5, 0] } };
  const heights = (by: (typeof HEATS)[number]) => activity(outline, scaleOf(outline, 40, false), 4, by).map((height) => Math.round(height * 100) / 100);
  it('draws each measure by itself, and values only where there are some', () => {
    expect(heights('rows')[0]).toBeGreaterThan(heights('rows')[2] ?? 0);
    expect(heights('bytes')[0]).toBeLessThan(heights('bytes')[2] ?? 0);
    expect(heights('statements')).toEqual([1, 1, 1, 1]);
    expect(heights('sensitive')).toEqual([0, 0, 1, 0]);
    expect(HEATS.map((heat) => heatTotal(outline, heat))).toEqual([15, 1000, 4, 5]);
  });
});
