import { describe, expect, it } from 'vitest';
import type { Statement } from '../src/api/types';
import { parsePosition } from '../src/model/position';
import { bracketOf, isAutocommit, isUndone, pagesToAsk, MOST_KEPT, reduce, startReplay, type Replay } from '../src/model/replay';

function statement(ordinal: number, changes: Partial<Statement> = {}): Statement {
  return {
    session: '01KAJ2X7Q8M3V5T9W1Y4B6D8F0', ordinal, message: ordinal * 10, atSeconds: ordinal, startedAt: '2026-11-21T01:20:03.000000Z',
    durationSeconds: 0.001, protocol: 'simple', sql: 'SELECT 1', sqlTruncated: false, parameters: [], outcome: 'completed', tag: 'SELECT 1',
    rows: 1, bytes: 10, error: null, transaction: null, transactionOutcome: null, verb: 'SELECT', ...changes,
  };
}

function loaded(fragment: string, statements: Statement[], live = false): Replay {
  return reduce(startReplay(parsePosition(fragment), live), { kind: 'arrived', page: { items: statements, nextAfter: null, total: statements.length } });
}

describe('replay', () => {
  const three = [statement(1), statement(2, { outcome: 'failed' }), statement(3)];

  it('selects the first statement of an ended session and the newest of a live one', () => {
    expect(loaded('', three).position.q).toBe(1);
    expect(loaded('', three, true).position.q).toBe(3);
  });
  it('falls back to the last statement, and says so, also when a link within the page leads nowhere', () => {
    const replay = reduce(loaded('#q=2', three), { kind: 'moved', position: parsePosition('#q=99') });
    expect([replay.position.q, replay.missing]).toEqual([3, { what: 'statement', wanted: 99 }]);
    expect(reduce(replay, { kind: 'moved', position: parsePosition('#q=1') }).missing).toBeNull();
  });
  it('keeps no more of a long session than is of use, and asks again for what it let go', () => {
    const total = 250_000;
    const page = (from: number) => ({ items: Array.from({ length: 200 }, (_, index) => statement(from + index + 1)), nextAfter: from + 200, total });
    let replay = startReplay(parsePosition('#q=1'), false);
    for (let each = 0; each <= MOST_KEPT / 200; each++) {
      replay = reduce(reduce(replay, { kind: 'asked', page: each * 7 }), { kind: 'arrived', page: page(each * 1400) });
    }
    expect(replay.statements.size).toBe(MOST_KEPT);
    expect(replay.statements.has(1)).toBe(true);
    expect(replay.statements.has(1401)).toBe(false);
    expect(pagesToAsk(replay, 0, 0)).toEqual([]);
    expect(pagesToAsk(replay, 1400, 1400)).toEqual([7]);
  });
  it('finds the statement that a message belongs to', () => {
    const { position } = loaded('#m=25', three);
    expect([position.q, position.m, position.deep]).toEqual([2, 25, true]);
  });
  it('shows a message of the start-up beside the first statement', () => {
    const replay = reduce(loaded('#m=1', three), { kind: 'placed', m: 1, ordinal: null });
    expect([replay.position.q, replay.position.m, replay.position.deep]).toEqual([1, 1, true]);
  });
  it('steps within the session and stops following', () => {
    let replay = loaded('', three, true);
    replay = reduce(replay, { kind: 'stepped', by: -1 });
    expect([replay.position.q, replay.following]).toEqual([2, false]);
    replay = reduce(replay, { kind: 'arrived', page: { items: [statement(4)], nextAfter: null, total: 4 } });
    expect([replay.position.q, replay.total]).toEqual([2, 4]);
    replay = reduce(replay, { kind: 'followed', following: true });
    expect(replay.position.q).toBe(4);
    expect(reduce(replay, { kind: 'stepped', by: 99 }).position.q).toBe(4);
    expect(reduce(replay, { kind: 'stepped', by: -99 }).position.q).toBe(1);
  });
  it('asks for each page once, and again after a refusal', () => {
    let replay = startReplay(parsePosition(''), false);
    expect(pagesToAsk(replay, 150, 450)).toEqual([0, 1, 2]);
    replay = reduce(replay, { kind: 'asked', page: 1 });
    expect(pagesToAsk(replay, 150, 450)).toEqual([0, 2]);
    replay = reduce(replay, { kind: 'refused', page: 1 });
    expect(pagesToAsk(replay, 150, 450)).toEqual([0, 1, 2]);
  });
  it('asks again for the last page when a live session grew past what arrived', () => {
    let replay = reduce(startReplay(parsePosition(''), true), { kind: 'asked', page: 0 });
    replay = reduce(replay, { kind: 'arrived', page: { items: three, nextAfter: null, total: 3 } });
    const next = reduce(replay, { kind: 'arrived', page: { items: [statement(4)], nextAfter: null, total: 4 } });
    expect(pagesToAsk(next, 0, 3)).toEqual([]);
    const jumped = reduce(replay, { kind: 'arrived', page: { items: [statement(9)], nextAfter: null, total: 9 } });
    expect(pagesToAsk(jumped, 0, 8)).toEqual([0]);
  });
  it('keeps message and row only while the statement stays', () => {
    const replay = loaded('#q=1&r=15', three);
    expect(replay.position.r).toBe(15);
    expect(reduce(replay, { kind: 'selected', ordinal: 2 }).position.r).toBeNull();
  });
  it('falls back to the last statement, and says which one is missing', () => {
    const replay = loaded('#q=99', three);
    expect([replay.position.q, replay.missing]).toEqual([3, { what: 'statement', wanted: 99 }]);
    expect(reduce(replay, { kind: 'stepped', by: -1 }).missing).toBeNull();
  });
  it('draws the bracket of a transaction', () => {
    const replay = loaded('', [statement(1, { transaction: 1 }), statement(2, { transaction: 2 }), statement(3, { transaction: 2 }), statement(4, { transaction: 2 }), statement(5)]);
    expect([1, 2, 3, 4, 5].map((ordinal) => bracketOf(replay, ordinal))).toEqual(['only', 'first', 'middle', 'last', 'none']);
  });
  it('calls a statement undone only if it ran inside a transaction that was rolled back', () => {
    const back = { transaction: 2, transactionOutcome: 'rolled_back' } as const;
    const error = { severity: 'ERROR', sqlState: '42703', message: 'no such column' };
    const replay = loaded('', [
      statement(1, { transaction: 1, transactionOutcome: 'rolled_back', outcome: 'failed', error }), statement(2, { ...back, verb: 'BEGIN', sql: 'begin' }),
      statement(3, { ...back, verb: 'UPDATE', sql: 'update t set x = 1' }), statement(4, { ...back, outcome: 'failed', error }), statement(5, { ...back, verb: 'ROLLBACK', sql: 'rollback' }),
      statement(6, { transaction: 3, transactionOutcome: 'committed' }),
    ]);
    expect([1, 2, 3, 4, 5, 6].map((ordinal) => isUndone(replay, ordinal))).toEqual([false, false, true, false, false, false]);
    expect([1, 3, 6].map((ordinal) => isAutocommit(replay, ordinal))).toEqual([true, false, true]);
  });
  it('lets the answer to a message decide the statement, unless the position moved on', () => {
    const replay = loaded('#q=1&m=25', three);
    expect(reduce(replay, { kind: 'placed', m: 25, ordinal: 2 }).position.q).toBe(2);
    expect(reduce(replay, { kind: 'placed', m: 26, ordinal: 2 }).position.q).toBe(1);
  });
  it('waits with a moment of the clock until the outline says which statement that is', () => {
    const replay = loaded('#t=+2.5s', three);
    expect(replay.position.q).toBeNull();
    expect(reduce(replay, { kind: 'missed', missing: { what: 'time', wanted: '+99s' }, ordinal: 3 }).position.q).toBe(3);
  });
});
