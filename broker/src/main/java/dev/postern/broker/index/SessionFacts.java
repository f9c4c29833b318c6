package dev.postern.broker.index;

import dev.postern.broker.store.sql.SessionRow;
import dev.postern.event.SessionEvent.SessionEnded;
import dev.postern.sql.AccessScope;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/// What the broker's own facts say about one session. Not thread-safe.
final class SessionFacts {

    private final String session;
    private Map<String, Object> started = Map.of();
    private long startedAt;
    private @Nullable SessionEnded ended;
    private boolean recovered;
    private long gaps;
    private long messages;

    SessionFacts(String session) {
        this.session = session;
    }

    String session() {
        return session;
    }

    void started(Map<String, Object> facts) {
        started = facts;
        startedAt = micros(string(facts, "startedAt"));
    }

    /// The name of the target.
    String target() {
        return string(started, "target");
    }

    void fact(String kind, Map<String, Object> facts) {
        if (kind.equals("GAP")) {
            gaps +=
                    Math.max(
                            1,
                            facts.size() > 0 && facts.get("messages") instanceof Number n
                                    ? n.longValue()
                                    : 1);
        } else if (kind.equals("RECOVERED")) {
            recovered = true;
        }
    }

    void ended(SessionEnded event) {
        ended = event;
    }

    void messages(long number) {
        messages = Math.max(messages, number);
    }

    long messages() {
        return messages;
    }

    boolean isKnown() {
        return !started.isEmpty();
    }

    boolean isEnded() {
        return ended != null;
    }

    /// When the access that the session lives by was approved, microseconds since 1970; null if it lives by none, or if
    /// the recording does not say.
    @Nullable Long approvedAt() {
        long at = micros(string(started, "grantApprovedAt"));
        return at == 0 ? null : at;
    }

    /// What the request was for that the session lives by; null if it lives by none, or its request did not say.
    @Nullable AccessScope scope() {
        return AccessScope.recorded(started.get("grantScope"));
    }

    /// Microseconds since 1970.
    long startedAt() {
        return startedAt;
    }

    /// @param sealed the verdict in the recording's footer; null if it is not sealed yet
    SessionRow row(SessionRow.Counts counts, @Nullable Map<String, @Nullable Object> sealed) {
        return new SessionRow(
                session,
                who(),
                where(),
                lifetime(),
                counts,
                sealed == null ? unsealed(counts.messages()) : SealedVerdict.row(sealed));
    }

    private SessionRow.Who who() {
        Map<?, ?> person = started.get("person") instanceof Map<?, ?> map ? map : Map.of();
        Object grant = started.get("grant");
        return new SessionRow.Who(
                string(person, "issuer") + "|" + string(person, "subject"),
                string(person, "name"),
                string(person, "email"),
                grant == null ? null : grant.toString(),
                Boolean.TRUE.equals(started.get("grantBreakGlass")));
    }

    private SessionRow.Where where() {
        Map<?, ?> client = started.get("client") instanceof Map<?, ?> map ? map : Map.of();
        return new SessionRow.Where(
                string(started, "target"),
                string(started, "database"),
                string(started, "databaseRole"),
                string(client, "application"),
                string(client, "address"));
    }

    private SessionRow.Lifetime lifetime() {
        SessionEnded end = ended;
        if (end == null) {
            return new SessionRow.Lifetime(startedAt, null, "live", null, null);
        }
        return new SessionRow.Lifetime(
                startedAt,
                startedAt + end.micros(),
                recovered ? "recovered" : "ended",
                recovered ? "recovered" : end.reason(),
                string(end.facts(), "text"));
    }

    private SessionRow.Verdict unsealed(long count) {
        return new SessionRow.Verdict(
                false,
                "not yet sealed: "
                        + count
                        + (isEnded() ? " messages, " : " messages so far, ")
                        + (gaps > 0 ? gaps + " could not be recorded" : "no gaps"));
    }

    private static String string(Map<?, ?> facts, String name) {
        Object value = facts.get(name);
        return value == null ? "" : value.toString();
    }

    private static long micros(String time) {
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time));
        } catch (DateTimeException e) {
            return 0;
        }
    }
}
