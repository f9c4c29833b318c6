// What an open session is doing, from its last statement.

import type { LiveItem } from '../api/types';

export interface LiveState { readonly kind: 'active' | 'in-transaction' | 'idle'; readonly seconds: number }

/** @param now the broker's time, milliseconds since 1970 */
export function stateOf(item: LiveItem, now: number): LiveState {
  const { session, statement } = item;
  const since = (time: number): number => Math.max(0, (now - time) / 1000);
  if (statement === null) return { kind: 'idle', seconds: since(Date.parse(session.startedAt)) };
  const started = Date.parse(statement.startedAt);
  if (statement.durationSeconds === null) return { kind: 'active', seconds: since(started) };
  const ended = started + statement.durationSeconds * 1000;
  return { kind: statement.transactionOutcome === 'running' ? 'in-transaction' : 'idle', seconds: since(ended) };
}
