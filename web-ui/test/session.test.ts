import { describe, expect, it } from 'vitest';
import type { AuditEvent, Cell, Column, LiveItem, Me, Message, Outline, OutlineAct, Session, Statement } from '../src/api/types';
import { align, diffRows, keyColumn } from '../src/model/compare';
import { citation, psqlScript, rowAsCsv, rowAsInsert, rowAsJson, withValues } from '../src/model/copy';
import { arrivedAt, askedFor, EMPTY_GRID, moveCell, pagesFor, rowAt } from '../src/model/grid';
import { actsOn, stateOf } from '../src/model/live';
import { linesOf } from '../src/model/messages';
import { activity, chapterFrom, chaptersOf, gapsOf, holdOf, holdsOf, markFrom, ordinalAt, scaleOf } from '../src/model/outline';
import { offered, sessionIn } from '../src/model/palette';
import { reducePlayer, STOPPED, waitFor } from '../src/model/player';
import { fitOf, fitRows } from '../src/model/matches';
import { foldedRows, isNoise, noiseLabel, noiseRuns, plainRows, stepRow, withActs } from '../src/model/rows';
import { fingerprint } from '../src/model/sql';
import { foldTrail, joinParts, withoutPerson } from '../src/model/trail';

function statement(ordinal: number, changes: Partial<Statement> = {}): Statement {
  return {
    session: '01KAJ2X7Q8M3V5T9W1Y4B6D8F0', ordinal, message: ordinal * 10, atSeconds: ordinal, startedAt: '2026-11-21T01:20:03.000000Z',
    durationSeconds: 0.001, protocol: 'simple', sql: 'SELECT 1 FROM t', sqlTruncated: false, parameters: [], outcome: 'completed', tag: 'SELECT 1',
    rows: 1, bytes: 10, error: null, transaction: null, transactionOutcome: null, verb: 'SELECT', ...changes,
  };
}

const outline: Outline = {
  total: 5, stride: 1, partial: false,
  points: { ordinal: [1, 2, 3, 4, 5], atSeconds: [1, 2, 3, 603, 604], endSeconds: [1.5, 2, 3.5, 603.1, 604], rows: [10, 0, 0, 500, 0], bytes: [800, 0, 0, 40_000, 0], sensitive: [0, 0, 0, 500, 0] },
  marks: [{ ordinal: 3, atSeconds: 3, kind: 'write', rolledBack: true }, { ordinal: 5, atSeconds: 604, kind: 'error', rolledBack: false }],
  transactions: [{ number: 1, from: 2, to: 3, atSeconds: 2, endSeconds: 3.5, outcome: 'rolled_back' }],
  acts: [],
};

describe('timeline', () => {
  it('finds where nothing ran', () => {
    expect(gapsOf(outline, 700, 60)).toEqual([{ from: 3.5, to: 603, after: 3 }, { from: 604, to: 700, after: 5 }]);
  });
  it('makes idle time narrow, keeps the order, and leads back', () => {
    const scale = scaleOf(outline, 700, true);
    expect(scale.place(603) - scale.place(3.5)).toBeCloseTo(0.04, 5);
    const places = [0, 1, 2, 3.5, 300, 603, 650, 700].map(scale.place);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    expect([places[0], places[places.length - 1]]).toEqual([0, 1]);
    for (const seconds of [0.5, 2.2, 300, 603.5]) expect(scale.seconds(scale.place(seconds))).toBeCloseTo(seconds, 3);
    expect(scaleOf(outline, 700, false).place(350)).toBeCloseTo(0.5, 5);
  });
  it('leaves half of the width to what happened, however many gaps there are', () => {
    const at = Array.from({ length: 100 }, (_, index) => index * 60);
    const many: Outline = { ...outline, total: 100, marks: [], transactions: [], points: { ordinal: at.map((_, index) => index + 1), atSeconds: at, endSeconds: at.map((each) => each + 1), rows: at.map(() => 1), bytes: at.map(() => 8), sensitive: at.map(() => 0) } };
    const scale = scaleOf(many, 6000, true);
    const folded = scale.folded.reduce((sum, gap) => sum + scale.place(gap.to) - scale.place(gap.from), 0);
    expect(folded).toBeLessThanOrEqual(0.5001);
  });
  it('says which statement a moment means', () => {
    expect([0, 1, 2.9, 400, 603, 9999].map((seconds) => ordinalAt(outline, seconds))).toEqual([1, 1, 2, 3, 4, 5]);
  });
  it('draws nothing where nothing happened', () => {
    const bars = activity(outline, scaleOf(outline, 700, false), 10, 'rows');
    expect(bars.map((bar) => bar > 0)).toEqual([true, false, false, false, false, false, false, false, true, false]);
    expect(Math.max(...bars)).toBeLessThanOrEqual(1);
  });
  it('lists chapters in order: transactions, long gaps, and marks outside a transaction', () => {
    const chapters = chaptersOf(outline, 700);
    expect(chapters.map((chapter) => [chapter.kind, chapter.ordinal])).toEqual([['start', 1], ['transaction', 2], ['gap', 4], ['mark', 5], ['end', 5]]);
    expect([chapterFrom(chapters, 2, 1), chapterFrom(chapters, 4, -1), chapterFrom(chapters, 5, 1)]).toEqual([4, 2, null]);
  });
  it('jumps between marks', () => {
    expect([markFrom(outline, 1, 1, ['error']), markFrom(outline, 5, -1, ['write', 'ddl']), markFrom(outline, 5, 1, ['error'])]).toEqual([5, 3, null]);
  });
});

describe('what was done to the session', () => {
  const by = { id: 'i|7', name: 'Ada Admin', email: 'ada@x' };
  const act = (number: number, kind: OutlineAct['kind'], ordinal: number, atSeconds: number): OutlineAct => ({ number, kind, ordinal, atSeconds, by, reason: 'look first', text: '' });
  const upon: Outline = { ...outline, acts: [act(1, 'held', 1, 1.8), act(2, 'resumed', 2, 2.4), act(3, 'held', 5, 605), act(4, 'end-ordered', 5, 606)] };
  it('is a chapter at the statement that it was about', () => {
    expect(chaptersOf(upon, 700).filter((each) => each.kind === 'act').map((each) => each.ordinal)).toEqual([2, 2, 5, 5]);
  });
  it('has holds from begin to end, of which the last may still last', () => {
    expect(holdsOf(upon).map((hold) => [hold.act.number, hold.to])).toEqual([[1, 2.4], [3, null]]);
    expect(holdOf(upon, statement(2, { traits: ['hold'] }))?.number).toBe(1);
    expect(holdOf(upon, statement(2))).toBeNull();
  });
  it('stands in the list behind the last statement that had begun', () => {
    const rows = withActs(plainRows(5), upon.acts);
    expect(Array.from({ length: rows.count }, (_, index) => { const row = rows.at(index); return row.kind === 'act' ? `a${row.act.number}` : row.kind === 'statement' ? row.ordinal : '-'; })).toEqual([1, 'a1', 2, 'a2', 3, 4, 5, 'a3', 'a4']);
    expect([1, 2, 3, 5].map((ordinal) => rows.indexOf(ordinal))).toEqual([0, 2, 4, 6]);
    expect([stepRow(rows, 1, 1), stepRow(rows, 3, -1), stepRow(rows, 5, 1)]).toEqual([2, 2, 5]);
  });
  it('stands first where it was before every statement, and last where the list lacks the statement', () => {
    const rows = withActs(plainRows(2), [act(1, 'access', 0, 0), act(2, 'ends-soon', 9, 9)]);
    expect([rows.count, rows.at(0).kind, rows.at(3).kind, rows.indexOf(1)]).toEqual([4, 'act', 'act', 1]);
  });
  it('stands behind a fold that holds its statement', () => {
    const rows = withActs(foldedRows(4, [{ from: 2, to: 3, tool: 'psql', label: null }], new Set()), [act(1, 'held', 2, 2)]);
    expect(Array.from({ length: rows.count }, (_, index) => rows.at(index).kind)).toEqual(['statement', 'noise', 'act', 'statement']);
  });
});

describe('player', () => {
  it('is paced: never above four statements a second, never a wait above one', () => {
    expect([0, 0.4, 500].map((gap) => waitFor(STOPPED, gap, true))).toEqual([0.25, 0.4, 1]);
    expect(waitFor({ ...STOPPED, speed: 4 }, 500, true)).toBe(0.25);
  });
  it('plays in real time, with or without idle time', () => {
    const real = { ...STOPPED, mode: 'real', speed: 2 } as const;
    expect([waitFor(real, 10, false), waitFor(real, 10, true)]).toEqual([5, 1]);
  });
  it('toggles, changes speed within its bounds, and does not play by itself in steps', () => {
    expect(reducePlayer(STOPPED, { kind: 'toggled' }).playing).toBe(true);
    let player = STOPPED;
    for (let press = 0; press < 9; press++) player = reducePlayer(player, { kind: 'faster' });
    expect(player.speed).toBe(16);
    for (let press = 0; press < 9; press++) player = reducePlayer(player, { kind: 'slower' });
    expect(player.speed).toBe(0.5);
    expect(reducePlayer({ ...STOPPED, playing: true }, { kind: 'mode', mode: 'step' })).toEqual({ playing: false, mode: 'step', speed: 1 });
  });
});

const CATALOG = "SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relname OPERATOR(pg_catalog.~) '^(customers)$' COLLATE pg_catalog.default";

describe('rows', () => {
  const noisy = new Map([statement(1), statement(2, { sql: CATALOG, noise: 'psql' }), statement(3, { sql: 'SELECT 1 FROM pg_catalog.pg_am', noise: 'psql' }), statement(4), statement(5, { sql: 'SELECT 1 FROM pg_catalog.pg_am', noise: 'catalog' })].map((each) => [each.ordinal, each]));
  it('takes the word of the index for what a client asks by itself', () => {
    expect(isNoise(statement(1, { sql: CATALOG, noise: 'psql' }))).toBe(true);
    expect(isNoise(statement(1, { sql: CATALOG, noise: null }))).toBe(false);
    expect(isNoise(statement(1))).toBe(false);
    expect(noiseLabel(CATALOG)).toBe('\\d customers');
  });
  it('folds runs of two or more and finds statements in them', () => {
    const runs = noiseRuns(noisy, 5);
    expect(runs).toEqual([{ from: 2, to: 3, tool: 'psql', label: '\\d customers' }]);
    const rows = foldedRows(5, runs, new Set());
    expect(rows.count).toBe(4);
    expect([1, 2, 3, 4, 5].map((ordinal) => rows.indexOf(ordinal))).toEqual([0, 1, 1, 2, 3]);
    const opened = foldedRows(5, runs, new Set([2]));
    expect([opened.count, opened.indexOf(3)]).toEqual([6, 3]);
  });
  it('steps over folds and stays at the ends', () => {
    const rows = foldedRows(5, noiseRuns(noisy, 5), new Set());
    expect([stepRow(rows, 1, 1), stepRow(rows, 4, -1), stepRow(rows, 5, 1), stepRow(rows, 1, -9)]).toEqual([4, 1, 5, 1]);
    const some = fitRows(fitOf({ ordinals: [[2, 2], [5, 5]], total: 2, partial: false }));
    expect([stepRow(some, 3, 1), stepRow(some, 3, -1), stepRow(some, 1, -1), stepRow(some, 9, 1)]).toEqual([5, 2, 1, 9]);
    expect(stepRow(plainRows(1_000_000), 499_999, 1)).toBe(500_000);
  });
});

describe('copying', () => {
  const columns = [{ name: 'id', typeName: 'int4' }, { name: 'Note', typeName: 'text' }, { name: 'doc', typeName: 'jsonb' }].map((each) => ({ type: 0, tableOid: 0, attribute: 0, binary: false, ...each })) as Column[];
  const cells: Cell[] = ['7', "it's\\", null];
  it('puts values where parameters stood, not where they only look like it', () => {
    const parameters = [{ type: 25, typeName: 'text', text: "O'Neil", null: false }, { type: 23, typeName: 'int4', text: '5', null: false }, { type: 25, typeName: 'text', text: null, null: true }];
    expect(withValues("SELECT '$1', $1, $2 -- $2\n, $3, $9", parameters)).toBe("SELECT '$1', 'O''Neil', 5 -- $2\n, NULL, $9");
  });
  it('writes a row as INSERT, JSON and CSV', () => {
    expect(rowAsInsert(columns, cells)).toBe("INSERT INTO table_name (id, \"Note\", doc) VALUES (7, E'it''s\\\\', NULL);");
    expect(JSON.parse(rowAsJson(columns, cells))).toEqual({ id: 7, Note: "it's\\", doc: null });
    expect(rowAsCsv(['a,b', null, '', 'say "x"'])).toBe('"a,b",,"","say ""x"""');
  });
  it('never gives psql a command that was not one', () => {
    expect(psqlScript([statement(1, { sql: 'select 1\n\\! rm -rf /' })])).toBe('-- 1\nselect 1\n \\! rm -rf /;\n');
  });
  it('cites what happened and where to see it', () => {
    const undone = statement(6, { sql: 'update t set x = 1;', tag: 'UPDATE 10', transactionOutcome: 'rolled_back' });
    expect(citation('Erin Gray', 'shop', undone, 'https://b/s/1#q=6')).toBe('Erin Gray on shop, 2026-11-21T01:20:03.000000Z, statement 6 (UPDATE 10, rolled back):\nupdate t set x = 1;\nhttps://b/s/1#q=6');
  });
});

describe('fingerprint', () => {
  it('forgets values, case, comments and the length of lists', () => {
    const wanted = fingerprint('select * from t where id in (?) and x = ?');
    expect(fingerprint("SELECT *  FROM t WHERE id IN (1, 2, 3) /* why */ AND x='y';")).toBe(wanted);
    expect(fingerprint('select * from "T" where id in ($1) and x=$2')).not.toBe(wanted);
  });
});

describe('grid', () => {
  const result = (offset: number, n: number, total: number) => ({ columns: [{ name: 'id', type: 23, typeName: 'int4', tableOid: 0, attribute: 0, binary: false }], rows: Array.from({ length: n }, (_, index) => [String(offset + index)]), offset, total, truncated: null, copy: null });
  it('keeps the pages that are needed and asks for each once', () => {
    let grid = arrivedAt(askedFor(EMPTY_GRID, 0), 0, result(0, 200, 100_000));
    expect([rowAt(grid, 5)?.[0], rowAt(grid, 200), pagesFor(grid, 150, 450)]).toEqual(['5', null, [1, 2]]);
    const { widths } = grid;
    for (let page = 1; page < 40; page++) grid = arrivedAt(askedFor(grid, page), page, result(page * 200, 200, 100_000));
    expect(grid.pages.size).toBe(12);
    expect(pagesFor(grid, 0, 10)).toEqual([0]);
    expect(grid.widths).toBe(widths);
  });
  it('moves within its bounds', () => {
    const grid = arrivedAt(EMPTY_GRID, 0, result(0, 3, 3));
    expect(moveCell(grid, { row: 2, column: 0 }, 'ArrowDown')).toEqual({ row: 2, column: 0 });
    expect(moveCell(grid, { row: 2, column: 0 }, 'PageUp')).toEqual({ row: 0, column: 0 });
    expect(moveCell(grid, { row: 0, column: 0 }, 'x')).toBeNull();
  });
});

describe('messages', () => {
  const message = (number: number, name: string, ordinal = 1): Message => ({ number, from: 'server', to: 'client', type: 'D', name, length: 10, atSeconds: 0, at: '', fields: [], hex: '', truncated: false, ordinal });
  const list = [message(1, 'RowDescription'), ...[2, 3, 4, 5, 6].map((number) => message(number, 'DataRow')), message(7, 'CommandComplete')];
  it('folds a run of rows until it is opened or one of them is chosen', () => {
    expect(linesOf(list, new Set(), (number) => number === 1).map((line) => (line.kind === 'run' ? `${line.count}×${line.bytes}` : line.message.number))).toEqual([1, '5×50', 7]);
    expect(linesOf(list, new Set([2]), (number) => number === 1)).toHaveLength(7);
    expect(linesOf(list, new Set(), (number) => number === 4)).toHaveLength(7);
  });
});

describe('palette', () => {
  const commands = ['Go to Sessions', 'Go to the next error', 'Copy the SQL'].map((title) => ({ id: title, title, keys: null, also: '' }));
  it('finds by the beginnings of words, in any order', () => {
    expect(offered(commands, 'err next').map((each) => each.title)).toEqual(['Go to the next error']);
    expect(offered(commands, 'rror')).toEqual([]);
    expect(offered(commands, '(')).toEqual([]);
    expect(offered(commands, '')).toHaveLength(3);
  });
  it('knows a session id, and a link with its moment', () => {
    expect(sessionIn(' 01kaj2x7q8 ')).toBe('/s/01KAJ2X7Q8');
    expect(sessionIn('https://b.example/s/01KAJ2X7Q8M3V5T9W1Y4B6D8F0#q=4')).toBe('/s/01KAJ2X7Q8M3V5T9W1Y4B6D8F0#q=4');
    expect([sessionIn('customers'), sessionIn('javascript:alert(1)')]).toEqual([null, null]);
  });
});

describe('trail', () => {
  const person = { id: 'p', name: 'Otto Auditor', email: 'otto@x' };
  const event = (id: number, what: string, changes: Partial<AuditEvent> = {}): AuditEvent => ({ id, at: new Date(1_795_000_000_000 + id * 1000).toISOString(), code: 'session.viewed', person, address: '::1', target: 'shop', session: 'S1', detail: { what }, text: `Otto Auditor looked at the ${what} of session S1 of Erin.`, ...changes });
  it('makes one line of looks at one session that follow each other', () => {
    const lines = foldTrail([event(4, 'result of statement 7'), event(3, 'result of statement 4'), event(2, 'statements'), event(1, 'facts'), event(0, 'facts', { session: 'S2' })]);
    expect(lines.map((line) => [line.events, joinParts(line.parts)])).toEqual([[4, ['facts', 'statements', 'results of statements 4, 7']], [1, ['facts']]]);
  });
  it('does not join across people or a long time', () => {
    expect(foldTrail([event(2, 'facts'), event(1, 'facts', { person: { ...person, id: 'q' } })])).toHaveLength(2);
    expect(foldTrail([event(9000, 'facts'), event(1, 'facts')])).toHaveLength(2);
  });
  it('says the sentence without the name that stands beside it', () => {
    expect(withoutPerson(event(1, '', { text: 'Otto Auditor read the audit trail.' }))).toBe('Read the audit trail.');
    expect(withoutPerson(event(1, '', { text: 'otto@x was let in to shop' }))).toBe('Was let in to shop');
    expect(withoutPerson(event(1, '', { person: null, text: 'A sign-in was refused.' }))).toBe('A sign-in was refused.');
  });
});

describe('live', () => {
  const item = (last: Partial<Statement> | null): LiveItem => ({ session: { startedAt: '2026-11-21T01:20:00.000000Z' } as LiveItem['session'], statement: last === null ? null : statement(1, last) });
  const now = Date.parse('2026-11-21T01:20:13.000Z');
  it('tells a running statement from an open transaction and from idleness', () => {
    expect(stateOf(item({ durationSeconds: null }), now)).toEqual({ kind: 'active', seconds: 10 });
    expect(stateOf(item({ durationSeconds: 4, transactionOutcome: 'running' }), now)).toEqual({ kind: 'in-transaction', seconds: 6 });
    expect(stateOf(item({ durationSeconds: 4, transactionOutcome: 'committed' }), now).kind).toBe('idle');
    expect(stateOf(item(null), now)).toEqual({ kind: 'idle', seconds: 13 });
  });
  const held = (by: string) => ({ since: '2026-11-21T01:20:05.000000Z', by: { id: by, name: 'Robin', email: 'r@x' }, reason: 'why?' });
  it('says since when a session is held, whatever its statement does', () => {
    const running = item({ durationSeconds: null });
    expect(stateOf({ ...running, session: { ...running.session, held: held('r') } }, now)).toEqual({ kind: 'held', seconds: 8 });
  });
  it('lets those act who may, and nobody let their own session go on that another holds', () => {
    const of = (person: string, by: string | null): Session => ({ state: 'live', person: { id: person }, held: by === null ? null : held(by) }) as Session;
    const me = (endSessions: boolean): Me => ({ person: { id: 'me' }, rights: { endSessions } }) as Me;
    expect(actsOn(of('other', null), me(true))).toEqual(['hold', 'cancel', 'end']);
    expect(actsOn(of('other', 'third'), me(true))).toEqual(['resume', 'cancel', 'end']);
    expect(actsOn(of('me', 'me'), me(true))).toEqual(['resume', 'cancel', 'end']);
    expect(actsOn(of('me', 'other'), me(true))).toEqual(['cancel', 'end']);
    expect(actsOn(of('me', null), me(false))).toEqual(['cancel', 'end']);
    expect(actsOn(of('other', null), me(false))).toEqual([]);
    expect(actsOn({ ...of('me', null), state: 'ended' }, me(true))).toEqual([]);
  });
});

describe('comparing', () => {
  const run = (sqls: string[]) => sqls.map((sql, index) => statement(index + 1, { sql }));
  it('aligns by query, and says what only one side has', () => {
    const pairs = align(run(['select 1', 'update t set x = 1', 'select 2 from u']), run(['select 9', 'select 2 from u', 'drop table t']));
    expect(pairs?.map((pair) => [pair.kind, pair.kind === 'both' ? pair.same : null])).toEqual([['both', false], ['left', null], ['both', true], ['right', null]]);
  });
  it('does not try what would not fit', () => {
    const many = Array.from({ length: 3001 }, (_, index) => statement(index + 1));
    expect(align(many, many)).toBeNull();
  });
  it('finds the key and says which rows changed', () => {
    const left: Cell[][] = [['a', '1'], ['a', '2'], ['b', '3']];
    const right: Cell[][] = [['a', '1'], ['c', '2'], ['d', '4']];
    expect(keyColumn(2, left, right)).toBe(1);
    expect(diffRows(2, left, right).map((pair) => pair.kind)).toEqual(['same', 'changed', 'left', 'right']);
    expect(diffRows(1, [['x'], ['x']], [['x']]).map((pair) => pair.kind)).toEqual(['same', 'left']);
  });
});
