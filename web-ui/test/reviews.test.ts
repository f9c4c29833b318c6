import { describe, expect, it } from 'vitest';
import type { Due, Queued } from '../src/api/types';
import { allows, answersOf, assigneeOf, beginAnswering, groupOf, groupsOf, openQuestions, reduceAnswering, secondsLeft, span, spanOfIso, walkOf, walkText, withoutQuestions, type AnsweringEvent } from '../src/model/reviews';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const due = (over: Partial<Due> = {}): Due => ({ rule: null, at: null, overdue: false, breakGlass: false, waits: true, checklist: [], assignee: null, ...over });
const queued = (id: string, over: Partial<Due> = {}): Queued => ({ id, due: due(over) }) as Queued;
const LATE = '2026-11-21T11:59:59.000000Z';
const LATER = '2026-11-21T15:20:00.000000Z';

describe('the queue', () => {
  it('has break-glass under a heading of its own, however late anything else is', () => {
    const items = [queued('a', { breakGlass: true, at: LATER }), queued('b', { at: LATE }), queued('c', { at: LATER }), queued('d')];
    expect(groupsOf(items, NOW).map((group) => [group.name, group.items.map((each) => each.id)])).toEqual([['breakGlass', ['a']], ['overdue', ['b']], ['due', ['c']], ['waiting', ['d']]]);
    expect(groupsOf([queued('d')], NOW).map((group) => group.name)).toEqual(['waiting']);
  });

  it('moves a session to what is overdue as time goes by', () => {
    expect(groupOf(due({ at: LATER }), NOW)).toBe('due');
    expect(groupOf(due({ at: LATER }), NOW + 4 * 3_600_000)).toBe('overdue');
  });

  it('counts down to the due time, and on', () => {
    expect(secondsLeft(due({ at: LATER }), NOW)).toBe(12_000);
    expect(secondsLeft(due({ at: LATE }), NOW)).toBe(-1);
    expect(secondsLeft(due(), NOW)).toBeNull();
    expect([1, 59, 61, 3600, 12_000, 86_400, 90_000, 600_000, -7_300].map(span)).toEqual(['1 min', '1 min', '1 min', '1 h', '3 h 20 min', '1 d', '1 d 1 h', '6 d 22 h', '2 h 1 min']);
  });

  it('says how long a rule leaves', () => {
    expect(['PT4H', 'PT168H', 'PT2H30M', 'PT90M', 'P1D'].map(spanOfIso)).toEqual(['4 h', '7 d', '2 h 30 min', '1 h 30 min', 'P1D']);
  });

  it('is walked through as it was narrowed, and whole if nothing sensible was kept', () => {
    expect(walkOf(walkText({ f: 'target:orders', assignee: 'me' }))).toEqual({ f: 'target:orders', assignee: 'me' });
    for (const kept of [null, '', '{', '7', '{"f":1,"assignee":"you"}']) expect(walkOf(kept)).toEqual({ f: '', assignee: '' });
    expect(assigneeOf('nobody')).toBe('nobody');
    expect(assigneeOf('everybody')).toBe('');
  });

  it('marks those together about which nothing is asked', () => {
    expect(withoutQuestions([queued('a', { checklist: ['Why?'] }), queued('b')]).map((each) => each.id)).toEqual(['b']);
  });
});

describe('a checklist', () => {
  const answered = (index: number, answer: 'yes' | 'no' | 'n/a'): AnsweringEvent => ({ kind: 'answered', index, answer });
  const begin = () => beginAnswering(['Is it true?', 'Was it all?'], 'ok');

  it('is sent when each question has an answer', () => {
    const first = reduceAnswering(begin(), answered(1, 'n/a'));
    expect(openQuestions(first)).toBe(1);
    expect(answersOf(first)).toBeNull();
    const all = reduceAnswering(first, answered(0, 'yes'));
    expect(answersOf(all)).toEqual([{ item: 'Is it true?', answer: 'yes' }, { item: 'Was it all?', answer: 'n/a' }]);
    expect(all.outcome).toBe('ok');
    expect(answersOf(beginAnswering([], 'ok'))).toEqual([]);
  });

  it('with a no is not in order, whatever is chosen', () => {
    const no = reduceAnswering(begin(), answered(0, 'no'));
    expect(no.outcome).toBe('follow-up');
    expect(allows(no, 'ok')).toBe(false);
    expect(reduceAnswering(no, { kind: 'chose', outcome: 'ok' }).outcome).toBe('follow-up');
    expect(reduceAnswering(no, { kind: 'chose', outcome: 'incident' }).outcome).toBe('incident');
    const back = reduceAnswering(no, answered(0, 'yes'));
    expect(reduceAnswering(back, { kind: 'chose', outcome: 'ok' }).outcome).toBe('ok');
  });

  it('leaves an incident an incident', () => {
    expect(reduceAnswering(beginAnswering(['Why?'], 'incident'), answered(0, 'no')).outcome).toBe('incident');
  });
});
