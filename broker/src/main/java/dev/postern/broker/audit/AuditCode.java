package dev.postern.broker.audit;

/// What an audit event is about; the text is stable and part of the API.
public enum AuditCode {
    CONNECTION_ALLOWED("connection.allowed"),
    CONNECTION_REFUSED("connection.refused"),
    BROKER_STARTED("broker.started"),
    BROKER_STOPPED("broker.stopped"),
    KEY_BEGAN("key.began"),
    AUDIT_REBUILT("audit.rebuilt"),
    /// Before the first byte of a session is relayed.
    SESSION_START("session.start"),
    /// A recording got its end.
    RECORDING_SEALED("recording.sealed"),
    SESSION_ENDED("session.ended"),
    SESSION_END_ASKED("session.end_asked"),
    SESSION_LISTED("session.listed"),
    SESSION_VIEWED("session.viewed"),
    SESSION_SEARCHED("session.searched"),
    SESSION_EXPORTED("session.exported"),
    AUDIT_VIEWED("audit.viewed"),
    REQUEST_CREATED("request.created"),
    REQUEST_APPROVED("request.approved"),
    REQUEST_DENIED("request.denied"),
    REQUEST_REVOKED("request.revoked"),
    REQUEST_REFUSED("request.refused"),
    GRANT_ENDED("grant.ended"),
    LOGIN_STARTED("login.started"),
    LOGIN_REFUSED("login.refused"),
    LOGIN_ENDED("login.ended"),
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
