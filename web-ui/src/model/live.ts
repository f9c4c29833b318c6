// What an open session is doing, from its last statement, and what it can be told.

import type { LiveAct, LiveItem, Me, Session } from '../api/types';

export interface LiveState { readonly kind: 'held' | 'active' | 'in-transaction' | 'idle'; readonly seconds: number }

/** @param now the broker's time, milliseconds since 1970 */
export function stateOf(item: LiveItem, now: number): LiveState {
  const { session, statement } = item;
  const since = (time: number): number => Math.max(0, (now - time) / 1000);
  if (session.held) return { kind: 'held', seconds: since(Date.parse(session.held.since)) };
  if (statement === null) return { kind: 'idle', seconds: since(Date.parse(session.startedAt)) };
  const started = Date.parse(statement.startedAt);
  if (statement.durationSeconds === null) return { kind: 'active', seconds: since(started) };
  const ended = started + ((statement.heldSeconds ?? 0) + statement.durationSeconds) * 1000;
  return { kind: statement.transactionOutcome === 'running' ? 'in-transaction' : 'idle', seconds: since(ended) };
}

/**
 * What the one who looks may tell a session that runs: with the right to end sessions everything, else of one's own its
 * statement and its end. What is held by somebody else goes on by somebody else.
 */
export function actsOn(session: Session, me: Me): readonly LiveAct[] {
  if (session.state !== 'live') return [];
  const own = session.person.id === me.person.id;
  if (me.rights.endSessions !== true) return own ? ['cancel', 'end'] : [];
  if (!session.held) return ['hold', 'cancel', 'end'];
  return own && session.held.by.id !== me.person.id ? ['cancel', 'end'] : ['resume', 'cancel', 'end'];
}
