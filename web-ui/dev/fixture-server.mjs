// Serves dist/ and the API with hand-made data and the policy headers of a real broker:
//   npm run build && npm run dev:fixture [port]
// A path that begins with /~signed-out, /~empty, /~broken, /~plain (no rights) or /~many (a million sessions) sets that mood by cookie and goes on to the rest of the path.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as data from './fixtures.mjs';
import { matchesOf } from './matching.mjs';
import { asMany, hostile } from './payloads.mjs';

// WEB_DIST names another folder with the built pages, so that a test can go on while they are built again.
const DIST = process.env.WEB_DIST ?? fileURLToPath(new URL('../dist/', import.meta.url));
const PARTS = fileURLToPath(new URL('../target/parts/', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.txt': 'text/plain; charset=utf-8' };
export const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'";
const HEADERS = { 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Resource-Policy': 'same-origin' };

class Refused extends Error {
  constructor(status, code, message, hint) { super(message); Object.assign(this, { status, code, hint }); }
}

function page(items, query) {
  const limit = Number(query.get('limit') ?? 20);
  const from = Number(query.get('cursor') ?? 0);
  return { items: items.slice(from, from + limit), nextCursor: from + limit < items.length ? String(from + limit) : null, total: items.length };
}

function sessionOf(id) {
  const found = [...data.sessions, data.tampered].filter((each) => each.id.startsWith(id.toUpperCase()));
  if (found.length !== 1) throw new Refused(404, 'session_not_found', `No session that you may see begins with ${id}.`, 'Check the link, or ask whoever sent it which broker it belongs to.');
  return found[0];
}

function statementsOf(session) {
  if (session.id === data.EMPTY_SID) return [];
  if (session.id === data.LIVE_SID) return data.longStatements(session.id, 600 + Math.floor(process.uptime()));
  return [data.SID, data.TAMPERED_SID].includes(session.id) ? data.statements : data.longStatements(session.id, Math.max(1, session.statements));
}

const within = (each, query) => (query.get('from') ?? '') <= each.startedAt && each.startedAt < (query.get('to') || '9');

function filtered(f) {
  const words = f.toLowerCase().split(/\s+/).filter(Boolean);
  return data.sessions.filter((each) => words.every((word) => {
    const [key, value] = word.split(':');
    const fields = { user: each.person.name, group: each.groups.join('\n'), risk: each.risk?.level ?? '', target: each.target, db: each.database, role: each.databaseRole, app: each.application, state: each.state, end: data.endOf(each) ?? '', request: each.grant ?? '', ticket: each.ticket ?? '', has: `${each.errors ? 'error' : ''}${each.writes ? 'write' : ''}${each.id === data.SID ? 'ddl copy' : ''}`, review: reviewed.get(each.id) === undefined ? 'open' : `done ${reviewed.get(each.id).outcome}` };
    if (['length', 'returned', 'bytes'].includes(key)) return data.isSized(each, key, value ?? '');
    return value === undefined ? JSON.stringify(each).toLowerCase().includes(word) : (fields[key] ?? '').toLowerCase().includes(value);
  }));
}

const SHAPE = (sql) => sql.replace(/'[^']*'|\b\d+(\.\d+)?\b/g, '?');
/** What the statements of a search have in common, by the key that the filter has for it. */
const IN_COMMON = {
  session: (each) => [each.session.id], user: (each) => [each.session.person.email],
  fp: (each) => [[...SHAPE(each.statement.sql)].reduce((hash, one) => (hash * 31 + one.codePointAt(0)) >>> 0, 7).toString(16).padStart(16, '9')],
  table: (each) => [...new Set([...each.statement.sql.matchAll(/\b(?:from|join|update|into)\s+([\w.]+)/gi)].map(([, name]) => name))],
};

function hits(q) {
  const word = q.replace(/\w+:(?:"(?:\\.|[^"])*"|\S+)|"/g, '').trim().split(/\s+/)[0] || q.replace(/\w+:|"/g, '').split(/\s+/)[0] || '';
  const found = data.statements.filter((each) => each.sql.toLowerCase().includes(word.toLowerCase()));
  const items = found.flatMap((statement) => {
    const at = statement.sql.toLowerCase().indexOf(word.toLowerCase());
    return [{ session: data.session, statement, snippet: [{ text: statement.sql.slice(0, at), hit: false }, { text: statement.sql.slice(at, at + word.length), hit: true }, { text: statement.sql.slice(at + word.length), hit: false }].filter((piece) => piece.text) }];
  });
  const more = items.slice(0, 2).map((each) => ({ ...each, session: data.sessions[5], statement: { ...each.statement, session: data.sessions[5].id } }));
  const wanted = [...q.matchAll(/\b(fp|table|user):(?:"((?:\\.|[^"])*)"|(\S+))/g)].map(([, key, quoted, plain]) => [key, quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1')]);
  return [...items, ...more].filter((each) => wanted.every(([key, value]) => IN_COMMON[key](each).includes(value)));
}

const search = (q, query) => page(hits(q), query);

function groups(q, query) {
  const by = query.get('by');
  const all = hits(q);
  // A search in "stages" stops after a part, and goes on with what is older.
  const from = Number(query.get('cursor') ?? 0);
  const stops = q.includes('stages') && from === 0;
  const part = q.includes('stages') ? (from === 0 ? hits('orders').slice(0, 4) : hits('orders').slice(4)) : all;
  const found = new Map();
  for (const each of part) for (const key of IN_COMMON[by](each)) found.set(key, [...(found.get(key) ?? []), each]);
  const items = [...found].map(([key, of]) => {
    const times = of.map((each) => each.statement.startedAt).sort();
    return {
      key, statements: of.length, sessions: new Set(of.map((each) => each.session.id)).size, errors: of.filter((each) => each.statement.error !== null).length, rows: of.reduce((sum, each) => sum + (each.statement.rows ?? 0), 0), firstAt: times[0], lastAt: times.at(-1),
      newest: `${of[0].session.id}#q=${of[0].statement.ordinal}`, sql: by === 'fp' ? SHAPE(of[0].statement.sql) : null, person: ['user', 'session'].includes(by) ? of[0].session.person : null, session: by === 'session' ? of[0].session : null,
    };
  }).sort((one, other) => other.statements - one.statements);
  return { items, nextCursor: stops ? '4' : null, searchedBackTo: stops ? '2026-11-21T01:20:00.000000Z' : null, total: items.length, totalIsExact: !stops && from === 0, statements: part.length, partial: stops };
}

/** What was written and reviewed since the server began, or forgot. */
const written = [];
const reviewed = new Map();
const withReview = (session) => ({ ...session, review: reviewed.get(session.id) ?? null });

/** Who is to review what, beside what the fixture says. */
const assigned = new Map();

/** Takes back what pages wrote, reviewed and assigned. */
export function forget() {
  written.splice(0, written.length, ...data.reviewNotes);
  reviewed.clear();
  for (const [session, outcome] of [[data.INCOMPLETE_SID, 'incident'], [data.EMPTY_SID, 'ok']]) reviewed.set(session, data.review(session, outcome));
  assigned.clear();
}
forget();

const dueOf = (session) => { const due = data.dueOf(session); return assigned.has(session) ? { ...due, assignee: assigned.get(session) } : due; };

function write(parts, body) {
  const [, session, what, id] = parts;
  const signed = { at: new Date().toISOString(), by: data.ENGINEER };
  if (what === 'notes' && id === undefined) {
    const note = { id: `01KAJP${String(written.length).padStart(20, '0')}`, session, kind: body.kind, anchor: body.anchor ?? null, statement: Number(/^(?:q|sel)=(\d+)/.exec(body.anchor ?? '')?.[1]) || null, text: body.text, ...signed, removed: null };
    written.push(note);
    return note;
  }
  if (what === 'notes') {
    const index = written.findIndex((each) => each.id === id);
    written[index] = { ...written[index], text: '', removed: signed };
    return written[index];
  }
  if (id === 'take-back') { const taken = { ...reviewed.get(session), takenBack: signed }; reviewed.delete(session); return taken; }
  if (id === 'assign') {
    const to = body.to === 'me' ? data.ENGINEER : body.to === null ? null : data.reviewers.find((each) => each.email === body.to);
    if (to === undefined) throw new Refused(404, 'not_found', `Nobody with the e-mail "${body.to}" is signed in.`, 'Groups come with a sign-in: ask the person to sign in once.');
    assigned.set(session, to);
    return { session, due: dueOf(session) };
  }
  const open = dueOf(session).checklist.filter((item) => !(body.checklist ?? []).some((each) => each.item === item));
  if (open.length > 0) throw new Refused(400, 'checklist_open', `Not answered: ${open.map((item) => `"${item}"`).join(', ')}.`, 'Answer each question with yes, no or n/a.');
  const review = { session, outcome: body.outcome ?? 'ok', checklist: body.checklist ?? [], ...signed, takenBack: null };
  reviewed.set(session, review);
  return review;
}

/** What was saved since the server began. */
const saved = [...data.searches];
function searches(id, method, body) {
  if (id === undefined && method === 'GET') return { items: saved, partial: false };
  if (id === undefined) { const search = { ...data.searches[0], ...body, id: `01KAJR${String(saved.length).padStart(20, '0')}` }; saved.push(search); return search; }
  const index = saved.findIndex((each) => each.id === id);
  if (index < 0) throw new Refused(404, 'search_not_found', `There is no saved search ${id} that you may open.`, 'It was deleted, or its owner does not share it: ask whoever gave you the link to share it.');
  if (method === 'DELETE') return saved.splice(index, 1)[0];
  if (method === 'PATCH') saved[index] = { ...saved[index], ...body };
  return saved[index];
}

/** Every short link is to the same moment, but for one that has ended. */
function link(id, body) {
  if (id === 'ENDED000') throw new Refused(404, 'link_not_found', `There is no short link ${id} that works now.`, 'Short links end after 7 days: ask whoever gave it to you for the long one, which stays.');
  return { id: id ?? '7K2M9QX4', url: `https://postern.example.com/m/${id ?? '7K2M9QX4'}`, session: body.session ?? data.SID, position: body.position ?? 'q=5&r=15&c=email', endsAt: '2026-11-28T01:20:03.000000Z' };
}

function queue(query) {
  const rank = (due) => (due.breakGlass ? 0 : due.at !== null ? 1 : 2);
  const order = filtered(query.get('f') ?? '').filter((each) => each.state !== 'live' && each.person.id !== data.ENGINEER.id).map((each) => ({ ...each, review: null, due: dueOf(each.id) }))
    .sort((one, other) => rank(one.due) - rank(other.due) || (one.due.at ?? '').localeCompare(other.due.at ?? ''));
  const behind = order.findIndex((each) => each.id === query.get('after'));
  const whose = query.get('assignee') ?? '';
  const waiting = order.slice(behind + 1).filter((each) => !reviewed.has(each.id) && (whose === '' || (whose === 'nobody' ? each.due.assignee === null : each.due.assignee?.id === data.ENGINEER.id)));
  return { ...page(waiting, query), stopped: false, rules: data.reviewRules };
}

/** What fits; a filter with the mark `unreachable` is one that the broker cannot answer now. */
function matches(session, all, filter) {
  if (filter.includes('mark:unreachable')) throw new Refused(503, 'index_unreachable', 'The index of statements cannot be read now: the disk of the broker is full.', 'Recordings are kept. Free space on the broker and try again; correlation 7f3a9d.');
  return matchesOf(session, all, filter);
}

/** The answer in two parts: the one that a limit or the time ended, and what is older. */
function whoSawMany(cursor) {
  const { items } = data.whoSaw;
  const whole = { ...data.whoSaw, sessionsErased: 0, sessionsUnreadable: 0 };
  if (cursor === undefined) return { ...whole, items: items.slice(0, 2), nextCursor: 'older', searchedBackTo: '2026-11-21T01:20:03.123000Z', sessionsRead: 1, sessionsNotRead: 2 };
  return { ...whole, items: items.slice(2), nextCursor: null, searchedBackTo: null, partial: false, sessionsRead: 2, sessionsNotRead: 0 };
}

function answer(path, query, method, body = {}) {
  const parts = path.split('/').filter(Boolean);
  if (parts[0] === 'searches') return searches(parts[1], method, body);
  if (parts[0] === 'links') return link(parts[1], body);
  if (path === '/who-saw') { if (body.value === 'broken') throw new Refused(400, 'bad_input', 'The value is no IBAN with right check digits.', 'Write it as DE89 3704 0044 0532 0130 00.'); if (body.value === 'many') return whoSawMany(body.cursor); return body.value === 'nobody' ? { ...data.whoSaw, items: [], partial: false, sessionsNotRead: 0, sessionsUnreadable: 0, sessionsErased: 0 } : data.whoSaw; }
  if (method === 'GET' && parts[0] === 'sessions' && parts[2] === 'review') return { review: reviewed.get(parts[1]) ?? null, due: dueOf(parts[1]) };
  if (method === 'POST' && parts[0] === 'sessions' && ['notes', 'review'].includes(parts[2])) return write(parts, body);
  if (path === '/reviews') return queue(query);
  if (parts[0] === 'sessions' && parts[2] === 'notes') { const items = written.filter((each) => each.session === parts[1]); return { items, total: items.length, reviews: [] }; }
  if (method === 'POST') {
    if (parts[0] === 'erasures' && parts[2] === 'confirm') throw new Refused(409, 'legal_hold', 'This session is under a legal hold that Avery Stone placed, so its content cannot be erased.', 'Lift the hold first, or reject the erasure.');
    if (['erasures', 'holds', 'locks'].includes(parts[0])) return data[parts[0]][0];
    if (path === '/requests') return { ...data.requests[1], id: data.requests[1].id };
    if (parts[0] === 'requests' && parts[2] === 'approve') throw new Refused(409, 'request_not_pending', 'The request was denied a moment ago by Avery Stone, so it cannot be approved.', 'Ask the requester for a new one.');
    return data.requests[0];
  }
  if (path === '/targets') return { items: data.targets };
  if (path === '/requests') return page(data.requests, query);
  if (path === '/store') return data.store;
  if (['/retention', '/holds', '/erasures', '/locks'].includes(path)) return { items: data[path.slice(1)] };
  if (path === '/audit') return page(data.audit, query);
  if (path === '/search') return search(query.get('q') ?? '', query);
  if (path === '/search/groups') return groups(query.get('q') ?? '', query);
  if (path === '/session-facets') return data.facetsOf(filtered(query.get('f') ?? ''), (each) => reviewed.get(each.id)?.outcome ?? 'open');
  if (path === '/live') return data.liveItems();
  if (path === '/sessions') return page(filtered(query.get('f') ?? '').filter((each) => within(each, query)).map(withReview), query);
  if (parts[0] === 'sessions') {
    if (parts[1] === data.BIG_SID && parts[3] === undefined && parts[2] !== 'messages') {
      const after = Number(query.get('after') ?? 0);
      const limit = Number(query.get('limit') ?? 200);
      if (parts.length === 2) return data.bigSession;
      if (parts[2] === 'outline') return data.bigOutline();
      if (parts[2] === 'matches') return matchesOf(data.bigSession, data.bigBriefs(), query.get('f') ?? '');
      return { items: data.bigStatements(after, limit), nextAfter: after + limit < data.BIG.statements ? after + limit : null, total: data.BIG.statements };
    }
    if (parts[1] === data.BIG_SID) return parts[2] === 'messages' ? data.bigMessages(Number(query.get('after') ?? 0), Number(query.get('limit') ?? 200)) : data.resultOf(data.SID, 1, 0, 200);
    if (parts[1] === data.ERASED_SID) throw new Refused(410, 'content_erased', 'Content erased on 2026-11-20T10:00:00Z by Robin Marsh (the customer asked for it, GDPR Art. 17); proof and metadata are kept.', null);
    const session = sessionOf(parts[1]);
    const all = statementsOf(session);
    const after = Number(query.get('after') ?? 0);
    const limit = Number(query.get('limit') ?? 200);
    if (parts.length === 2) return withReview({ ...session, statements: all.length });
    if (parts[2] === 'statements' && parts[4] === 'result') return data.resultOf(session.id, Number(parts[3]), Number(query.get('offset') ?? 0), limit);
    if (parts[2] === 'statements') return { items: all.slice(after, after + limit), nextAfter: after + limit < all.length ? after + limit : null, total: all.length };
    if (parts[2] === 'verification') return data.verificationOf(session.id);
    if (parts[2] === 'outline') return data.outlineOf(all);
    if (parts[2] === 'matches') return matches(session, all, query.get('f') ?? '');
    if (parts[2] === 'messages') return data.messagesOf(after, limit);
  }
  throw new Refused(404, 'no_such_route', `There is nothing at ${path}.`, null);
}

function empty(path) {
  if (path === '/store') return data.sickStore;
  if (['/retention', '/holds', '/erasures', '/locks'].includes(path)) return { items: [] };
  if (path === '/searches') return { items: [], partial: false };
  if (path === '/reviews') return { items: [], nextCursor: null, total: 0, stopped: false, rules: data.reviewRules };
  if (path === '/live') return { items: [], total: 0, now: new Date().toISOString() };
  if (path === '/session-facets') return { facets: {}, histogram: [], counted: 0, undigested: 0, partial: false };
  if (path === '/search/groups') return { items: [], nextCursor: null, searchedBackTo: null, total: 0, totalIsExact: true, statements: 0, partial: false };
  if (path === '/targets' || path === '/sessions' || path === '/requests' || path === '/search' || path === '/audit') return { items: [], nextCursor: null, total: 0 };
  throw new Refused(404, 'session_not_found', 'No session that you may see has this id.', 'Check the link.');
}

const CALM = [['<img src=x onerror=alert(1)>', 'fragile'], ['\\"><script>alert(1)</script>', 'DataGrip'], ['\\u001b[2Jcleared', 'pgAdmin 4'], ['שרה \u202eכהן', 'Sara Cohen'], ['א\u202eב', 'gift, no invoice'], ['\\u001b[31mred\\u001b[0m', 'second attempt'], ['O0 l1 I|', 'A-10I'], ['\\u001b[31mred', 'GDPR Art. 17'], ['x@example.test', 'noor@example.test']];
/** The usual data without the texts that try to break pages, for pictures that explain. */
function calmed(body) {
  const named = JSON.stringify(body).replaceAll('"name":"<img src=x onerror=alert(1)>"', '"name":"Noor Haddad"').replace(/"sql":"SELECT '<img[^}]*?",("sqlTruncated")/g, '"sql":"SELECT id, total FROM orders WHERE total > 900 ORDER BY total DESC LIMIT 1",$1');
  return CALM.reduce((text, [odd, calm]) => text.replaceAll(odd, calm), named);
}

const longId = (index) => `01KAJ9${String(index).padStart(20, '0')}`;
/** An answer with 500 payloads in its lists, one in each field of each element; `n` is the first. */
function payloads(path, query, method, n) {
  if (method === 'POST') { const refused = hostile({ message: '', hint: '', code: '' }, n); throw new Refused(409, refused.code, refused.message, refused.hint); }
  const usual = answer(path, query, method);
  if (path === '/me' || path === '/info') return usual;
  if (path === '/session-facets') return hostile({ ...usual, facets: Object.fromEntries(Object.entries(usual.facets).map(([key, values]) => [key, asMany(values, (each) => each).slice(n % 480, (n % 480) + 12)])) }, n);
  if (path === '/targets') return hostile({ items: asMany(usual.items, (each) => each) }, n);
  if (path === '/search/groups') return hostile({ ...usual, total: 500, items: asMany(usual.items, (each, index) => ({ ...each, key: `${each.key}${index}` })) }, n);
  if (path === '/live' || path === '/search') return hostile({ ...usual, nextCursor: null, total: 500, items: asMany(usual.items, (each, index) => ({ ...each, session: { ...each.session, id: longId(index) }, statement: each.statement && { ...each.statement, session: longId(index) } })) }, n);
  if (/\/notes$/.test(path)) return { ...hostile({ items: [1, 2, null].flatMap((statement) => asMany(data.reviewNotes, (each, index) => ({ ...each, statement, anchor: statement === null ? null : `q=${statement}`, id: `${longId(index)}${statement ?? 0}`, kind: ['tag', 'bookmark', 'comment', 'comment'][index % 4], removed: null })).slice(n % 450, (n % 450) + 60)) }, n), total: 150, reviews: [] };
  if (Array.isArray(usual.items) && usual.items[0]?.id !== undefined) return hostile({ ...usual, nextCursor: null, total: 500, items: asMany(usual.items, (each, index) => ({ ...each, id: path === '/audit' ? index : longId(index) })) }, n);
  if (/\/statements$/.test(path)) { const after = Number(query.get('after')); return { items: hostile(data.hostileStatements, n).slice(after, after + 200), nextAfter: after + 200 < 500 ? after + 200 : null, total: 500 }; }
  if (/\/outline$/.test(path)) return data.outlineOf(data.hostileStatements);
  if (/\/matches$/.test(path)) return usual;
  if (/\/result$/.test(path)) { const whole = data.resultOf(data.SID, 5, 0, 900); const offset = Number(query.get('offset') ?? 0); return { ...hostile({ ...whole, columns: whole.columns.slice(0, 6), rows: asMany(whole.rows, (each) => each.slice(0, 6)) }, n), total: 500, offset, rows: hostile(asMany(whole.rows, (each) => each.slice(0, 6)), n, 'rows').map((row, index) => row.map((cell) => (typeof cell === 'string' ? hostile(cell, n + index, 'cell') : cell))).slice(offset, offset + 200) }; }
  return hostile(/^\/sessions\/[^/]+$/.test(path) ? { ...usual, statements: 500 } : usual, n);
}

function api(path, query, method, mood, n, sent) {
  if (path === '/info') return data.info;
  if (mood === 'signed-out') throw new Refused(401, 'not_signed_in', 'You are not signed in.', 'Sign in and try again.');
  if (path === '/me') return mood === 'plain' ? data.plainMe : data.me;
  if (mood === 'empty') return empty(path);
  if (mood === 'broken') throw new Refused(503, 'store_unreachable', 'The index of sessions cannot be read now: the disk of the broker is full.', 'Recordings are kept. Free space on the broker and try again; correlation 7f3a9c.');
  if (mood === 'payloads') return payloads(path, query, method, n);
  if (mood === 'many' && path === '/sessions') return data.manyPage(Number(query.get('cursor') ?? 0), Number(query.get('limit') ?? 50));
  if (mood === 'many' && path === '/session-facets') return data.manyFacets();
  return answer(path, query, method, sent);
}

async function sentIn(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return pieces.length === 0 ? {} : JSON.parse(Buffer.concat(pieces).toString());
}

async function serve(request, response) {
  const url = new URL(request.url, 'http://localhost');
  const mooded = /^\/~(signed-out|empty|broken|usual|many|plain|payloads|calm)(\/.*)?$/.exec(url.pathname);
  if (mooded) return response.writeHead(302, { 'Set-Cookie': `mood=${mooded[1]}; Path=/`, Location: (mooded[2] ?? '/') + url.search }).end();
  const mood = /mood=([a-z-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? 'usual';
  if (url.pathname.startsWith('/api/v1/')) {
    try {
      const n = Number(/payload=(\d+)/.exec(request.headers.cookie ?? '')?.[1] ?? 0);
      const body = api(url.pathname.slice(7), url.searchParams, request.method, mood, n, ['POST', 'PATCH'].includes(request.method) ? await sentIn(request) : {});
      return response.writeHead(200, { ...HEADERS, 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end(mood === 'calm' ? calmed(body) : JSON.stringify(body));
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      return response.writeHead(refused.status, { ...HEADERS, 'Content-Type': 'application/json' }).end(JSON.stringify({ error: { code: refused.code, message: refused.message, hint: refused.hint } }));
    }
  }
  if (url.pathname === '/login') return response.writeHead(302, { 'Set-Cookie': 'mood=usual; Path=/', Location: url.searchParams.get('next') ?? '/' }).end();
  if (url.pathname === '/logout') return response.writeHead(204, { 'Set-Cookie': 'mood=signed-out; Path=/' }).end();
  const parts = url.pathname.startsWith('/~parts/');
  const wanted = normalize(parts ? url.pathname.slice('/~parts'.length) : url.pathname);
  const file = extname(wanted) === '' ? 'index.html' : wanted;
  try {
    const bytes = await readFile(join(parts ? PARTS : DIST, file));
    response.writeHead(200, { ...HEADERS, 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'Cache-Control': file.includes('assets') ? 'public, max-age=31536000, immutable' : 'no-cache' }).end(bytes);
  } catch {
    response.writeHead(404, HEADERS).end('Not found');
  }
}

/** Starts the server on a port of the loopback address; 0 takes a free one. */
export function start(port) {
  return new Promise((resolve) => {
    const server = createServer((request, response) => {
      serve(request, response).catch((failure) => { console.error(failure); response.writeHead(500).end(); });
    });
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await start(Number(process.argv[2] ?? 8099));
  console.log(`Fixture broker on http://127.0.0.1:${server.address().port}/`);
}
