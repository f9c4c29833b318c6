// The HTTP API as docs/api.md defines it. Times are RFC 3339 in UTC with microseconds; unknown fields are ignored.

export interface ApiErrorBody { error: { code: string; message: string; hint?: string } }

export interface PersonRef { id: string; name: string; email: string }
export interface Person extends PersonRef { groups: string[] }

export interface Info {
  name: string; version: string; issuer: string; demo: boolean;
  postgres: { host: string; port: number }; publicUrl: string;
  demoPeople?: { login: string; name: string; about: string }[];
}

export interface Me {
  person: Person; roles: string[];
  rights: { seeAllSessions: boolean; seeSessionsOf?: string[]; approve: boolean; endSessions?: boolean; eraseRecordings?: boolean; placeLocks?: boolean; unmask?: boolean };
  expiresAt: string; csrf: string;
}

/** How far the index of what was recorded is behind. */
export interface IndexLag { waitingRecordings: number; behindMillis: number }

/** `searchedBackTo`: the search stopped there before the page was full; the next page goes on. `totalIsExact` false: there are at least so many. */
export interface Page<T> { items: T[]; nextCursor: string | null; searchedBackTo?: string | null; total?: number; totalIsExact?: boolean; index?: IndexLag }

export type Access = 'open' | 'granted' | 'request';
export interface DatabaseRole { name: string; access: Access }
export interface Grant { request: string; databaseRole: string; endsAt: string }
export interface Target {
  name: string; labels: Record<string, string>; databases: string[]; databaseRoles: DatabaseRole[];
  access: Access; grants: Grant[]; durability: string;
  defaultDatabase: string; defaultRole: string; host: string; port: number;
}

export type RequestState = 'pending' | 'approved' | 'active' | 'used' | 'denied' | 'expired' | 'revoked';
export type ReviewOutcome = 'ok' | 'follow-up' | 'incident';
export interface Deed { at: string; by: PersonRef; reason: string | null }
export interface AccessRequest {
  id: string; shortId: string; requester: PersonRef; target: string; databaseRole: string; reason: string;
  ttlSeconds: number; state: RequestState; createdAt: string; decideBy?: string | null; decidedAt: string | null;
  decidedBy: PersonRef | null; decisionReason: string | null; grantEndsAt: string | null;
  sessions: string[]; canDecide: boolean; why: string;
  revokedAt?: string | null; revokedBy?: PersonRef | null; revocationReason?: string | null;
  database?: string | null; notBefore?: string | null; ticket?: string | null; singleUse?: boolean; breakGlass?: boolean; extends?: string | null;
  scope?: string[];
  approvalsNeeded?: number; reviewers?: string[]; approvals?: Deed[]; extensions?: (Deed & { grantEndsAt: string })[];
  reviewMissing?: boolean; review?: (Deed & { outcome: ReviewOutcome }) | null;
}
export interface NewRequest {
  target: string; databaseRole: string; reason: string; ttl: string;
  database?: string; notBefore?: string; ticket?: string; singleUse?: boolean; breakGlass?: boolean;
  scope?: string[];
}

export type SessionState = 'live' | 'ended' | 'recovered';
export interface Session {
  id: string; person: PersonRef; groups?: readonly string[]; target: string; database: string; databaseRole: string; application: string;
  clientAddress: string; startedAt: string; endedAt: string | null; durationSeconds: number; state: SessionState;
  endReason: string | null; endText: string | null; statements: number; errors: number; rowsReturned: number;
  frontendBytes: number; backendBytes: number; messages: number; grant: string | null; ticket?: string | null; writes: number;
  complete: boolean; verdict: string; seal?: 'sealed' | 'not-yet-sealed'; sealedVerdict?: SealedVerdict | null; review?: Review | null;
  /** Where the recording lacks something, the first 100, in their order. */
  gaps?: readonly Gap[];
  /** Null if the session was indexed before there was any. */
  spark?: Spark | null;
  /** Null if the session was indexed before what its statements come to was added up. */
  risk?: Risk | null;
  /** Whether values are masked for the one who looks. */
  masked?: boolean;
  /** By whom it is held, if it is. */
  held?: Held | null;
}
/** A place where a recording lacks something: behind one message and before another, 0 and null if there is none. */
export interface Gap {
  after: number; before: number | null; cause: string;
  /** Since when something is lacking, and until when if that is known. */
  from: string; to: string | null;
  /** How much is lacking; null if that is not known. */
  messages: number | null; bytes: number | null;
}
/** When in a session something was done: 24 equal parts of `seconds`, a digit each from 0, for none, to 9, and the parts with an error and a write, from 0. */
export interface Spark { seconds: number; bars: string; errors: number[]; writes: number[] }
/** What about a session is worth a look, and the terms of the filter grammar that say why. */
export interface Risk { level: 'high' | 'some' | 'none'; reasons: readonly string[] }
/** What the footer of a recording says of its own completeness. */
export interface SealedVerdict {
  complete?: boolean; gaps?: { count: number; messages: number; bytes: number };
  /** Of a torn end that could not be read. */
  truncatedBytes?: number; ended?: 'known' | 'recovered'; reason?: string;
}
export interface Held { since: string; by: PersonRef; reason: string }
/** What can be told a session that runs. */
export type LiveAct = 'end' | 'cancel' | 'hold' | 'resume';
export interface Signed { at: string; by: PersonRef }
export type ChecklistAnswer = 'yes' | 'no' | 'n/a';
export interface ReviewAnswer { item: string; answer: ChecklistAnswer }
/** What the rules say about a session that has ended. */
export interface Due { rule: string | null; at: string | null; overdue: boolean; breakGlass: boolean; waits: boolean; checklist: string[]; assignee: PersonRef | null }
export interface Queued extends Session { due: Due }
export interface ReviewRule { name: string; sessions: string; samplePercent: number; within: string | null; checklist: string[] }
export interface QueuePage extends Page<Queued> { stopped: boolean; rules: ReviewRule[] }
export interface ReviewState { review: Review | null; due: Due | null }
export interface Review { session: string; outcome: ReviewOutcome; checklist?: ReviewAnswer[]; at: string; by: PersonRef; takenBack: Signed | null }
export type NoteKind = 'comment' | 'bookmark' | 'tag';
export interface Note { id: string; session: string; kind: NoteKind; anchor: string | null; statement: number | null; text: string; at: string; by: PersonRef; removed: Signed | null }
export interface NotesPage { items: Note[]; total: number; reviews: Review[] }
type Counts = 'statements' | 'errors' | 'rowsReturned' | 'frontendBytes' | 'backendBytes' | 'messages' | 'writes';
export type SessionWithoutCounts = Omit<Session, Counts | 'review' | 'spark' | 'risk'> & Partial<Pick<Session, Counts>>;

export interface Parameter { type: number; typeName: string; text: string | null; null: boolean }
export interface StatementError {
  severity: string; sqlState: string; message: string;
  detail?: string | null; hint?: string | null; position?: number | null;
}
export type Outcome = 'completed' | 'empty' | 'failed' | 'cancelled' | 'suspended' | 'skipped' | 'no_answer' | 'withdrawn';
export type TransactionOutcome = 'committed' | 'rolled_back' | 'open_at_end' | 'running';
export type StatementTrait = 'mark' | 'identity' | 'ddl' | 'grant' | 'copy' | 'bulk' | 'outside' | 'hold' | 'cancel' | 'sensitive' | 'unscoped';
export type Novelty = 'person' | 'role' | 'target' | 'approval';
export interface Statement {
  session: string; ordinal: number; message: number; atSeconds: number; startedAt: string;
  durationSeconds: number | null; protocol: 'simple' | 'extended' | 'function_call'; sql: string;
  sqlTruncated: boolean; parameters: Parameter[]; outcome: Outcome; tag: string | null; rows: number | null;
  bytes: number; error: StatementError | null; transaction: number | null;
  transactionOutcome: TransactionOutcome | null; verb: string | null;
  fingerprint?: string | null; tables?: string[] | null;
  /** What it waited because its session was held, beside `durationSeconds`; null if it did not, or still does. */
  heldSeconds?: number | null;
  /** Values that it returned in columns classed as personal, secret or restricted. */
  sensitive?: number;
  noise?: string | null; mark?: string | null; traits?: StatementTrait[]; new?: Novelty[];
}
export interface OutlineMark { ordinal: number; atSeconds: number; kind: 'mark' | 'error' | 'write' | 'identity' | 'ddl' | 'grant' | 'copy' | 'bulk' | 'new' | 'withdrawn' | 'sensitive' | 'unscoped'; rolledBack: boolean; text?: string }
export interface OutlineTransaction { number: number; from: number; to: number; atSeconds: number; endSeconds: number; outcome: TransactionOutcome }
export type ActKind = 'access' | 'held' | 'resumed' | 'cancelled' | 'client-cancelled' | 'withdrawn' | 'extended' | 'ends-soon' | 'limit' | 'end-ordered' | 'ended'
  /** Not of the API: a gap of the recording, shown among the acts. */
  | 'lost';
/** Something that was done to the session, or that it was told; `ordinal` is the last statement that had begun. */
export interface OutlineAct { number: number; kind: ActKind; atSeconds: number; ordinal: number; by?: PersonRef; reason: string; text: string }
export interface Outline {
  total: number; stride: number;
  points: { ordinal: number[]; atSeconds: number[]; endSeconds: number[]; rows: number[]; bytes: number[]; sensitive: number[] };
  marks: OutlineMark[]; transactions: OutlineTransaction[]; acts: OutlineAct[]; partial: boolean;
}

/** Which statements of a session a filter fits, as inclusive ranges of ordinals, ascending. `partial`: there may be more. */
export interface Matches { ordinals: (readonly [number, number])[]; total: number; partial: boolean; index?: IndexLag }

export interface FacetValue { value: string; sessions: number }
export interface HistogramBar { from: string; to: string; sessions: number; withErrors: number }
export interface SessionFacets {
  facets: Record<string, FacetValue[]>; histogram: HistogramBar[]; counted: number; partial: boolean;
  /** How many of them were indexed before what statements come to was counted. */
  undigested?: number;
}
export interface LiveItem { session: Session; statement: Statement | null }
export interface LivePage { items: LiveItem[]; total: number; now: string }

export interface StatementPage { items: Statement[]; nextAfter: number | null; total: number }

export interface Column {
  name: string; type: number; typeName: string; tableOid: number; attribute: number; binary: boolean;
}
export type Cell = null | string | { hex: string; bytes: number } | { text: string; bytes: number; truncated: boolean };
export interface Copy { direction: 'in' | 'out' | 'both'; binary: boolean; text: string; bytes: number }
export type MaskClass = 'plain' | 'personal' | 'secret' | 'restricted';
/** A masked cell; row and column are counted from 0, in this page. */
export interface Mask { row: number; column: number; class: MaskClass }
export interface Unmasking { id: string; session: string; scope: 'session' | 'column' | 'cell'; subject: string; state: 'pending' | 'granted' | 'rejected' | 'lapsed'; endsAt: string | null }
export interface Result {
  masks?: Mask[];
  columns: Column[]; rows: Cell[][]; offset: number; total: number; truncated: string | null; copy: Copy | null;
}

export interface Field { name: string; value: string; offset: number; length: number }
export interface Message {
  number: number; from: 'client' | 'server' | 'broker'; to: 'client' | 'server' | null; type: string | null;
  name: string; length: number; atSeconds: number; at: string; fields: Field[]; hex: string; truncated: boolean;
  ordinal: number | null; fact?: Record<string, unknown>;
}
export interface MessagePage { items: Message[]; nextAfter: number | null }

export interface Moment {
  session: SessionWithoutCounts; statement: Statement; snippet: { text: string; hit: boolean }[];
}

export type GroupedBy = 'session' | 'fp' | 'table' | 'user';
/** Statements with something in common; `key` is what the filter's key of the same name finds. */
export interface StatementGroup {
  key: string; statements: number; sessions: number; errors: number; rows: number; firstAt: string; lastAt: string;
  /** The moment of the newest statement: SID#q=41. */
  newest: string;
  /** Of a fingerprint, with `?` for literals. */
  sql: string | null; person: PersonRef | null; session: SessionWithoutCounts | null;
}
/** `statements` match, in groups or not; `nextCursor` goes on with older statements, whose groups are added to those of the same key. */
export interface GroupPage extends Page<StatementGroup> { statements: number; partial: boolean }

export type SearchKind = 'sessions' | 'statements';
export interface SavedSearch {
  id: string; name: string; kind: SearchKind; filter: string; shared: boolean; owner: PersonRef;
  /** Whether it belongs to the one who asks. */
  own: boolean; savedAt: string; changedAt: string;
}
/** Whether a recording is what was written; records count from 1. */
export interface Verification {
  session: string; checkedAt: string; verdict: 'intact' | 'incomplete' | 'tampered' | 'too-new' | 'too-old'; signature: 'valid' | 'invalid' | 'unknown-key' | 'unsigned' | null;
  key: string | null; bytes: number; blocks: number; records: number; lastHash: string; damage: { harm: string; firstBad: number; proven: number; offset: number; text: string } | null;
}
/** A session, or a moment in it, under eight characters, until `endsAt`. */
export interface ShortLink { id: string; url: string; session: string; position: string | null; endsAt: string }
export interface SavedSearches { items: SavedSearch[]; partial: boolean }

export type ValueType = 'text' | 'email' | 'phone' | 'iban' | 'number';
export interface WhoSawQuestion {
  value: string; type?: ValueType; exact: boolean; reason: string; filter?: string; from?: string; to?: string; limit: number; cursor?: string;
}
export interface SeenPlace {
  kind: 'result' | 'parameter' | 'copy' | 'error' | 'notice' | 'notification' | 'sql'; row: number | null; column: number | null; name: string | null;
}
export interface SeenIn { session: SessionWithoutCounts; statement: Statement; places: SeenPlace[]; count: number }
export interface WhoSawAnswer {
  items: SeenIn[]; partial: boolean; nextCursor?: string | null;
  /** When the last session began that was looked into; null if all were. */
  searchedBackTo?: string | null;
  filtersAsked: number; sessionsRead: number; sessionsNotRead: number; sessionsUnreadable: number; sessionsErased: number;
}

export interface AuditEvent {
  id: number; at: string; code: string; person: PersonRef | null; address: string | null; target: string | null;
  session: string | null; detail: Record<string, unknown>; text: string;
}

/** How the recording store does; numbers that the broker does not know are left out. */
export interface StoreHealth {
  ready: boolean; state: string; since: string; reason: string; fileSystem: string; syncs: number; syncP50Micros: number; syncP99Micros: number;
  warning: string; quarantined: number; recovery: string; lagMillis: number; alarm: string; freeBytes?: number; totalBytes?: number;
  uploads?: { state: string; pending: number; pendingBytes: number; limitBytes: number; lagSeconds: number; erasures: number; failingSince?: string };
  index: { waitingRecordings: number; behindMillis: number; indexedStatements: number; failures: number };
}

export interface PlainDeed { at: string; by: { name: string; email: string }; reason: string | null }
export interface RetentionRule { targets: string[]; labels: Record<string, string>; keepSeconds: number; text: string }
export interface LegalHold { id: string; scope: 'session' | 'person' | 'target'; subject: string; placed: PlainDeed; lifted: PlainDeed | null }
export interface Erasure {
  id: string; session: string; target: string; person: string; startedAt: string; legalBasis: string; state: string;
  asked: PlainDeed; decided: PlainDeed | null; finishedAt: string | null;
}
export interface Lock { id: string; scope: 'person' | 'role' | 'target' | 'grant' | 'session'; subject: string; endsAt: string | null; placed: PlainDeed; lifted: PlainDeed | null }
