import { describe, expect, it } from 'vitest';
import type * as Api from '../src/api/types';
import admin from '../src/api/examples/admin.json';
import audit from '../src/api/examples/audit.json';
import error from '../src/api/examples/error.json';
import info from '../src/api/examples/info.json';
import live from '../src/api/examples/live.json';
import me from '../src/api/examples/me.json';
import messages from '../src/api/examples/messages.json';
import notes from '../src/api/examples/notes.json';
import outline from '../src/api/examples/outline.json';
import request from '../src/api/examples/request.json';
import requests from '../src/api/examples/requests.json';
import resultCopy from '../src/api/examples/result-copy.json';
import result from '../src/api/examples/result.json';
import reviews from '../src/api/examples/reviews.json';
import search from '../src/api/examples/search.json';
import session from '../src/api/examples/session.json';
import facets from '../src/api/examples/session-facets.json';
import sessions from '../src/api/examples/sessions.json';
import statements from '../src/api/examples/statements.json';
import targets from '../src/api/examples/targets.json';

// A JSON module widens its string literals, so each union is checked at run time below and the shape by the compiler here.
type Widened<T> = T extends string ? string
  : T extends readonly (infer E)[] ? Widened<E>[]
  : T extends object ? { [K in keyof T]: Widened<T[K]> } : T;

const shapes = {
  admin: admin satisfies Widened<{ store: Api.StoreHealth; retention: { items: Api.RetentionRule[] }; holds: { items: Api.LegalHold[] }; erasures: { items: Api.Erasure[] }; locks: { items: Api.Lock[] } }>,
  audit: audit satisfies Widened<Api.Page<Api.AuditEvent>>,
  error: error satisfies Widened<Api.ApiErrorBody>,
  info: info satisfies Widened<Api.Info>,
  facets: facets satisfies { facets: Record<string, Widened<Api.FacetValue>[] | undefined>; histogram: Widened<Api.HistogramBar>[]; counted: number; partial: boolean },
  live: live satisfies Widened<Api.LivePage>,
  outline: outline satisfies Widened<Api.Outline>,
  me: me satisfies Widened<Api.Me>,
  messages: messages satisfies Widened<Api.MessagePage>,
  notes: notes satisfies Widened<Api.NotesPage>,
  request: request satisfies Widened<Api.AccessRequest>,
  requests: requests satisfies Widened<Api.Page<Api.AccessRequest>>,
  reviews: reviews satisfies Widened<Omit<Api.QueuePage, 'items'>> & { items: (Widened<Api.Session> & { due: Widened<Api.Due> })[] },
  resultCopy: resultCopy satisfies Widened<Api.Result>,
  session: session satisfies Widened<Api.Session>,
  sessions: sessions satisfies Widened<Api.Page<Api.Session>>,
  targets: targets satisfies Widened<{ items: Api.Target[] }>,
};

const STATES = ['live', 'ended', 'recovered'];
const OUTCOMES = ['completed', 'empty', 'failed', 'cancelled', 'suspended', 'skipped', 'no_answer'];
const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

function everyValue(value: unknown, path: string, visit: (path: string, value: unknown) => void): void {
  visit(path, value);
  if (Array.isArray(value)) value.forEach((each) => everyValue(each, path, visit));
  else if (value !== null && typeof value === 'object') for (const [key, each] of Object.entries(value)) everyValue(each, key, visit);
}

describe('golden examples', () => {
  it('use known words, ULIDs and microsecond times everywhere', () => {
    const seen = new Set<string>();
    everyValue([...Object.values({ ...shapes, outline: [] }), statements, search, result], '', (key, value) => {
      if (value === null || typeof value !== 'string') return;
      if (/(^at|At|Ends)$/.test(key)) { expect(value, key).toMatch(TIME); seen.add('time'); }
      if (key === 'outcome') { expect([...OUTCOMES, 'ok', 'follow-up', 'incident']).toContain(value); seen.add('outcome'); }
      if (key === 'session') { expect(value).toMatch(ULID); seen.add('session'); }
    });
    expect(outline.transactions.map((each) => each.outcome)).toEqual(['rolled_back']);
    expect(outline.points.ordinal).toHaveLength(outline.total);
    expect(seen).toEqual(new Set(['time', 'outcome', 'session']));
    expect(sessions.items.map((each) => each.state).every((state) => STATES.includes(state))).toBe(true);
  });

  it('hold every kind of cell', () => {
    const cells = (result as Api.Result).rows.flat();
    expect(cells).toContain(null);
    expect(cells).toContain('');
    expect(cells).toContainEqual({ hex: '89504e470d0a1a0a', bytes: 8 });
    expect(cells).toContainEqual({ text: 'begins like this', bytes: 3_145_728, truncated: true });
    expect((result as Api.Result).rows.every((row) => row.length === result.columns.length)).toBe(true);
  });

  it('point their fields into the bytes they name', () => {
    for (const message of messages.items) {
      expect(message.hex.length / 2).toBe(message.length);
      for (const field of message.fields) expect(field.offset + field.length).toBeLessThanOrEqual(message.length);
    }
  });

  it('point a search hit at a statement of its session', () => {
    for (const moment of search.items) {
      expect(moment.statement.session).toBe(moment.session.id);
      expect(moment.snippet.map((each) => each.text).join('')).not.toBe('');
    }
    expect(statements.items.map((each) => each.ordinal)).toEqual([1, 2]);
  });
});
