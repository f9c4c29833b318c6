package dev.postern.cli.output;

/// The fields of what the API answers with and of what commands make themselves, as `docs/api.md` has them.
public final class ApiFields {

    private static final Fields PERSON = Fields.of("id", "name", "email");
    private static final Fields DEED = Fields.of("at").and("by", PERSON).and("reason");
    private static final Fields SIGNATURE = Fields.of("at").and("by", PERSON);

    /// A review.
    public static final Fields REVIEW =
            Fields.of("session", "outcome", "checklist")
                    .and("at")
                    .and("by", PERSON)
                    .and("takenBack", SIGNATURE);

    private static final Fields DUE =
            Fields.of("rule", "at", "overdue", "breakGlass", "waits", "checklist")
                    .and("assignee", PERSON);

    /// A session whose review was assigned.
    public static final Fields ASSIGNED = Fields.of("session").and("due", DUE);

    private static final Fields HELD = Fields.of("since").and("by", PERSON).and("reason");

    /// A running session that was told to do something.
    public static final Fields ORDERED = Fields.of("session").and("held", HELD);

    private static final Fields SESSION_HEAD =
            Fields.of("id")
                    .and("person", PERSON)
                    .and("groups")
                    .and("target", "database", "databaseRole", "application", "clientAddress")
                    .and("startedAt", "endedAt", "durationSeconds")
                    .and("state", "endReason", "endText", "grant", "ticket");

    /// A session.
    public static final Fields SESSION =
            SESSION_HEAD
                    .and("statements", "errors", "writes", "rowsReturned")
                    .and("frontendBytes", "backendBytes", "messages")
                    .and("complete", "verdict", "seal", "sealedVerdict.*", "gaps")
                    .and("review", REVIEW)
                    .and("spark", Fields.of("seconds", "bars", "errors", "writes"))
                    .and("risk", Fields.of("level", "reasons"))
                    .and("masked")
                    .and("held", HELD);

    /// A session that waits for a review.
    public static final Fields QUEUED = SESSION.and("due", DUE);

    /// A statement.
    public static final Fields STATEMENT =
            Fields.of("session", "ordinal", "message", "atSeconds", "startedAt", "durationSeconds")
                    .and("heldSeconds", "protocol", "sql", "sqlTruncated", "parameters")
                    .and("outcome", "tag", "rows", "bytes", "sensitive")
                    .and(
                            "error",
                            Fields.of(
                                    "severity",
                                    "sqlState",
                                    "message",
                                    "detail",
                                    "hint",
                                    "position"))
                    .and("transaction", "transactionOutcome", "verb")
                    .and("fingerprint", "tables")
                    .and("noise", "mark", "traits", "new");

    /// A statement as it comes, with whose it is.
    public static final Fields TAILED = STATEMENT.and("person", PERSON).and("target");

    /// A session with its statements.
    public static final Fields SESSION_SHOWN =
            Fields.of().and("session", SESSION).and("statements");

    /// A moment that a search found.
    public static final Fields FOUND =
            Fields.of().and("session", SESSION_HEAD).and("statement", STATEMENT).and("snippet");

    /// Statements that have something in common.
    public static final Fields GROUP =
            Fields.of("key", "statements", "sessions", "errors", "rows")
                    .and("firstAt", "lastAt", "newest", "sql")
                    .and("person", PERSON)
                    .and("session", SESSION_HEAD);

    /// A statement in which a value was seen.
    public static final Fields SEEN =
            Fields.of()
                    .and("session", SESSION_HEAD)
                    .and("statement", STATEMENT)
                    .and("places", "count");

    /// A pair of statements that are compared.
    public static final Fields DIFFERENCE =
            Fields.of("change", "sql")
                    .and("first", Fields.of("ordinal", "outcome"))
                    .and("second", Fields.of("ordinal", "outcome"));

    /// A value of the configuration of this program.
    public static final Fields CONFIGURED = Fields.of("key", "value", "origin", "variable");

    /// A saved search.
    public static final Fields SAVED_SEARCH =
            Fields.of("id", "name", "kind", "filter", "shared")
                    .and("owner", PERSON)
                    .and("own", "savedAt", "changedAt");

    /// A statement that was run again.
    public static final Fields RERUN =
            Fields.of("ordinal", "verb", "sql")
                    .and("recorded", Fields.of("outcome", "tag", "rows", "sqlState", "message"))
                    .and("now", Fields.of("outcome", "tag", "rows", "sqlState", "message"))
                    .and("why", "difference");

    /// A request.
    public static final Fields REQUEST =
            Fields.of("id", "shortId")
                    .and("requester", PERSON)
                    .and("target", "databaseRole", "reason", "ttlSeconds", "state")
                    .and("createdAt", "decideBy", "decidedAt")
                    .and("decidedBy", PERSON)
                    .and("decisionReason", "revokedAt")
                    .and("revokedBy", PERSON)
                    .and("revocationReason", "grantEndsAt", "sessions", "canDecide", "why")
                    .and("database", "notBefore", "ticket", "singleUse", "breakGlass", "extends")
                    .and("scope")
                    .and("approvalsNeeded", "reviewers", "approvals", "extensions")
                    .and("reviewMissing")
                    .and("review", DEED.and("outcome"));

    /// A target and the ways into it.
    public static final Fields TARGET =
            Fields.of("name", "labels.*", "databases", "databaseRoles", "access", "grants")
                    .and("durability", "defaultDatabase", "defaultRole", "host", "port");

    /// A lock.
    public static final Fields LOCK =
            Fields.of("id", "scope", "subject", "endsAt").and("placed", DEED).and("lifted", DEED);

    /// A legal hold.
    public static final Fields HOLD =
            Fields.of("id", "scope", "subject").and("placed", DEED).and("lifted", DEED);

    /// An erasure.
    public static final Fields ERASURE =
            Fields.of("id", "session", "target", "person", "startedAt", "legalBasis", "state")
                    .and("asked", DEED)
                    .and("decided", DEED)
                    .and("finishedAt");

    /// A rule of retention.
    public static final Fields RETENTION = Fields.of("targets", "labels", "keepSeconds", "text");

    /// A target or a role as it is administered.
    public static final Fields MANAGED =
            Fields.of("name", "source", "state", "problem", "definition", "changedAt")
                    .and("changedBy", PERSON);

    /// An authority.
    public static final Fields AUTHORITY =
            Fields.of("name", "phase", "since", "nextFrom", "own")
                    .and("signing", Fields.of("subject", "fingerprint", "endsAt"))
                    .and("trusted", "retired", "roots");

    /// A note.
    public static final Fields NOTE =
            Fields.of("id", "session", "kind", "statement", "anchor", "text", "at")
                    .and("by", PERSON)
                    .and("removed", SIGNATURE);

    /// An unmasking.
    public static final Fields UNMASKING =
            Fields.of("id", "session", "target", "scope", "subject", "restricted", "minutes")
                    .and("state", "endsAt")
                    .and("asked", DEED)
                    .and("decided", DEED);

    /// An audit event.
    public static final Fields AUDIT_EVENT =
            Fields.of("id", "at", "code")
                    .and("person", PERSON)
                    .and("address", "target", "session", "detail.*", "text");

    /// A session as other roles would judge it.
    public static final Fields JUDGED =
            Fields.of("session", "person", "target", "database", "databaseRole", "startedAt")
                    .and("outcome", "why");

    /// Why somebody may use a target or not.
    public static final Fields EXPLANATION =
            Fields.of()
                    .and("person", PERSON)
                    .and("target", "database", "databaseRole", "allowed", "steps")
                    .and("approvers", "next");

    /// Who is logged in, and what they may do.
    public static final Fields STATUS =
            Fields.of("proxy")
                    .and("person", PERSON)
                    .and("person.groups", "roles", "expiresAt", "targets");

    /// What a verification found.
    public static final Fields VERIFICATION =
            Fields.of("verdict", "exitCode", "session", "files", "recording")
                    .and("log", Fields.of("leaves", "checkpointed", "anchored", "keys", "origin"))
                    .and("log.fingerprint")
                    .and("recordings", Fields.of("intact", "recovered", "open", "erased"))
                    .and("recordings", Fields.of("expired", "bad", "bytes"))
                    .and("findings", "notes");

    /// What the doctor found.
    public static final Fields FINDING = Fields.of("grade", "subject", "text", "remedy");

    private ApiFields() {}
}
