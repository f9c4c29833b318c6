// Hand-made data of the API for developing the pages, with texts that try to break them.

export const ENGINEER = { id: 'p_engineer', name: 'Erin Gray', email: 'erin@example.test' };
export const APPROVER = { id: 'p_approver', name: 'Avery Stone', email: 'avery@example.test' };
const NASTY = { id: 'p_nasty', name: '<img src=x onerror=alert(1)>', email: 'x@example.test' };
const RTL = { id: 'p_rtl', name: 'שרה \u202eכהן', email: 'sara@example.test' };
export const SID = '01KAJ2X7Q8M3V5T9W1Y4B6D8F0';
export const LIVE_SID = '01KAJ3B0Q8M3V5T9W1Y4B6D8F1';
export const BIG_SID = '01KAJ5B0Q8M3V5T9W1Y4B6D8F3';
export const EMPTY_SID = '01KAJ0E0Q8M3V5T9W1Y4B6D8F2';
export const INCOMPLETE_SID = '01KAJ6C0Q8M3V5T9W1Y4B6D8F4';
export const ERASED_SID = '01KAJ7D0Q8M3V5T9W1Y4B6D8F5';
/** Its file was changed after it had its end; no list has it. */
export const TAMPERED_SID = '01KAJ4T0Q8M3V5T9W1Y4B6D8F3';
export const UNSEALED_SID = '01KAJ8E0Q8M3V5T9W1Y4B6D8F6';
const REQUEST = '01KAJ1V2C3D4E5F6G7H8J9K0M1';
const START = Date.parse('2026-11-21T01:20:03.123Z');
const at = (seconds) => new Date(START + seconds * 1000).toISOString().replace('Z', '456Z');

const script = [
  [0.41, 0.004, "SELECT status, count(*) FROM orders GROUP BY 1 ORDER BY 2 DESC", 'SELECT 5', 5],
  [12.9, 0.002, "SELECT c.oid::regclass, c.relkind FROM pg_catalog.pg_class c\n  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace\n WHERE n.nspname = 'public' -- what psql asks for \\d", 'SELECT 14', 14],
  [48.2, 0.0005, 'BEGIN', 'BEGIN', 0, { tx: 1, end: 'committed' }],
  [51.3, 0.011, 'UPDATE orders SET status = $1, note = $2 WHERE customer_id = $3', 'UPDATE 15', 15, { tx: 1, end: 'committed', parameters: [['text', 'held'], ['text', null], ['int4', '4711']] }],
  [58.7, 0.0031, "SELECT id, customer_id, email, total, note, payload, photo\n  FROM orders\n WHERE status = 'held'\n   AND total > 10.50", 'SELECT 1044', 1044, { tx: 1, end: 'committed', traits: ['sensitive'] }],
  [70.1, 0.006, 'COMMIT', 'COMMIT', 0, { tx: 1, end: 'committed' }],
  [90.1, 0.002, "SELECT c.oid, n.nspname, c.relname FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relname OPERATOR(pg_catalog.~) '^(order_items)$' COLLATE pg_catalog.default", 'SELECT 1', 1],
  [90.2, 0.003, "SELECT c.relchecks, c.relkind FROM pg_catalog.pg_class c WHERE c.oid = '16402'", 'SELECT 1', 1],
  [90.3, 0.002, "SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = '16402'", 'SELECT 5', 5],
  [122.4, 0.001, 'SELECT i.sku, i.quantity, o.total\n  FROM order_items i\n  JOIN orders o USING (ordr_id)\n WHERE o.total > 100', null, null, { error: { severity: 'ERROR', sqlState: '42703', message: 'column "ordr_id" specified in USING clause does not exist in left table', detail: null, hint: 'Perhaps you meant to reference the column "i.order_id".', position: 78 } }],
  [205.8, 0.0004, 'BEGIN', 'BEGIN', 0, { tx: 2, end: 'rolled_back' }],
  [211.9, 0.0093, 'UPDATE orders SET total = total * 0.9 WHERE id = ANY ($1)', 'UPDATE 40', 40, { tx: 2, end: 'rolled_back', parameters: [['int4[]', '{90412,90413,90415}']] }],
  [224.0, 0.002, "DELETE FROM order_items WHERE quantity = 0 RETURNING *", 'DELETE 2', 2, { tx: 2, end: 'rolled_back' }],
  [240.4, 0.001, 'ROLLBACK', 'ROLLBACK', 0, { tx: 2, end: 'rolled_back' }],
  [262.6, 0.022, 'COPY (SELECT id, total FROM orders ORDER BY id) TO STDOUT', 'COPY 1044', 1044, { copy: true, traits: ['unscoped'] }],
  [290.3, 0.031, 'CREATE INDEX CONCURRENTLY orders_status_idx ON orders (status)', 'CREATE INDEX', 0, { new: ['target'] }],
  [301.0, 0.002, "SELECT '<img src=x onerror=alert(1)>' AS \"<script>\", E'\\x1b[31mred' AS esc, 'abc\u202edef' AS rtl, '\x1b]8;;http://evil\x07link' AS osc", 'SELECT 1', 1, { hostile: true }],
  [320.7, 3.41, 'SELECT pg_sleep(30)', null, null, { outcome: 'cancelled', error: { severity: 'ERROR', sqlState: '57014', message: 'canceling statement due to user request', detail: null, hint: null, position: null } }],
  [340.2, 0.0008, '', null, 0, { outcome: 'empty' }],
];

/** What the index says of a statement besides its verb. */
const traitsOf = (sql, rows, extra) => [...(rows >= 1000 && /^select/i.test(sql) ? ['bulk'] : []), ...(/^(create|alter|drop)/i.test(sql) ? ['ddl'] : []), ...(/^copy/i.test(sql) ? ['copy'] : []), ...(extra.traits ?? [])];
/** A number for the shape of a statement: the same for the same SQL but for its values. */
function shapeOf(sql) {
  let hash = 0x811c9dc5;
  for (const character of sql.toLowerCase().replace(/'[^']*'|\d+/g, '?').replace(/\s+/g, ' ')) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0').repeat(2);
}

function statement(sid, ordinal, [seconds, took, sql, tag, rows, extra = {}]) {
  return {
    session: sid, ordinal, message: ordinal * 9 + 3, atSeconds: seconds, startedAt: at(seconds), durationSeconds: took,
    protocol: extra.parameters ? 'extended' : 'simple', sql, sqlTruncated: false,
    parameters: (extra.parameters ?? []).map(([typeName, text]) => ({ type: 25, typeName, text, null: text === null })),
    outcome: extra.outcome ?? (extra.error ? 'failed' : 'completed'), tag, rows, bytes: (rows ?? 0) * 88, error: extra.error ?? null,
    transaction: extra.tx ?? null, transactionOutcome: extra.end ?? null, verb: sql.split(/\s/)[0] || null,
    noise: !extra.error && /pg_catalog/.test(sql) && /^select/i.test(sql) ? 'psql' : null, mark: null, traits: traitsOf(sql, rows, extra), new: extra.new ?? [],
    fingerprint: sql === '' ? null : shapeOf(sql), tables: [...new Set([...sql.matchAll(/(?:from|join|update|into|on)\s+(?!pg_catalog)([a-z_]+)(?=[\s;)]|$)/gi)].map((found) => found[1].toLowerCase()))],
  };
}

export const statements = script.map((line, index) => statement(SID, index + 1, line));
export const longStatements = (sid, n) => Array.from({ length: n }, (_, index) => statement(sid, index + 1, [index * 0.9, 0.002 + (index % 7) / 1000, `SELECT * FROM orders WHERE id = ${90_000 + index}`, 'SELECT 1', 1]));

export const hostileStatements = Array.from({ length: 500 }, (_, index) => statement(SID, index + 1, [index * 0.7, 0.002, 'SELECT 1', 'SELECT 1', 500, { parameters: [['text', 'x'], ['text', 'y']], ...(index % 3 === 0 ? { error: { severity: 'ERROR', sqlState: '42703', message: 'x', detail: 'x', hint: 'x', position: 3 } } : {}) }]));

/** Activity that looks like work: some parts busy, some idle; as many parts with errors and writes as there can be of them. */
export function sparkOf(seed, seconds, errors, writes) {
  const bars = Array.from({ length: 24 }, (_, part) => Math.max(0, ((part * 7 + seed * 13) % 23) - 13)).join('');
  const busy = [...bars].flatMap((level, part) => (level === '0' ? [] : [part]));
  const some = (n, from) => [...new Set(Array.from({ length: Math.min(n, 3) }, (_, index) => busy[(index * 5 + from + seed) % busy.length]))].sort((one, other) => one - other);
  return { seconds, bars, errors: some(errors, 1), writes: some(writes, 3) };
}

const numbers = { statements: 19, errors: 2, rowsReturned: 2125, frontendBytes: 2231, backendBytes: 198_456, messages: 147, writes: 3 };
export const session = {
  id: SID, person: ENGINEER, groups: ['engineers'], risk: { level: 'some', reasons: ['has:ddl', 'has:bulk', 'error:42501'] }, target: 'orders', database: 'shop', databaseRole: 'app_write', application: 'psql', clientAddress: '127.0.0.1:51234',
  startedAt: at(0), endedAt: at(361.4), durationSeconds: 361.4, state: 'ended', endReason: 'client-closed', endText: 'The client said goodbye.',
  ...numbers, spark: { seconds: 361.4, bars: '300140000092000000010002', errors: [4, 11], writes: [9, 10] }, ticket: 'OPS-41', grant: REQUEST, complete: true, verdict: 'complete: 147 messages, no gaps',
};
export const live = { ...session, id: LIVE_SID, state: 'live', endedAt: null, endReason: null, endText: null, databaseRole: 'app_read', grant: null, ticket: null, spark: { seconds: 590.2, bars: '999999989999998999999999', errors: [], writes: [] }, writes: 0, errors: 0, verdict: 'complete so far', startedAt: at(4000) };
export const emptySession = { ...session, id: EMPTY_SID, person: RTL, statements: 0, errors: 0, writes: 0, rowsReturned: 0, durationSeconds: 4.1, grant: null, ticket: null, endReason: 'recovered', spark: { seconds: 4.1, bars: '0'.repeat(24), errors: [], writes: [] }, complete: false, state: 'recovered', verdict: 'messages 4 to 9 are missing: the disk was full from 01:31:02 to 01:31:05', endText: 'The broker stopped while the session was open.' };

const others = [
  [NASTY, 'orders', 'shop', 'app_read', '"><script>alert(1)</script>'], [RTL, 'ledger', 'books', 'report', 'DBeaver 26.1'], [ENGINEER, 'orders', 'shop', 'app_read', 'pgjdbc'],
  [APPROVER, 'ledger', 'books', 'owner', 'psql'], [ENGINEER, 'warehouse', 'stock', 'app_read', '\x1b[2Jcleared'],
];
const incomplete = { ...session, id: INCOMPLETE_SID, startedAt: at(-400), grant: null, ticket: null, spark: null, risk: null, complete: false, seal: 'sealed', verdict: 'incomplete: 312 messages could not be recorded, in one gap', sealedVerdict: { complete: false, gaps: { count: 1, messages: 312, bytes: 41_984 }, truncatedBytes: 0, ended: 'known' }, gaps: [{ after: 41, before: 42, cause: 'no room in the journal', from: at(-338), to: at(-335), messages: 312, bytes: 41_984 }] };
const unsealed = { ...session, id: UNSEALED_SID, startedAt: at(-300), grant: null, ticket: null, endReason: 'terminated', complete: false, seal: 'not-yet-sealed', verdict: 'not sealed yet' };
export const tampered = { ...session, id: TAMPERED_SID, startedAt: at(-500), grant: null, seal: 'sealed' };
/** What a check of a recording comes to. */
export function verificationOf(id) {
  const intact = { session: id, checkedAt: at(0), verdict: 'intact', signature: 'valid', key: 'postern.example/2026-11-21+7f3a9c', bytes: 48_128, blocks: 9, records: 147, lastHash: '7f3a9c'.padEnd(64, '0'), damage: null };
  return id !== TAMPERED_SID ? intact : { ...intact, verdict: 'tampered', damage: { harm: 'forgery', firstBad: 88, proven: 87, offset: 219, text: 'the block does not continue the chain' } };
}
export const sessions = [live, session, emptySession, unsealed, incomplete, ...Array.from({ length: 45 }, (_, index) => {
  const [person, target, database, databaseRole, application] = others[index % others.length];
  return { ...session, id: `01KAJ${String(1000 + index)}M3V5T9W1Y4B6D8F${'0123456789ABCDEFGH'[index % 18]}`.padEnd(26, '0').slice(0, 26), person, target, database, databaseRole, application,
    startedAt: at(-3600 * (index + 1) * 1.7), durationSeconds: (index * 97.3) % 7400, statements: (index * 37) % 912, rowsReturned: (index * 9173) % 1_304_220, backendBytes: (index * 917_317) % 804_000_000,
    errors: index % 4 === 0 ? index % 9 : 0, writes: index % 3 === 0 ? index % 14 : 0, grant: null, ticket: null, groups: [['engineers'], ['approvers', 'engineers'], []][index % 3],
    risk: [{ level: 'none', reasons: [] }, { level: 'high', reasons: ['has:breakglass', 'has:grant'] }, { level: 'none', reasons: [] }, { level: 'some', reasons: ['has:bulk'] }, { level: 'high', reasons: ['has:outside'] }][index % 5],
    endReason: ['client-closed', 'client-closed', 'idle', 'client-closed', 'terminated'][index % 5], spark: sparkOf(index, (index * 97.3) % 7400, index % 4 === 0 ? index % 9 : 0, index % 3 === 0 ? index % 14 : 0) };
})];

const notes = ['gift wrap', '', null, 'call before delivery', '   ', 'Line one\nline two', '<img src=x onerror=alert(1)>', 'א\u202eב', '\x1b[31mred\x1b[0m', 'O0 l1 I|'];
const columnsOf = (...list) => list.map(([name, type, typeName, binary = false], index) => ({ name, type, typeName, tableOid: 16402, attribute: index + 1, binary }));

export function resultOf(sid, ordinal, offset, limit) {
  const source = sid === SID ? script[ordinal - 1] : [0, 0, '', '', 1];
  const [, , sql, , rows, extra = {}] = source;
  const none = { columns: [], rows: [], offset, total: 0, truncated: null, copy: null };
  if (extra.copy) return { ...none, copy: { direction: 'out', binary: false, bytes: 18_204, text: Array.from({ length: 60 }, (_, index) => `${90_412 + index}\t${(129.9 + index * 3.17).toFixed(2)}`).join('\n') } };
  if (extra.hostile) return { ...none, total: 1, columns: columnsOf(['<script>', 25, 'text'], ['esc', 25, 'text'], ['rtl', 25, 'text'], ['osc', 25, 'text']), rows: [['<img src=x onerror=alert(1)>', '\x1b[31mred', 'abc\u202edef', '\x1b]8;;http://evil\x07link']] };
  if (!sql.startsWith('SELECT') && sql !== '' && !sql.includes('RETURNING')) return none;
  if (extra.error) return none;
  const total = rows ?? 0;
  const kept = Math.min(total, 900);
  const columns = columnsOf(['id', 20, 'int8'], ['customer_id', 23, 'int4'], ['email', 25, 'text'], ['total', 1700, 'numeric'], ['note', 25, 'text'], ['payload', 3802, 'jsonb'], ['photo', 17, 'bytea', true]);
  const all = Array.from({ length: kept }, (_, index) => [String(90_412 + index), String(4711 + (index % 40)), `customer${index}@example.test`, ((index * 317) % 9000 / 7).toFixed(2), notes[index % notes.length],
    index === 2 ? { text: '{"items": [' + '{"sku":"A-1"},'.repeat(20), bytes: 3_145_728, truncated: true } : `{"channel": "web", "items": ${index % 5}}`, index % 4 === 0 ? { hex: '89504e470d0a1a0a0000000d49484452', bytes: 16 } : null]);
  return { ...none, columns, rows: all.slice(offset, offset + limit), total: kept, truncated: total > kept ? `${total - kept} more rows were not kept` : null };
}

const text = (value) => Buffer.from(value, 'utf8').toString('hex');
function message(number, from, to, type, name, body, fields, seconds, ordinal) {
  const length = body.length / 2 + 4;
  return { number, from, to, type, name, length: length + 1, atSeconds: seconds, at: at(seconds), fields, hex: type.charCodeAt(0).toString(16).padStart(2, '0') + length.toString(16).padStart(8, '0') + body, truncated: false, ordinal };
}
export function messagesOf(after, limit) {
  const all = [{ number: 1, from: 'broker', to: null, type: null, name: 'SESSION_STARTED', length: 0, atSeconds: 0, at: at(0), fields: [], hex: '', truncated: false, ordinal: null, fact: { target: 'orders', databaseRole: 'app_write', durability: 'strict', person: 'erin@example.test' } }];
  all.push(message(2, 'server', 'client', 'R', 'AuthenticationOk', '00000000', [{ name: 'code', value: '0', offset: 5, length: 4 }], 0.01, null), message(3, 'server', 'client', 'Z', 'ReadyForQuery', '49', [{ name: 'transaction', value: 'I · idle', offset: 5, length: 1 }], 0.02, null));
  statements.forEach((each) => {
    const seconds = each.atSeconds;
    const sql = text(each.sql) + '00';
    const n = () => all.length + 1;
    const first = [];
    first.push(message(n(), 'client', 'server', 'Q', 'Query', sql, [{ name: 'sql', value: each.sql, offset: 5, length: sql.length / 2 }], seconds, each.ordinal));
    all.push(...first);
    all.push(message(n(), 'server', 'client', 'T', 'RowDescription', '0001' + text('id') + '00' + '000040120001' + '00000014' + '0008' + 'ffffffff' + '0000', [{ name: 'fields', value: '1', offset: 5, length: 2 }, { name: '[0].name', value: 'id', offset: 7, length: 3 }, { name: '[0].table', value: '16402', offset: 10, length: 4 }, { name: '[0].column', value: '1', offset: 14, length: 2 }, { name: '[0].type', value: '20 · int8', offset: 16, length: 4 }, { name: '[0].size', value: '8', offset: 20, length: 2 }, { name: '[0].modifier', value: '-1', offset: 22, length: 4 }, { name: '[0].format', value: '0 · text', offset: 26, length: 2 }], seconds + 0.001, each.ordinal));
    for (let row = 0; row < 5; row++) {
      const value = text(String(90_412 + row));
      all.push(message(n(), 'server', 'client', 'D', 'DataRow', '000100000005' + value, [{ name: 'columns', value: '1', offset: 5, length: 2 }, { name: '[0].length', value: '5', offset: 7, length: 4 }, { name: '[0].value', value: String(90_412 + row), offset: 11, length: 5 }], seconds + 0.001, each.ordinal));
    }
    const tag = text(each.tag ?? 'EMPTY') + '00';
    all.push(message(n(), 'server', 'client', 'C', 'CommandComplete', tag, [{ name: 'tag', value: each.tag ?? 'EMPTY', offset: 5, length: tag.length / 2 }], seconds + 0.002, each.ordinal));
    all.push(message(n(), 'server', 'client', 'Z', 'ReadyForQuery', '49', [{ name: 'transaction', value: 'I · idle', offset: 5, length: 1 }], seconds + 0.002, each.ordinal));
  });
  const items = all.filter((each) => each.number > after).slice(0, limit);
  const last = items[items.length - 1]?.number ?? 0;
  return { items, nextAfter: last < all.length && last > 0 ? last : null };
}

const soon = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString().replace('Z', '000Z');
const request = (id, changes) => ({ id, shortId: id.slice(6, 14), requester: ENGINEER, target: 'orders', databaseRole: 'app_write', reason: 'OPS-41: release the held orders of customer 4711', ttlSeconds: 3600, state: 'pending', createdAt: at(-600), decidedAt: null, decidedBy: null, decisionReason: null, grantEndsAt: null, sessions: [], canDecide: false, why: 'You asked for it yourself; somebody else decides.', ...changes });
export const requests = [
  request('01KAJ4A2C3D4E5F6G7H8J9K0M4', { requester: APPROVER, target: 'ledger', databaseRole: 'report', reason: 'FIN-7: monthly report does not add up\n<img src=x onerror=alert(1)>', canDecide: true, why: 'You approve requests for target ledger as a member of engineering.' }),
  request('01KAJ4B2C3D4E5F6G7H8J9K0M5', { ttlSeconds: 1800, reason: 'OPS-44: a customer cannot check out' }),
  request('01KAJ4C2C3D4E5F6G7H8J9K0M9', { requester: APPROVER, target: 'ledger', databaseRole: 'report', reason: 'FIN-8: close the month', canDecide: true, why: 'Your role dba decides requests for ledger.', approvalsNeeded: 2, approvals: [{ at: at(-60), by: RTL, reason: null }], reviewers: ['dba', 'finance-lead'], ticket: 'FIN-8', singleUse: true, database: 'books', notBefore: soon(90) }),
  request('01KAJ4D2C3D4E5F6G7H8J9K0MA', { requester: APPROVER, state: 'active', reason: 'checkout is down', breakGlass: true, reviewMissing: true, decidedAt: at(-200), decidedBy: { id: 'break-glass', name: 'break-glass (no approval)', email: '' }, grantEndsAt: soon(20) }),
  request(REQUEST, { state: 'active', decidedAt: at(-300), decidedBy: APPROVER, decisionReason: 'go ahead, tell me when done', grantEndsAt: soon(42), sessions: [SID] }),
  request('01KAJ0C2C3D4E5F6G7H8J9K0M6', { state: 'denied', decidedAt: at(-9000), decidedBy: APPROVER, decisionReason: 'use the read-only role', createdAt: at(-9900) }),
  request('01KAJ0D2C3D4E5F6G7H8J9K0M7', { state: 'expired', createdAt: at(-99_000) }),
  request('01KAJ0E2C3D4E5F6G7H8J9K0M8', { state: 'revoked', decidedBy: APPROVER, decisionReason: 'incident closed', createdAt: at(-190_000), requester: RTL }),
];
export const targets = [
  { name: 'orders', labels: { env: 'prod', team: 'shop' }, databases: ['shop'], databaseRoles: [{ name: 'app_read', access: 'open' }, { name: 'app_write', access: 'granted' }, { name: 'owner', access: 'request' }], access: 'open', grants: [{ request: REQUEST, databaseRole: 'app_write', endsAt: soon(42) }], durability: 'strict', defaultDatabase: 'shop', defaultRole: 'app_read', host: 'localhost', port: 6432 },
  { name: 'ledger', labels: { env: 'prod', team: 'finance' }, databases: ['books', 'archive'], databaseRoles: [{ name: 'report', access: 'request' }], access: 'request', grants: [], durability: 'strict', defaultDatabase: 'books', defaultRole: 'report', host: 'localhost', port: 6432 },
  { name: 'warehouse', labels: { env: 'test' }, databases: ['stock'], databaseRoles: [{ name: 'app_read', access: 'open' }], access: 'open', grants: [], durability: 'group', defaultDatabase: 'stock', defaultRole: 'app_read', host: 'localhost', port: 6432 },
];
export const audit = Array.from({ length: 40 }, (_, index) => {
  const kinds = [
    ['session.viewed', APPROVER, 'Avery Stone read the statements of session 01KAJ2X7Q8 of Erin Gray on orders.', SID], ['sessions.listed', APPROVER, 'Avery Stone listed sessions with the filter has:error.', null],
    ['connection.refused', null, 'A connection from 203.0.113.9 was refused: it showed no certificate.', null], ['request.approved', APPROVER, 'Avery Stone approved request 2C3D4E5F of Erin Gray: app_write on orders for 1 hour.', null],
    ['search.run', NASTY, '<img src=x onerror=alert(1)> searched statements for text:"card_no \x1b[31m".', null],
  ];
  const [code, person, sentence, sid] = kinds[index % kinds.length];
  return { id: 400 - index, at: at(-index * 77), code, person, address: '127.0.0.1', target: null, session: sid, detail: {}, text: sentence };
});
export const me = { person: { ...ENGINEER, groups: ['engineering', 'on-call'] }, roles: ['engineer', 'auditor'], rights: { seeAllSessions: true, approve: true, endSessions: true, eraseRecordings: true, placeLocks: true }, expiresAt: soon(400), csrf: 'fixture' };
const deed = (seconds, by, reason) => ({ at: at(seconds), by, reason });
const AUDITOR = { id: 'p_auditor', name: 'Robin Marsh', email: 'robin@example.test' };
/** A session of somebody else, so that its reader may review it. */
export const OTHERS_SID = sessions.find((each) => each.person === APPROVER).id;
const note = (index, seconds, by, kind, place, text, removed = null, statement = null) => ({ id: `01KAJN${String(index).padStart(20, '0')}`, session: SID, kind, anchor: typeof place === 'number' ? `q=${place}` : place, statement: typeof place === 'number' ? place : statement, text, at: at(seconds), by, removed });
export const reviewNotes = [
  note(1, 900, AUDITOR, 'comment', 4, 'Why without a WHERE on the second column?\nSee <b>OPS-41</b>.'), note(2, 960, ENGINEER, 'comment', 4, 'The ticket asks for all of them; it was rolled back and done again with the filter.'),
  note(3, 1000, AUDITOR, 'bookmark', 12, ''), note(4, 1010, APPROVER, 'comment', 4, '', { at: at(1100), by: APPROVER }), note(5, 1020, AUDITOR, 'tag', null, 'gdpr'), note(6, 1030, ENGINEER, 'tag', null, 'ticket-4711'),
  note(8, 1050, AUDITOR, 'comment', 'q=5&r=15&c=email', 'This is the customer’s old address.', null, 5), note(9, 1060, APPROVER, 'bookmark', 'm=50', '', null, 6), note(10, 1070, AUDITOR, 'comment', 'sel=11-14', 'All of this is the discount that was taken back.', null, 11),
  note(11, 1080, AUDITOR, 'comment', 't=+92.4s', 'Here the ticket was closed.', null, 9), note(12, 1090, AUDITOR, 'tag', 'q=5&r=3', 'vip', null, 5),
  note(7, 1040, AUDITOR, 'comment', null, 'Looked at with the team on Friday; nothing left the database that the ticket does not name.'),
];
/** A session whose access nobody had approved. */
export const GLASS_SID = sessions.filter((each) => each.state !== 'live' && each.person.id !== ENGINEER.id)[6].id;
export const reviewers = [ENGINEER, AUDITOR];
const QUESTIONS = ['Is the reason true?', 'Was only done what the reason says?', 'Did what was read stay within the team?'];
export const reviewRules = [
  { name: 'break-glass', sessions: 'has:breakglass', samplePercent: 100, within: 'PT4H', checklist: QUESTIONS }, { name: 'writes to production', sessions: 'target:orders has:write', samplePercent: 20, within: 'PT168H', checklist: QUESTIONS.slice(1) }, { name: 'everything else', sessions: '', samplePercent: 0.5, within: null, checklist: [] },
];
/** What the rules say about a session: some are late, some are due, some have no due time. */
export function dueOf(session) {
  const others = sessions.filter((each) => each.state !== 'live' && each.person.id !== ENGINEER.id);
  const index = others.findIndex((each) => each.id === session);
  const kind = session === GLASS_SID ? 0 : index % 3 === 1 ? 1 : 2;
  const rule = reviewRules[kind];
  const at = kind === 0 ? soon(95) : kind === 1 ? soon(index < 5 ? -60 * 30 : 60 * 7 * index) : null;
  return { rule: rule.name, at, overdue: at !== null && Date.parse(at) < Date.now(), breakGlass: kind === 0, waits: true, checklist: rule.checklist, assignee: index % 4 === 1 ? AUDITOR : index % 4 === 2 ? ENGINEER : null };
}
export const review = (session, outcome = 'ok') => ({ session, outcome, checklist: [], at: at(1200), by: AUDITOR, takenBack: null });
export const store = {
  ready: true, state: 'ready', since: at(-90_000), reason: '', fileSystem: 'ext4 (rw,relatime) on /dev/nvme0n1p2', syncs: 41_233, syncP50Micros: 410, syncP99Micros: 2210, warning: '', quarantined: 0, recovery: '', lagMillis: 3, alarm: 'none',
  freeBytes: 412_000_000_000, totalBytes: 960_000_000_000, uploads: { state: 'ok', pending: 2, pendingBytes: 18_300_000, limitBytes: 20_000_000_000, lagSeconds: 4, erasures: 0 }, index: { waitingRecordings: 0, behindMillis: 0, indexedStatements: 1_204_331, failures: 0 },
};
export const sickStore = {
  ...store, ready: false, state: 'full', reason: 'too many recordings wait to be uploaded', warning: 'the file system reports syncs faster than its disk can be: it may ignore them', quarantined: 3, recovery: '2 recordings of an earlier start are being completed', lagMillis: 4200, alarm: 'lowest',
  freeBytes: 9_000_000_000, uploads: { ...store.uploads, state: 'full', pending: 812, pendingBytes: 20_000_000_000, lagSeconds: 7300, erasures: 2, failingSince: at(-7300) }, index: { waitingRecordings: 41, behindMillis: 310_000, indexedStatements: 1_204_331, failures: 2 },
};
export const retention = [{ targets: ['ledger'], labels: {}, keepSeconds: 220_752_000, text: 'Recordings of ledger are kept for 7 years.' }, { targets: [], labels: { env: 'test' }, keepSeconds: 2_592_000, text: 'Recordings of targets with env=test are kept for 30 days.' }, { targets: [], labels: {}, keepSeconds: 31_536_000, text: 'Other recordings are kept for 1 year.' }];
export const holds = [
  { id: '01KAHA00000000000000000001', scope: 'session', subject: SID, placed: deed(900, APPROVER, 'OPS-77: dispute about the discount of order 90412'), lifted: null },
  { id: '01KAHA00000000000000000002', scope: 'person', subject: NASTY.email, placed: deed(-9000, RTL, '<img src=x onerror=alert(1)>'), lifted: deed(-300, APPROVER, 'settled') },
];
export const erasures = [
  { id: '01KAHB00000000000000000001', session: ERASED_SID, target: 'orders', person: 'Erin Gray', startedAt: at(-5000), legalBasis: 'GDPR Art. 17', state: 'pending', asked: deed(700, APPROVER, 'The customer asked for it; mail of 20 November.'), decided: null, finishedAt: null },
  { id: '01KAHB00000000000000000002', session: EMPTY_SID, target: 'ledger', person: RTL.name, startedAt: at(-7000), legalBasis: '\x1b[31mred', state: 'pending', asked: deed(600, ENGINEER, 'wrong target'), decided: null, finishedAt: null },
  { id: '01KAHB00000000000000000003', session: INCOMPLETE_SID, target: 'orders', person: 'Erin Gray', startedAt: at(-90_000), legalBasis: 'none', state: 'rejected', asked: deed(-80_000, ENGINEER, 'by mistake'), decided: deed(-79_000, APPROVER, 'It is evidence of OPS-70.'), finishedAt: null },
];
export const locks = [
  { id: '01KAHC00000000000000000001', scope: 'person', subject: 'x@example.test', endsAt: soon(90), placed: deed(800, APPROVER, 'laptop lost'), lifted: null },
  { id: '01KAHC00000000000000000002', scope: 'target', subject: 'ledger', endsAt: null, placed: deed(-90_000, APPROVER, 'migration'), lifted: deed(-80_000, ENGINEER, '') },
];
/** Somebody without any right but to use the broker. */
export const plainMe = { ...me, roles: ['engineer'], rights: { seeAllSessions: false, approve: false, endSessions: false, eraseRecordings: false, placeLocks: false } };
export const info = { name: 'Postern', version: '0.1.0', issuer: 'http://127.0.0.1:9080', demo: true, postgres: { host: 'localhost', port: 6432 }, publicUrl: 'https://postern.example.test:8443', demoPeople: [
  { login: 'engineer', name: 'Erin Gray', about: 'Reads orders, asks for access to write.' }, { login: 'approver', name: 'Avery Stone', about: 'Decides requests.' }, { login: 'auditor', name: 'Robin Marsh', about: 'Sees all sessions.' }] };

const WRITING = /^(insert|update|delete|merge|truncate)/i;
const DEFINING = /^(create|alter|drop|grant|revoke)/i;
const kindsOf = (each) => [...(each.error ? ['error'] : WRITING.test(each.sql) ? ['write'] : DEFINING.test(each.sql) ? ['ddl'] : []), ...(each.traits ?? []).filter((trait) => ['bulk', 'sensitive', 'unscoped'].includes(trait)), ...(each.new?.includes('target') ? ['new'] : [])];
export function outlineOf(all, acts = []) {
  const transactions = [];
  for (const each of all) {
    const last = transactions[transactions.length - 1];
    const end = each.atSeconds + (each.durationSeconds ?? 0);
    if (each.transaction === null) continue;
    if (last?.number === each.transaction) Object.assign(last, { to: each.ordinal, endSeconds: end });
    else transactions.push({ number: each.transaction, from: each.ordinal, to: each.ordinal, atSeconds: each.atSeconds, endSeconds: end, outcome: each.transactionOutcome });
  }
  return {
    total: all.length, stride: 1, partial: false, acts, transactions: transactions.filter((each) => each.to > each.from),
    points: { ordinal: all.map((each) => each.ordinal), atSeconds: all.map((each) => each.atSeconds), endSeconds: all.map((each) => each.atSeconds + (each.durationSeconds ?? 0)), rows: all.map((each) => each.rows ?? 0), bytes: all.map((each) => each.bytes), sensitive: all.map((each) => (each.traits?.includes('sensitive') ? each.rows : 0)) },
    marks: all.flatMap((each) => kindsOf(each).map((kind) => ({ ordinal: each.ordinal, atSeconds: each.atSeconds, kind, rolledBack: each.transactionOutcome === 'rolled_back' }))),
  };
}

const valuesOf = (found, of) => {
  const counts = new Map();
  for (const each of found) counts.set(of(each), (counts.get(of(each)) ?? 0) + 1);
  return [...counts].map(([value, n]) => ({ value, sessions: n })).sort((a, b) => b.sessions - a.sessions);
};
const RANGES = {
  length: [(each) => each.durationSeconds, [1, '1s'], [60, '1m'], [3600, '1h']],
  returned: [(each) => each.rowsReturned, [0, '0'], [100, '100'], [1000, '1000'], [100_000, '100000']],
  bytes: [(each) => each.backendBytes, [10 << 10, '10kb'], [1 << 20, '1mb'], [100 << 20, '100mb']],
};
/** The ranges of a number of sessions, as terms of the grammar, in their order. */
function rangesOf(found, key) {
  const [of, ...steps] = RANGES[key];
  return [...steps, null].map((step, index) => {
    const over = steps[index - 1] ?? null;
    return { value: [over && `${key}:>${over[1]}`, step && `${key}:<=${step[1]}`].filter(Boolean).join(' '), sessions: found.filter((each) => (over === null || of(each) > over[0]) && (step === null || of(each) <= step[0])).length };
  }).filter((each) => each.sessions > 0);
}
const CAUSES = { terminated: 'person', idle: 'limit', recovered: 'broker' };
export const endOf = (each) => (each.endReason === null ? null : CAUSES[each.endReason] ?? 'client');
/** Whether a session is within a term on its size, such as `length:>1m`. */
export function isSized(each, key, value) {
  const [, sign, number, unit] = /^(>=|<=|>|<)?(\d+)([a-z]*)$/.exec(value) ?? [];
  const size = Number(number) * ({ s: 1, m: 60, h: 3600, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30 }[unit] ?? 1);
  const own = RANGES[key][0](each);
  return { '>': own > size, '>=': own >= size, '<': own < size, '<=': own <= size }[sign] ?? own === size;
}
export function facetsOf(found, outcomeOf = () => 'open') {
  const starts = found.map((each) => Date.parse(each.startedAt)).sort((a, b) => a - b);
  const width = (starts[starts.length - 1] - starts[0]) / 80 + 1;
  const histogram = Array.from({ length: found.length === 0 ? 0 : 80 }, (_, bar) => {
    const inside = found.filter((each) => Math.floor((Date.parse(each.startedAt) - starts[0]) / width) === bar);
    return { from: new Date(starts[0] + bar * width).toISOString(), to: new Date(starts[0] + (bar + 1) * width).toISOString(), sessions: inside.length, withErrors: inside.filter((each) => each.errors > 0).length };
  });
  const has = [['error', found.filter((each) => each.errors > 0).length], ['write', found.filter((each) => each.writes > 0).length], ['ddl', 4], ['copy', 3], ['bulk', 2], ['sensitive', 2]];
  return {
    facets: { user: valuesOf(found, (each) => each.person.email), target: valuesOf(found, (each) => each.target), db: valuesOf(found, (each) => each.database), role: valuesOf(found, (each) => each.databaseRole), app: valuesOf(found, (each) => each.application), state: valuesOf(found, (each) => each.state), has: has.map(([value, n]) => ({ value, sessions: n })),
      risk: ['high', 'some', 'none'].map((value) => ({ value, sessions: found.filter((each) => each.risk?.level === value).length })).filter((each) => each.sessions > 0), group: valuesOf(found.flatMap((each) => each.groups), (group) => group),
      end: valuesOf(found.filter((each) => each.endReason !== null), endOf), review: valuesOf(found, outcomeOf), tx: [{ value: 'rolledback', sessions: 9 }], error: [{ value: '42501', sessions: 2 }], ticket: valuesOf(found.filter((each) => each.ticket), (each) => each.ticket), request: valuesOf(found.filter((each) => each.grant), (each) => each.grant.slice(-8)),
      length: rangesOf(found, 'length'), returned: rangesOf(found, 'returned'), bytes: rangesOf(found, 'bytes') },
    histogram, counted: found.length, undigested: found.filter((each) => each.spark === null).length, partial: false,
  };
}

export function liveItems() {
  const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString().replace('Z', '000Z');
  const item = (index, changes, sql, extra) => ({ session: { ...live, id: `01KAJ3B0Q8M3V5T9W1Y4B6D8F${index}`, startedAt: ago(400 + index), durationSeconds: 400 + index, ...changes }, statement: { ...statement(LIVE_SID, 41, [380, 0.004, sql, 'SELECT 1', 1]), ...extra } });
  return {
    now: ago(0), total: 4, items: [
      item(1, {}, 'SELECT o.id, sum(i.quantity * i.price) FROM orders o JOIN order_items i USING (order_id) GROUP BY 1', { startedAt: ago(12), durationSeconds: null, outcome: 'no_answer' }),
      item(2, { databaseRole: 'app_write', grant: REQUEST, writes: 2 }, "UPDATE orders SET status = 'held' WHERE customer_id = 4711", { startedAt: ago(192), durationSeconds: 0.01, transaction: 4, transactionOutcome: 'running' }),
      item(3, { person: NASTY, application: '"><script>alert(1)</script>', errors: 3, held: { since: ago(192), by: ENGINEER, reason: 'OPS-41: is this you?' } }, 'SELECT 1', { startedAt: ago(900), durationSeconds: 0.01 }),
      { session: { ...live, id: '01KAJ3B0Q8M3V5T9W1Y4B6D8F4', person: RTL, application: '', statements: 0, startedAt: ago(3), durationSeconds: 3 }, statement: null },
    ],
  };
}

/** A million sessions, none of which is kept: a page of them is made when it is asked for. */
export const MANY_SESSIONS = 1_000_000;
const place = (index) => String(MANY_SESSIONS - index).padStart(10, '0');
export function manySessions(from, limit) {
  return Array.from({ length: Math.min(limit, MANY_SESSIONS - from) }, (_, each) => {
    const index = from + each;
    return { ...sessions[5 + (index % 45)], id: `01KAJ00000000000${place(index)}`, startedAt: at(-index * 7), statements: (index * 37) % 912 };
  });
}
export const manyPage = (from, limit) => ({ items: manySessions(from, limit), nextCursor: from + limit < MANY_SESSIONS ? String(from + limit) : null, total: MANY_SESSIONS, totalIsExact: false });
let manyFacetsOnce = null;
export const manyFacets = () => (manyFacetsOnce ??= { ...facetsOf(manySessions(0, 2000)), counted: 20_000, partial: true });

/** A session of a million messages: nothing of it is kept, each part is made when it is asked for. */
export const BIG = { statements: 250_000, messages: 1_000_000, points: 4_000 };
const BIG_SQL = (ordinal) => (ordinal % 997 === 0 ? `UPDATE orders SET total = ${ordinal} WHERE id = ${ordinal}` : `SELECT * FROM orders WHERE id = ${ordinal}`);
export const bigSession = { ...session, id: BIG_SID, statements: BIG.statements, messages: BIG.messages, durationSeconds: BIG.statements * 0.05, rowsReturned: BIG.statements, verdict: 'complete: 1000000 messages, no gaps' };
/** What a filter looks at of all of them, one after the other. */
export function* bigBriefs() {
  for (let ordinal = 1; ordinal <= BIG.statements; ordinal++) {
    const sql = BIG_SQL(ordinal);
    yield { ordinal, sql, verb: sql.slice(0, 6), rows: 1, durationSeconds: 0.002, error: null, transactionOutcome: null, noise: null, tables: ['orders'], fingerprint: null, traits: [], new: [] };
  }
}
const BIG_EACH = BIG.messages / BIG.statements;
export const bigStatements = (after, limit) => Array.from({ length: Math.min(limit, BIG.statements - after) }, (_, index) => ({ ...statement(BIG_SID, after + index + 1, [(after + index) * 0.05, 0.002, BIG_SQL(after + index + 1), 'SELECT 1', 1]), message: (after + index) * BIG_EACH + 1 }));
export function bigMessages(after, limit) {
  const items = Array.from({ length: Math.min(limit, BIG.messages - after) }, (_, index) => {
    const number = after + index + 1;
    const ordinal = Math.floor((number - 1) / BIG_EACH) + 1;
    const seconds = (ordinal - 1) * 0.05;
    const sql = BIG_SQL(ordinal);
    switch ((number - 1) % BIG_EACH) {
      case 0: return message(number, 'client', 'server', 'Q', 'Query', text(sql) + '00', [{ name: 'sql', value: sql, offset: 5, length: sql.length + 1 }], seconds, ordinal);
      case 1: return message(number, 'server', 'client', 'D', 'DataRow', '000100000005' + text(String(ordinal).padStart(5, '0').slice(-5)), [{ name: 'columns', value: '1', offset: 5, length: 2 }], seconds + 0.001, ordinal);
      case 2: return message(number, 'server', 'client', 'C', 'CommandComplete', text('SELECT 1') + '00', [{ name: 'tag', value: 'SELECT 1', offset: 5, length: 9 }], seconds + 0.002, ordinal);
      default: return message(number, 'server', 'client', 'Z', 'ReadyForQuery', '49', [{ name: 'transaction', value: 'I · idle', offset: 5, length: 1 }], seconds + 0.002, ordinal);
    }
  });
  return { items, nextAfter: after + limit < BIG.messages ? after + limit : null };
}
export function bigOutline() {
  const stride = BIG.statements / BIG.points;
  const each = (of) => Array.from({ length: BIG.points }, (_, index) => of(index));
  return {
    total: BIG.statements, stride, partial: false, transactions: [], acts: [],
    points: { ordinal: each((index) => Math.round(index * stride) + 1), atSeconds: each((index) => index * stride * 0.05), endSeconds: each((index) => (index + 1) * stride * 0.05 - 0.01), rows: each((index) => stride * (1 + (index % 7))), bytes: each((index) => stride * 88 * (1 + (index % 7))), sensitive: each(() => 0) },
    marks: Array.from({ length: 250 }, (_, index) => ({ ordinal: (index + 1) * 997, atSeconds: (index + 1) * 997 * 0.05, kind: 'write', rolledBack: false })),
  };
}

const saved = (number, name, changes) => ({ id: `01KAJQ0000000000000000000${number}`, name, kind: 'sessions', filter: 'has:error', shared: false, owner: ENGINEER, own: true, savedAt: at(0), changedAt: at(60), ...changes });
export const searches = [
  saved(1, 'Errors on orders', { filter: 'target:orders has:error' }), saved(2, 'Writes that nobody reviewed', { filter: 'has:write review:open', shared: true }), saved(3, 'Card numbers', { kind: 'statements', filter: 'column:card_number', shared: true }),
  saved(4, '<img src=x onerror=alert(1)> of the night shift \u202e and more', { own: false, shared: true, owner: AUDITOR, filter: 'state:ended dur:>2s' }), saved(5, 'New shapes', { kind: 'statements', own: false, shared: true, owner: AUDITOR, filter: 'new:target -noise:yes' }),
];

const seen = (ordinal, owner, places, changes = {}) => ({ session: { ...session, ...changes, person: owner }, statement: { ...statements[ordinal - 1], session: changes.id ?? SID }, places, count: places.length });
export const whoSaw = {
  items: [
    seen(5, ENGINEER, [{ kind: 'result', row: 15, column: 2, name: 'note' }, { kind: 'result', row: 16, column: 2, name: 'note' }]), seen(4, ENGINEER, [{ kind: 'parameter', row: null, column: 1, name: null }]), seen(10, ENGINEER, [{ kind: 'error', row: null, column: null, name: null }]),
    seen(5, AUDITOR, [{ kind: 'sql', row: null, column: null, name: null }], { id: LIVE_SID }),
  ],
  partial: true, filtersAsked: 812, sessionsRead: 3, sessionsNotRead: 2, sessionsUnreadable: 1, sessionsErased: 1,
};
