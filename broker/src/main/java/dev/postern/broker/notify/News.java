package dev.postern.broker.notify;

import dev.postern.broker.audit.AuditCode;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What receivers can be told of, by the name that configuration and messages have for it.
public enum News {
    REQUEST_CREATED(AuditCode.REQUEST_CREATED.text()),
    REQUEST_SECONDED(AuditCode.REQUEST_SECONDED.text()),
    REQUEST_APPROVED(AuditCode.REQUEST_APPROVED.text()),
    REQUEST_DENIED(AuditCode.REQUEST_DENIED.text()),
    REQUEST_REVOKED(AuditCode.REQUEST_REVOKED.text()),
    REQUEST_EXTENDED(AuditCode.REQUEST_EXTENDED.text()),
    /// Access was granted at once, without an approval.
    REQUEST_BROKE_GLASS(AuditCode.REQUEST_BROKE_GLASS.text()),
    REQUEST_REVIEWED(AuditCode.REQUEST_REVIEWED.text()),
    LOCK_PLACED(AuditCode.LOCK_PLACED.text()),
    LOCK_LIFTED(AuditCode.LOCK_LIFTED.text()),
    /// A grant is about to end; no event of the audit trail, but the clock's.
    GRANT_EXPIRING("grant.expiring");

    private final String text;

    News(String text) {
        this.text = text;
    }

    /// Its name.
    public String text() {
        return text;
    }

    /// The news of this name.
    public static Optional<News> of(String text) {
        return Arrays.stream(values()).filter(news -> news.text.equals(text)).findFirst();
    }

    /// All names.
    public static List<String> names() {
        return Arrays.stream(values()).map(News::text).toList();
    }

    /// Whether it is about a request whose requester waits for it.
    boolean concernsRequester() {
        return switch (this) {
            case REQUEST_APPROVED,
                    REQUEST_DENIED,
                    REQUEST_REVOKED,
                    REQUEST_EXTENDED,
                    GRANT_EXPIRING ->
                    true;
            case REQUEST_CREATED,
                    REQUEST_SECONDED,
                    REQUEST_BROKE_GLASS,
                    REQUEST_REVIEWED,
                    LOCK_PLACED,
                    LOCK_LIFTED ->
                    false;
        };
    }
}
