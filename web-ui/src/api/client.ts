import type {
  AccessRequest, ApiErrorBody, AuditEvent, Due, Erasure, GroupedBy, GroupPage, Held, Info, LegalHold, LiveAct, LivePage, Lock, Matches, Me, MessagePage, Moment, NewRequest, Note, NoteKind, NotesPage, Outline, Page, Result, RetentionRule, Review, QueuePage, ReviewAnswer, ReviewOutcome, ReviewState, SavedSearch, SavedSearches, SearchKind, Session, SessionFacets, ShortLink, StatementPage, StoreHealth, Target, Unmasking, Verification, WhoSawAnswer, WhoSawQuestion,
} from './types';
import { uriPart } from '../model/format';
import { t } from '../strings';

/** A refusal of the broker, or its absence, in words that can be shown. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly hint: string | null,
    /** What the broker's log calls the request. */
    readonly request = '',
  ) {
    super(message);
  }
}

let csrf = '';
let view = newView();
let onSignedOut: () => void = () => undefined;

/** A word that is this page's own: what it asks again within one view stands in the trail once. */
function newView(): string {
  return crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Another page is looked at: what it shows is a new look. */
export function beginView(): void {
  view = newView();
}

export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

type Query = Record<string, string | number | boolean | null | undefined>;

function withQuery(path: string, query: Query): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  if (pairs.length === 0) return path;
  return `${path}?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}`;
}

/** Reads the error a refusal carries; an answer that is not the API's own still becomes a sentence. */
export async function errorOf(response: Response, request = ''): Promise<ApiError> {
  try {
    const body = (await response.json()) as ApiErrorBody;
    return new ApiError(response.status, body.error.code, body.error.message, body.error.hint ?? null, request);
  } catch {
    return new ApiError(response.status, 'unreadable_answer',
      t.errors.unreadable(response.status), t.errors.unreadableHint, request);
  }
}

async function send(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
  const request = newView();
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers: { ...init.headers, 'X-Postern-Request': request }, credentials: 'same-origin', redirect: 'manual' });
  } catch (failure) {
    if (init.signal?.aborted) throw failure;
    throw new ApiError(0, 'unreachable', t.errors.unreachable, t.errors.unreachableHint);
  }
  if (response.ok) return response;
  if (response.status === 401) onSignedOut();
  throw await errorOf(response, request);
}

function get(address: string, signal?: AbortSignal): Promise<Response> {
  return send(address, { headers: { Accept: 'application/json', 'X-Postern-View': view }, ...(signal ? { signal } : {}) });
}

/** What the first page will ask, on its way before the page is drawn. Each answer is used once. */
const ahead = new Map<string, Promise<Response>>();

async function read<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  const address = withQuery(`/api/v1${path}`, query);
  const early = ahead.get(address);
  ahead.delete(address);
  const response = await (early ?? get(address, signal));
  return (await response.json()) as T;
}

/** Asks for what the page at an address shows first, so that its parts do not wait for each other. */
export function askAhead(path: string, query: URLSearchParams): void {
  const session = /^\/s\/([0-9A-Za-z]{8,26})\/?$/.exec(path)?.[1];
  const wanted = session !== undefined ? [`/sessions/${session}`, `/sessions/${session}/outline`]
    : path === '/' || path === '/sessions' ? [withQuery('/sessions', { f: query.get('f'), from: query.get('from'), to: query.get('to') })] : [];
  for (const each of ['/me', ...wanted]) {
    const answer = get(`/api/v1${each}`);
    // Whoever takes the answer handles its refusal.
    answer.catch(() => undefined);
    ahead.set(`/api/v1${each}`, answer);
  }
}

async function write<T>(path: string, body: object, method: 'POST' | 'PATCH' | 'DELETE' = 'POST'): Promise<T> {
  const response = await send(`/api/v1${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-Postern-Csrf': csrf },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return (text === '' ? {} : JSON.parse(text)) as T;
}

const id = uriPart;

export const api = {
  info: () => read<Info>('/info'),
  me: async () => {
    const me = await read<Me>('/me');
    csrf = me.csrf;
    return me;
  },
  /** Ends the sign-in; tells where to go to end the one at the identity provider too, if the broker says so. */
  signOut: async (): Promise<string | null> => {
    const response = await fetch('/logout', {
      method: 'POST', headers: { 'X-Postern-Csrf': csrf }, credentials: 'same-origin', redirect: 'manual',
    });
    // The broker may answer with a redirect, which the browser hides from scripts.
    if (!response.ok && response.type !== 'opaqueredirect') throw await errorOf(response);
    return response.status === 200 ? ((await response.json()) as { next: string }).next : null;
  },
  targets: () => read<{ items: Target[] }>('/targets'),
  requests: (query: { state?: string; mine?: boolean; cursor?: string | null; limit?: number }) =>
    read<Page<AccessRequest>>('/requests', query),
  createRequest: (body: NewRequest) =>
    write<AccessRequest>('/requests', body),
  approve: (request: string, body: { reason?: string; ttl?: string }) =>
    write<AccessRequest>(`/requests/${id(request)}/approve`, body),
  deny: (request: string, reason: string) => write<AccessRequest>(`/requests/${id(request)}/deny`, { reason }),
  revoke: (request: string, reason: string) => write<AccessRequest>(`/requests/${id(request)}/revoke`, { reason }),
  extend: (request: string, body: { ttl: string; reason: string }) => write<AccessRequest>(`/requests/${id(request)}/extend`, body),
  review: (request: string, body: { outcome: ReviewOutcome; reason: string }) => write<AccessRequest>(`/requests/${id(request)}/review`, body),
  sessions: (query: { f?: string; from?: string; to?: string; cursor?: string | null; limit?: number }) =>
    read<Page<Session>>('/sessions', query),
  session: (session: string, signal?: AbortSignal) => read<Session>(`/sessions/${id(session)}`, {}, signal),
  endSession: (session: string, reason: string) => write<Session>(`/sessions/${id(session)}/end`, { reason }),
  orderSession: (session: string, act: Exclude<LiveAct, 'end'>, reason: string) => write<{ session: string; held: Held | null }>(`/sessions/${id(session)}/${act}`, { reason }),
  outline: (session: string, signal?: AbortSignal) => read<Outline>(`/sessions/${id(session)}/outline`, {}, signal),
  matches: (session: string, f: string, signal?: AbortSignal) => read<Matches>(`/sessions/${id(session)}/matches`, { f }, signal),
  facets: (query: { f?: string; from?: string; to?: string }, signal?: AbortSignal) => read<SessionFacets>('/session-facets', query, signal),
  live: (signal?: AbortSignal) => read<LivePage>('/live', {}, signal),
  statements: (session: string, after: number, limit: number, signal?: AbortSignal) =>
    read<StatementPage>(`/sessions/${id(session)}/statements`, { after, limit }, signal),
  result: (session: string, ordinal: number, offset: number, limit: number, signal?: AbortSignal) =>
    read<Result>(`/sessions/${id(session)}/statements/${ordinal}/result`, { offset, limit }, signal),
  messages: (session: string, after: number, limit: number, signal?: AbortSignal) =>
    read<MessagePage>(`/sessions/${id(session)}/messages`, { after, limit }, signal),
  notes: (session: string, signal?: AbortSignal) => read<NotesPage>(`/sessions/${id(session)}/notes`, {}, signal),
  writeNote: (session: string, body: { kind: NoteKind; anchor: string | null; text: string }) => write<Note>(`/sessions/${id(session)}/notes`, body),
  removeNote: (session: string, note: string) => write<Note>(`/sessions/${id(session)}/notes/${id(note)}/remove`, {}),
  reviews: (query: { f?: string; assignee?: string; after?: string; cursor?: string | null; limit?: number }) => read<QueuePage>('/reviews', query),
  reviewOf: (session: string, signal?: AbortSignal) => read<ReviewState>(`/sessions/${id(session)}/review`, {}, signal),
  assignReview: (session: string, to: string | null) => write<{ session: string; due: Due | null }>(`/sessions/${id(session)}/review/assign`, { to }),
  reviewSession: (session: string, outcome: ReviewOutcome, checklist: readonly ReviewAnswer[] = []) => write<Review>(`/sessions/${id(session)}/review`, { outcome, checklist }),
  takeReviewBack: (session: string) => write<Review>(`/sessions/${id(session)}/review/take-back`, {}),
  unmask: (session: string, body: { column?: string; cell?: string; restricted: boolean; minutes: number; reason: string }) => write<Unmasking>(`/sessions/${id(session)}/unmaskings`, body),
  search: (query: { q: string; cursor?: string | null; limit?: number }) => read<Page<Moment>>('/search', query),
  searchGroups: (query: { q: string; by: GroupedBy; cursor?: string | null; limit?: number }) => read<GroupPage>('/search/groups', query),
  searches: () => read<SavedSearches>('/searches'),
  savedSearch: (search: string) => read<SavedSearch>(`/searches/${id(search)}`),
  saveSearch: (body: { name: string; kind: SearchKind; filter: string; shared: boolean }) => write<SavedSearch>('/searches', body),
  changeSearch: (search: string, body: { name?: string; filter?: string; shared?: boolean }) => write<SavedSearch>(`/searches/${id(search)}`, body, 'PATCH'),
  deleteSearch: (search: string) => write<object>(`/searches/${id(search)}`, {}, 'DELETE'),
  verification: (session: string, signal?: AbortSignal) => read<Verification>(`/sessions/${id(session)}/verification`, {}, signal),
  shortLink: (link: string) => read<ShortLink>(`/links/${id(link)}`),
  makeShortLink: (body: { session: string; position: string }) => write<ShortLink>('/links', body),
  /** The value goes in the body alone: addresses stand in logs and histories. */
  whoSaw: (body: WhoSawQuestion) => write<WhoSawAnswer>('/who-saw', body),
  store: () => read<StoreHealth>('/store'),
  retention: () => read<{ items: RetentionRule[] }>('/retention'),
  holds: () => read<{ items: LegalHold[] }>('/holds'),
  placeHold: (body: { scope: string; subject: string; reason: string }) => write<LegalHold>('/holds', body),
  liftHold: (hold: string, reason: string) => write<LegalHold>(`/holds/${id(hold)}/lift`, { reason }),
  erasures: () => read<{ items: Erasure[] }>('/erasures'),
  askErasure: (body: { session: string; reason: string; legalBasis: string }) => write<Erasure>('/erasures', body),
  confirmErasure: (erasure: string, reason: string) => write<Erasure>(`/erasures/${id(erasure)}/confirm`, { reason }),
  rejectErasure: (erasure: string, reason: string) => write<Erasure>(`/erasures/${id(erasure)}/reject`, { reason }),
  locks: () => read<{ items: Lock[] }>('/locks'),
  placeLock: (body: { scope: string; subject: string; reason: string; ttl?: string }) => write<Lock>('/locks', body),
  liftLock: (lock: string, reason: string) => write<Lock>(`/locks/${id(lock)}/lift`, { reason }),
  audit: (query: { code?: string; person?: string; target?: string; session?: string; request?: string; from?: string; to?: string; text?: string; cursor?: string | null; limit?: number }) => read<Page<AuditEvent>>('/audit', query),
};

export function packPath(session: string): string {
  return `/api/v1/sessions/${id(session)}/export?format=pack`;
}

export function verificationPath(session: string): string {
  return `/api/v1/sessions/${id(session)}/verification`;
}

export function textExportPath(session: string): string {
  return `/api/v1/sessions/${id(session)}/text`;
}
