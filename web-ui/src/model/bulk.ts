// What is done with several sessions at once.

import type { Me, Session } from '../api/types';
import { reviewAct } from './notes';

/** Those of the chosen sessions that are still listed. */
export function chosenOf(sessions: readonly Session[], chosen: ReadonlySet<string>): Session[] {
  return sessions.filter((session) => chosen.has(session.id));
}

/** Those that the one who looks may mark reviewed. */
export function reviewable(sessions: readonly Session[], me: Me): Session[] {
  return sessions.filter((session) => reviewAct(session, session.review ?? null, me) === 'mark');
}

export function toggled(chosen: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set(chosen.has(id) ? [...chosen].filter((each) => each !== id) : [...chosen, id]);
}

export interface Marked { readonly done: number; readonly refusals: readonly unknown[] }

/** Marks one session after the other, so that one refusal stops nothing. */
export async function markAll(sessions: readonly Session[], mark: (id: string) => Promise<unknown>, tell: (done: number) => void): Promise<Marked> {
  const refusals: unknown[] = [];
  for (const [index, session] of sessions.entries()) {
    tell(index);
    await mark(session.id).catch((refusal: unknown) => { refusals.push(refusal); });
  }
  return { done: sessions.length - refusals.length, refusals };
}
