package dev.postern.recording;

/// The kinds of [Entry.Fact] that this version writes.
public enum FactKind {
    /// First entry: `session`, `startedAt` (RFC 3339), `person` {issuer, subject, name, email, `groups` of the sign-in,
    /// absent if there are none, `groupsLeftOut` if there are too many}, `roles`, `target`, `database`, `databaseRole`, `client` {address, application}, `certificate` {serial, notAfter}, `grant` (id or
    /// absent), `durability`, `broker` {version}.
    SESSION_STARTED,
    /// A message that carried a secret, left out: `message` (its name), `length` (bytes), `reason`.
    SECRET_OMITTED,
    /// The target accepted the login: `address`, `method`, `tls`, `serverVersion`.
    TARGET_CONNECTED,
    /// An access decision: `code`, `text`.
    DECISION,
    /// Somebody asked to cancel the running statement: `address`, `tls`, `certificate` (serial number, or empty).
    CANCEL_REQUESTED,
    /// A person who watches had the running statement cancelled: `by` {id, name, email}, `reason`, `at` (RFC 3339).
    CANCEL_ORDERED,
    /// A person holds the session: from here on the target gets no new statement; as above.
    SESSION_HELD,
    /// The session goes on: as above.
    SESSION_RESUMED,
    /// The last `messages` requests of the client (Query, FunctionCall, Parse, Bind, Describe, Execute, Close, Sync,
    /// CopyDone, CopyFail) waited in a held session and were never sent to the target: `cause` (`client-cancelled`,
    /// `person-cancelled`, `client-ended`, `session-ended`).
    STATEMENT_WITHDRAWN,
    /// A person has the session ended: as above, `reason` may be empty.
    END_ORDERED,
    /// The client is told about its time: `about` (`ends-soon`, `extended`, `limit`), `text`, and where a person did it
    /// `by`, `reason`, `at` as above.
    ANNOUNCED,
    /// Something could not be recorded: `messages`, `bytes`, `cause`, `sinceMicros` (when the first of it was lost, as the
    /// time of an entry). Never silence.
    GAP,
    /// Written by recovery in place of the end: `droppedBytes`, `recoveredAt`.
    RECOVERED,
    /// Last entry: `reason` (a close reason), `text`, `frontendBytes`, `backendBytes`, `endedAt`.
    SESSION_ENDED
}
