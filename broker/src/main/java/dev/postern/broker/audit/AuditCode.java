package dev.postern.broker.audit;

/// What an audit event is about; the text is stable and part of the API.
public enum AuditCode {
    CONNECTION_ALLOWED("connection.allowed"),
    CONNECTION_REFUSED("connection.refused"),
    /// A host of a target went down, came up, or changed between primary and standby.
    TARGET_CHANGED("target.changed"),
    /// Database clients are shown other certificates than before.
    SERVER_CERTIFICATE_CHANGED("server_certificate.changed"),
    /// A step in the rotation of an authority, before it is done.
    AUTHORITY_ROTATED("authority.rotated"),
    BROKER_STARTED("broker.started"),
    BROKER_STOPPED("broker.stopped"),
    KEY_BEGAN("key.began"),
    AUDIT_REBUILT("audit.rebuilt"),
    /// Before the first byte of a session is relayed.
    SESSION_START("session.start"),
    /// A recording got its end.
    RECORDING_SEALED("recording.sealed"),
    SESSION_ENDED("session.ended"),
    /// A connection asked to cancel what the session runs.
    SESSION_CANCEL_ASKED("session.cancel_asked"),
    SESSION_END_ASKED("session.end_asked"),
    /// A person asked to cancel what a session runs.
    STATEMENT_CANCEL_ASKED("session.statement_cancel_asked"),
    /// A person asked that no new statement of a session reaches its target.
    SESSION_HOLD_ASKED("session.hold_asked"),
    SESSION_RESUME_ASKED("session.resume_asked"),
    /// A recording is in the object store.
    RECORDING_STORED("recording.stored"),
    /// The object store has other content under a recording's name, or lost it.
    RECORDING_DISPUTED("recording.disputed"),
    /// A key file was removed from the object store.
    KEY_REMOVED("key.removed"),
    /// A recording whose time is over was removed from the object store.
    RECORDING_REMOVED("recording.removed"),
    /// A recording whose time is over stays in the object store, because it is locked; its key is destroyed.
    RECORDING_LOCKED("recording.locked"),
    /// The object store began or ceased to do its work.
    STORE_CHANGED("store.changed"),
    SESSION_LISTED("session.listed"),
    SESSION_VIEWED("session.viewed"),
    SESSION_SEARCHED("session.searched"),
    SESSION_EXPORTED("session.exported"),
    /// An evidence pack of a session was written; the event names its manifest's SHA-256.
    SESSION_PACKED("session.packed"),
    /// Somebody wrote about a session; the event does not hold what.
    NOTE_WRITTEN("note.written"),
    NOTE_REMOVED("note.removed"),
    SESSION_REVIEWED("session.reviewed"),
    SESSION_REVIEW_TAKEN_BACK("session.review_taken_back"),
    /// Somebody said who is to review a session, or that nobody in particular is.
    SESSION_REVIEW_ASSIGNED("session.review_assigned"),
    /// Somebody looked for who saw a value; the event names a keyed hash of it.
    VALUE_SEARCHED("value.searched"),
    /// Somebody saved a filter under a name.
    SEARCH_SAVED("search.saved"),
    SEARCH_CHANGED("search.changed"),
    SEARCH_DELETED("search.deleted"),
    /// Somebody sees masked values of a session from now on, for a time.
    UNMASK_STARTED("unmask.started"),
    /// Somebody asks to see values that two people must agree on.
    UNMASK_ASKED("unmask.asked"),
    UNMASK_APPROVED("unmask.approved"),
    UNMASK_REJECTED("unmask.rejected"),
    UNMASK_REFUSED("unmask.refused"),
    AUDIT_VIEWED("audit.viewed"),
    REQUEST_CREATED("request.created"),
    REQUEST_APPROVED("request.approved"),
    /// One of several approvals that a request needs.
    REQUEST_SECONDED("request.seconded"),
    REQUEST_EXTENDED("request.extended"),
    /// Access was granted at once, without an approval.
    REQUEST_BROKE_GLASS("request.broke_glass"),
    REQUEST_REVIEWED("request.reviewed"),
    REQUEST_DENIED("request.denied"),
    REQUEST_REVOKED("request.revoked"),
    REQUEST_REFUSED("request.refused"),
    GRANT_ENDED("grant.ended"),
    /// The roles of a changed configuration are in force.
    POLICY_CHANGED("policy.changed"),
    /// A changed configuration cannot be used; the roles so far go on.
    POLICY_REFUSED("policy.refused"),
    /// A target was added, changed or removed while the broker runs.
    TARGET_MANAGED("target.managed"),
    /// A role was added, changed or removed while the broker runs.
    ROLE_MANAGED("role.managed"),
    LOCK_PLACED("lock.placed"),
    LOCK_LIFTED("lock.lifted"),
    /// Somebody was kept out, or had a session ended, by a lock.
    LOCK_REFUSED("lock.refused"),
    /// A message could not be brought to its receiver, and is not tried any more.
    NOTICE_GIVEN_UP("notice.given_up"),
    LOGIN_STARTED("login.started"),
    LOGIN_REFUSED("login.refused"),
    LOGIN_ENDED("login.ended"),
    HOLD_PLACED("hold.placed"),
    HOLD_LIFTED("hold.lifted"),
    ERASURE_ASKED("erasure.asked"),
    ERASURE_REFUSED("erasure.refused"),
    ERASURE_REJECTED("erasure.rejected"),
    /// Before the key is destroyed.
    ERASURE_CONFIRMED("erasure.confirmed"),
    /// The content of a recording can never be read again; its proof is kept.
    RECORDING_ERASED("recording.erased"),
    /// Before a retention rule destroys the key and deletes the file; the leaves of the recording are kept.
    RECORDING_EXPIRED("recording.expired"),
    /// A file of the journal or of a recording cannot be read, and was moved aside.
    RECORDING_QUARANTINED("recording.quarantined"),
    RETENTION_VIEWED("retention.viewed"),
    CERTIFICATE_ISSUED("certificate.issued"),
    CERTIFICATE_REFUSED("certificate.refused");

    private final String text;

    AuditCode(String text) {
        this.text = text;
    }

    /// The stable text.
    public String text() {
        return text;
    }
}
