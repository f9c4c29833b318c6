// The queue of reviews: in what order it stands, what is late, what its questions are and which answers they have.

import type { ChecklistAnswer, Due, Queued, ReviewAnswer, ReviewOutcome } from '../api/types';

export type GroupName = 'breakGlass' | 'overdue' | 'due' | 'waiting';
export interface QueueGroup { readonly name: GroupName; readonly items: readonly Queued[] }

const ORDER: readonly GroupName[] = ['breakGlass', 'overdue', 'due', 'waiting'];

/** How many seconds are left until a session is due, negative if it is late; null without a due time. */
export function secondsLeft(due: Pick<Due, 'at'>, now: number): number | null {
  return due.at === null ? null : (Date.parse(due.at) - now) / 1000;
}

export function groupOf(due: Due, now: number): GroupName {
  if (due.breakGlass) return 'breakGlass';
  const left = secondsLeft(due, now);
  return left === null ? 'waiting' : left < 0 ? 'overdue' : 'due';
}

/** The sessions of the queue under their headings, each in the order of the queue; none that is empty. */
export function groupsOf(items: readonly Queued[], now: number): QueueGroup[] {
  return ORDER.map((name) => ({ name, items: items.filter((each) => groupOf(each.due, now) === name) })).filter((group) => group.items.length > 0);
}

const UNITS: readonly (readonly [number, string])[] = [[86_400, 'd'], [3600, 'h'], [60, 'min']];

/** A time to go in its two largest units, as `2 d 3 h`, `20 min`; what is shorter than a minute is `1 min`. */
export function span(seconds: number): string {
  let left = Math.max(60, Math.abs(seconds));
  const parts: string[] = [];
  for (const [size, unit] of UNITS) {
    const whole = Math.floor(left / size);
    if (whole > 0 || parts.length > 0) parts.push(`${whole} ${unit}`);
    left -= whole * size;
  }
  return parts.slice(0, 2).filter((part) => !part.startsWith('0 ')).join(' ');
}

/** A duration of the API, as `PT168H`, in the words of a time to go; as it is if it is none. */
export function spanOfIso(iso: string): string {
  const parts = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(iso);
  if (parts === null) return iso;
  const [hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return span((hours * 60 + minutes) * 60 + seconds);
}

/** Whose sessions of the queue are shown. */
export type Assignee = '' | 'me' | 'nobody';
export const ASSIGNEES: readonly Assignee[] = ['', 'me', 'nobody'];

export function assigneeOf(word: string | null): Assignee {
  return ASSIGNEES.find((each) => each === word) ?? '';
}

/** Which part of the queue is walked through, one session after the other. */
export interface Walk { readonly f: string; readonly assignee: Assignee }

export function walkText(walk: Walk): string {
  return JSON.stringify(walk);
}

/** The walk that was kept; the whole queue if there is none. */
export function walkOf(kept: string | null): Walk {
  try {
    const value = JSON.parse(kept ?? '{}') as { f?: unknown; assignee?: unknown };
    return { f: typeof value.f === 'string' ? value.f : '', assignee: assigneeOf(typeof value.assignee === 'string' ? value.assignee : null) };
  } catch {
    return { f: '', assignee: '' };
  }
}

/** Those that can be marked reviewed together: nothing is asked about them. */
export function withoutQuestions(items: readonly Queued[]): Queued[] {
  return items.filter((each) => each.due.checklist.length === 0);
}

/** What somebody has answered so far, and what they came to. */
export interface Answering { readonly items: readonly string[]; readonly answers: readonly (ChecklistAnswer | null)[]; readonly outcome: ReviewOutcome }

export type AnsweringEvent = { kind: 'answered'; index: number; answer: ChecklistAnswer } | { kind: 'chose'; outcome: ReviewOutcome };

export function beginAnswering(items: readonly string[], outcome: ReviewOutcome): Answering {
  return { items, answers: items.map(() => null), outcome };
}

/** A session with a "no" is not in order: whoever says so has to follow it up, or more. */
export function reduceAnswering(state: Answering, event: AnsweringEvent): Answering {
  switch (event.kind) {
    case 'answered': {
      const answers = state.answers.map((each, index) => (index === event.index ? event.answer : each));
      return { ...state, answers, outcome: answers.includes('no') && state.outcome === 'ok' ? 'follow-up' : state.outcome };
    }
    case 'chose': return allows(state, event.outcome) ? { ...state, outcome: event.outcome } : state;
  }
}

export function allows(state: Answering, outcome: ReviewOutcome): boolean {
  return outcome !== 'ok' || !state.answers.includes('no');
}

export function openQuestions(state: Answering): number {
  return state.answers.filter((each) => each === null).length;
}

/** The answers as they are sent; null as long as one is missing. */
export function answersOf(state: Answering): ReviewAnswer[] | null {
  const all: ReviewAnswer[] = [];
  for (const [index, item] of state.items.entries()) {
    const answer = state.answers[index];
    if (answer == null) return null;
    all.push({ item, answer });
  }
  return all;
}
