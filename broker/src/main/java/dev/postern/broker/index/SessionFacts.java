package dev.postern.broker.index;

import dev.postern.broker.store.sql.GapRow;
import dev.postern.broker.store.sql.SessionDigest;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.event.SessionEvent.SessionEnded;
import dev.postern.sql.AccessScope;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the broker's own facts say about one session. Not thread-safe.
final class SessionFacts {

    /// So many gaps are kept with their places.
    private static final int MOST_PLACES = 100;

    private static final String STOPPED = "the broker stopped";

    private final String session;
    private final List<GapRow> places = new ArrayList<>();
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

    /// @param micros of the fact
    /// @param after  the number of the last message before it
    void fact(String kind, long micros, Map<String, Object> facts, long after) {
        if (kind.equals("GAP")) {
            Long lost = number(facts, "messages");
            Long since = number(facts, "sinceMicros");
            gaps += Math.max(1, lost == null ? 1 : lost);
            place(
                    new GapRow(
                            after,
                            false,
                            string(facts, "cause"),
                            since == null ? micros : since,
                            micros,
                            lost,
                            number(facts, "bytes")));
        } else if (kind.equals("RECOVERED")) {
            recovered = true;
            long at = micros(string(facts, "recoveredAt"));
            Long dropped = number(facts, "droppedBytes");
            place(
                    new GapRow(
                            after,
                            true,
                            STOPPED,
                            micros,
                            at == 0 ? null : Math.max(micros, at - startedAt),
                            null,
                            dropped == null || dropped == 0 ? null : dropped));
        }
    }

    private void place(GapRow gap) {
        if (places.size() < MOST_PLACES) {
            places.add(gap);
        }
    }

    private static @Nullable Long number(Map<String, Object> facts, String name) {
        return facts.get(name) instanceof Number number ? number.longValue() : null;
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

    /// @param digest of its statements
    /// @param sealed the verdict in the recording's footer; null if it is not sealed yet
    SessionRow row(
            SessionRow.Counts counts,
            SessionDigest digest,
            @Nullable Map<String, @Nullable Object> sealed) {
        return new SessionRow(
                session,
                who(),
                where(),
                lifetime(),
                counts,
                sealed == null ? unsealed(counts.messages()) : SealedVerdict.row(sealed, places),
                digest);
    }

    private SessionRow.Who who() {
        Map<?, ?> person = started.get("person") instanceof Map<?, ?> map ? map : Map.of();
        Object grant = started.get("grant");
        return new SessionRow.Who(
                string(person, "issuer") + "|" + string(person, "subject"),
                string(person, "name"),
                string(person, "email"),
                grant == null ? null : grant.toString(),
                string(started, "grantTicket"),
                Boolean.TRUE.equals(started.get("grantBreakGlass")),
                groups(person));
    }

    private static List<String> groups(Map<?, ?> person) {
        return person.get("groups") instanceof List<?> groups
                ? groups.stream().map(String::valueOf).toList()
                : List.of();
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
                        + (gaps > 0 ? gaps + " could not be recorded" : "no gaps"),
                places);
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
