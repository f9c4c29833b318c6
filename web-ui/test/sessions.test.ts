import { describe, expect, it } from 'vitest';
import type { Me, Outline, OutlineAct, Risk, Session } from '../src/api/types';
import { chosenOf, markAll, reviewable, toggled } from '../src/model/bulk';
import { FILTER_VALUES, parseFilter } from '../src/model/filter';
import { isIncomplete, lossesOf, lostIn, placeOf, placesOf, spanOf, withLosses } from '../src/model/losses';
import { isHighRisk, riskWords } from '../src/model/risk';
import { filterWords } from '../src/parts/FilterBar';
import { t } from '../src/strings';

const session = (id: string, changes: Partial<Session> = {}): Session => ({ id, person: { id: 'ada', name: 'Ada', email: '' }, state: 'ended', review: null, complete: true, verdict: '', ...changes }) as unknown as Session;
const me = (seeAllSessions: boolean): Me => ({ person: { id: 'bob', name: 'Bob', email: '', groups: [] }, roles: [], rights: { seeAllSessions, approve: false }, expiresAt: '', csrf: '' });

describe('chosen sessions', () => {
  it('are those that are still listed', () => {
    expect(chosenOf([session('1'), session('2')], new Set(['2', 'gone'])).map((each) => each.id)).toEqual(['2']);
    expect([...toggled(toggled(new Set(['1']), '2'), '1')]).toEqual(['2']);
  });
  it('are reviewed by those who may, where there is something to review', () => {
    const all = [session('1'), session('own', { person: { id: 'bob', name: 'Bob', email: '' } }), session('live', { state: 'live' }), session('done', { review: { session: 'done', outcome: 'ok', at: '', by: { id: 'x', name: '', email: '' }, takenBack: null } })];
    expect(reviewable(all, me(true)).map((each) => each.id)).toEqual(['1']);
    expect(reviewable(all, me(false))).toEqual([]);
  });
  it('are marked one after the other, and a refusal stops nothing', async () => {
    const told: number[] = [];
    const marked = await markAll([session('1'), session('2'), session('3')], (id) => (id === '2' ? Promise.reject(new Error('no')) : Promise.resolve()), (done) => told.push(done));
    expect(marked.done).toBe(2);
    expect(marked.refusals).toEqual([new Error('no')]);
    expect(told).toEqual([0, 1, 2]);
  });
});

describe('the risk of a session', () => {
  it('is said where it is high, with its reasons in words', () => {
    const high: Risk = { level: 'high', reasons: ['has:breakglass', 'has:grant', 'has:outside'] };
    expect([{ risk: high }, { risk: { level: 'some', reasons: ['has:ddl'] } as const }, { risk: null }, {}].map((each) => isHighRisk(session('1', each)))).toEqual([true, false, false, false]);
    expect(riskWords(high)).toBe('access that nobody had approved, GRANT or REVOKE, reaching out of the database');
    expect(riskWords({ level: 'some', reasons: ['error:42501', 'has:something-new'] })).toBe('denied, has:something-new');
    expect(riskWords({ level: 'none', reasons: [] })).toBe('');
  });
  it('has words for every reason that the broker gives, and a facet that explains each step', () => {
    const reasons = ['has:breakglass', 'has:unscoped', 'has:grant', 'has:identity', 'has:outside', 'has:ddl', 'has:bulk', 'has:sensitive', 'has:cancel', 'error:42501'];
    expect(reasons.filter((each) => t.sessions.risk.reasons[each] === undefined)).toEqual([]);
    expect((FILTER_VALUES.risk ?? []).filter((each) => t.sessions.facets.abouts[`risk:${each}`] === undefined)).toEqual([]);
    expect(filterWords(parseFilter('risk:high -risk:none group:dba'))).toBe('of high risk, not of no risk, of people in group dba');
  });
});

describe('what a recording lacks', () => {
  const losses = (sealedVerdict: Session['sealedVerdict']) => lossesOf(session('1', { sealedVerdict: sealedVerdict ?? null }));
  it('is how many messages and bytes, or that nobody knows', () => {
    expect(losses({ gaps: { count: 1, messages: 312, bytes: 41_984 } })[0]).toMatch(/^312 messages \(41\.0 kB\) could not be recorded, in 1 gap\./);
    expect(losses({ gaps: { count: 2, messages: 1, bytes: 0 } })[0]).toMatch(/^1 message \(size unknown\) could not be recorded, in 2 gaps\./);
  });
  it('is the end that a broker left behind when it stopped', () => {
    expect(losses({ truncatedBytes: 1024, ended: 'recovered' })).toEqual(['1.0 kB of the end could not be read after the broker had stopped.', 'The broker stopped while the session ran. What was sent after the last message here is unknown.']);
    expect(losses({ truncatedBytes: 0, ended: 'recovered' })[0]).toMatch(/and so is how much it was\.$/);
  });
  it('is nothing where the verdict says nothing', () => {
    const gap = { after: 41, before: 42, cause: 'no room in the journal', from: '2026-11-21T01:31:02Z', to: '2026-11-21T01:31:05Z', messages: 312, bytes: 41_984 };
    const end = { ...gap, after: 147, before: null, cause: 'the broker stopped', messages: null, bytes: null };
    expect([gap, { ...gap, after: 0, before: 1 }, end].map(placeOf)).toEqual(['Between messages 41 and 42', 'Before message 1', 'After message 147']);
    expect([gap, { ...gap, messages: 1, bytes: null }, { ...gap, messages: 0, bytes: 8192 }, end, { ...end, bytes: 77 }].map(lostIn)).toEqual(['Lost: 312 messages, 41.0 kB.', 'Lost: 1 message, size unknown.', 'Lost: 8.0 kB of a message.', 'How much was lost is unknown.', 'Lost: 77 B; of how many messages is unknown.']);
    expect(lossesOf({ sealedVerdict: { gaps: { count: 1, messages: 312, bytes: 41_984 }, ended: 'known' }, gaps: [gap] })).toEqual([]);
    expect(lossesOf({ sealedVerdict: { gaps: { count: 2, messages: 624, bytes: 83_968 }, ended: 'recovered' }, gaps: [gap, { ...gap, after: 60, before: 61 }, end] })).toHaveLength(1);
    expect([losses(null), losses({ complete: true, gaps: { count: 0, messages: 0, bytes: 0 }, truncatedBytes: 0, ended: 'known' })]).toEqual([[], []]);
  });
  it('is one place where pieces are lacking between the same two messages', () => {
    const piece = { after: 41, before: 42, cause: 'no room in the journal', from: '2026-11-21T01:31:02Z', to: '2026-11-21T01:31:02Z', messages: 0, bytes: 8192 };
    const rest = { ...piece, from: '2026-11-21T01:31:03Z', to: '2026-11-21T01:31:05Z', messages: 312, bytes: 33_792 };
    const later = { ...piece, after: 50, before: 51 };
    expect(placesOf([piece, rest, later])).toEqual([{ ...piece, to: rest.to, messages: 312, bytes: 41_984 }, later]);
    expect(placesOf([piece, { ...rest, bytes: null }])[0]).toMatchObject({ messages: 312, bytes: null });
    expect(lossesOf({ sealedVerdict: { gaps: { count: 2, messages: 312, bytes: 41_984 }, ended: 'known' }, gaps: [piece, rest] })).toEqual([]);
  });
  it('stands among the acts, each behind the last statement that had begun', () => {
    const gap = { after: 41, before: 42, cause: 'no room in the journal', from: '2026-11-21T01:31:02.500000Z', to: '2026-11-21T01:31:05Z', messages: 312, bytes: 41_984 };
    const first = { ...gap, after: 0, before: 1, from: '2026-11-21T01:31:00.100000Z', to: null };
    const startedAt = '2026-11-21T01:31:00.000000Z';
    const act: OutlineAct = { number: 90, kind: 'held', atSeconds: 2, ordinal: 2, reason: '', text: '' };
    const outline: Outline = { total: 3, stride: 1, points: { ordinal: [1, 2, 3], atSeconds: [1, 2, 4], endSeconds: [1, 3, 5], rows: [], bytes: [], sensitive: [] }, marks: [], transactions: [], acts: [act], partial: false };
    expect([gap, first].map((each) => spanOf(each, { startedAt }))).toEqual([{ from: 2.5, to: 5 }, { from: 0.1, to: null }]);
    expect(withLosses(outline, { startedAt })).toBe(outline);
    const { acts } = withLosses(outline, { startedAt, gaps: [first, gap] });
    expect(acts.map((each) => [each.kind, each.ordinal, each.text])).toEqual([
      ['lost', 0, 'Before message 1: no room in the journal. Lost: 312 messages, 41.0 kB.'], ['held', 2, ''],
      ['lost', 2, 'Between messages 41 and 42: no room in the journal. Lost: 312 messages, 41.0 kB.'],
    ]);
    expect(new Set(acts.map((each) => each.number)).size).toBe(3);
    expect(withLosses({ ...outline, total: 0, points: { ...outline.points, ordinal: [], atSeconds: [], endSeconds: [] } }, { startedAt, gaps: [gap] }).acts.map((each) => each.ordinal)).toEqual([0, 2]);
  });
  it('is not said of what is still written', () => {
    expect([isIncomplete(session('1')), isIncomplete(session('1', { complete: false })), isIncomplete(session('1', { complete: false, state: 'live' })), isIncomplete(session('1', { complete: false, seal: 'not-yet-sealed' }))]).toEqual([false, true, false, false]);
  });
});
