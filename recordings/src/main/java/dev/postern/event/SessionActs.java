package dev.postern.event;

import dev.postern.event.SessionAct.By;
import dev.postern.event.SessionAct.Kind;
import dev.postern.event.SessionEvent.BrokerFact;
import dev.postern.event.SessionEvent.Outcome;
import dev.postern.event.SessionEvent.SessionEnded;
import dev.postern.event.SessionEvent.SessionStarted;
import dev.postern.event.SessionEvent.StatementFinished;
import dev.postern.event.SessionEvent.StatementStarted;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Reads the acts upon a session from its events, and which statements waited meanwhile. Not thread-safe.
///
/// A statement that came while the session was held waited until it was let go on or withdrawn; one that was answered
/// while the session was still held had begun before, and did not wait.
public final class SessionActs {

    /// Ends of which the broker is the cause.
    private static final Set<String> ENDS =
            Set.of(
                    "terminated",
                    "locked",
                    "grant-revoked",
                    "grant-ended",
                    "certificate-expired",
                    "store-full",
                    "shutdown",
                    "recorder-failed",
                    "protocol-violation");

    private static final Set<String> LIMITS =
            Set.of("session-limit", "idle", "idle-in-transaction", "statement-limit");

    private final Map<Integer, Wait> waits = new LinkedHashMap<>();
    private @Nullable SessionAct hold;
    private boolean isEndOrdered;
    private int last;
    private int finished;

    /// How a statement waited.
    ///
    /// @param hold        by whom and why
    /// @param fromMicros  since when
    /// @param untilMicros until when, or null while it waits
    public record Wait(SessionAct hold, long fromMicros, @Nullable Long untilMicros) {

        /// How long it waited, in microseconds; null while it does.
        public @Nullable Long micros() {
            return untilMicros == null ? null : untilMicros - fromMicros;
        }
    }

    /// Takes the next event of the session; returns the act that it is, or null.
    public @Nullable SessionAct take(SessionEvent event) {
        if (finished > 0) {
            waits.remove(finished);
            finished = 0;
        }
        return switch (event) {
            case SessionStarted e -> access(e);
            case StatementStarted e -> {
                started(e);
                yield null;
            }
            case StatementFinished e -> {
                finished(e);
                yield null;
            }
            case BrokerFact e -> fact(e);
            case SessionEnded e -> ended(e);
            default -> null;
        };
    }

    /// How statement `ordinal` waited, or null if it did not. Known from the event that began the statement to the one that
    /// ended it.
    public @Nullable Wait waitOf(int ordinal) {
        return waits.get(ordinal);
    }

    /// The last statement that began, 0 before the first.
    public int lastOrdinal() {
        return last;
    }

    private void started(StatementStarted event) {
        last = Math.max(last, event.ordinal());
        SessionAct by = hold;
        if (by != null) {
            waits.put(event.ordinal(), new Wait(by, event.micros(), null));
        }
    }

    private void finished(StatementFinished event) {
        Wait wait = waits.get(event.ordinal());
        if (wait == null) {
            return;
        }
        finished = event.ordinal();
        if (wait.untilMicros() == null) {
            if (event.outcome() == Outcome.WITHDRAWN || event.outcome() == Outcome.NO_ANSWER) {
                waits.put(
                        event.ordinal(), new Wait(wait.hold(), wait.fromMicros(), event.micros()));
            } else {
                waits.remove(event.ordinal());
            }
        }
    }

    private void letGo(long micros) {
        hold = null;
        waits.replaceAll((ordinal, wait) ->
                wait.untilMicros() == null
                        ? new Wait(wait.hold(), wait.fromMicros(), micros)
                        : wait);
    }

    private @Nullable SessionAct fact(BrokerFact event) {
        return switch (event.kind()) {
            case "SESSION_HELD" -> {
                SessionAct held = ordered(Kind.HELD, event);
                hold = held;
                yield held;
            }
            case "SESSION_RESUMED" -> {
                letGo(event.micros());
                yield ordered(Kind.RESUMED, event);
            }
            case "CANCEL_ORDERED" -> ordered(Kind.CANCELLED, event);
            case "END_ORDERED" -> {
                isEndOrdered = true;
                yield ordered(Kind.END_ORDERED, event);
            }
            case "ANNOUNCED" ->
                    act(
                            switch (text(event.facts(), "about")) {
                                case "extended" -> Kind.EXTENDED;
                                case "limit" -> Kind.LIMIT;
                                default -> Kind.ENDS_SOON;
                            },
                            event,
                            text(event.facts(), "text"));
            case "CANCEL_REQUESTED" ->
                    act(Kind.CLIENT_CANCELLED, event, "the client asked to cancel the statement");
            case "STATEMENT_WITHDRAWN" ->
                    act(
                            Kind.WITHDRAWN,
                            event,
                            "what waited was withdrawn and never sent: "
                                    + cause(text(event.facts(), "cause")));
            default -> null;
        };
    }

    private static String cause(String word) {
        return switch (word) {
            case "client-cancelled" -> "the client cancelled it";
            case "person-cancelled" -> "a person cancelled it";
            case "client-ended" -> "the client ended the session";
            default -> "the session ended";
        };
    }

    private static @Nullable SessionAct access(SessionStarted event) {
        String grant = text(event.facts(), "grant");
        if (grant.isEmpty()) {
            return null;
        }
        String approved = text(event.facts(), "grantApprovedAt");
        return new SessionAct(
                Kind.ACCESS,
                event.micros(),
                null,
                "",
                "let in by access request "
                        + grant
                        + (approved.isEmpty() ? "" : ", approved at " + approved));
    }

    private @Nullable SessionAct ended(SessionEnded event) {
        Kind kind =
                LIMITS.contains(event.reason())
                        ? Kind.LIMIT
                        : ENDS.contains(event.reason()) ? Kind.ENDED : null;
        if (kind == null || isEndOrdered) {
            return null;
        }
        String text = text(event.facts(), "text");
        return new SessionAct(
                kind, event.micros(), null, "", text.isEmpty() ? event.reason() : text);
    }

    private static SessionAct ordered(Kind kind, BrokerFact event) {
        return act(kind, event, "");
    }

    private static SessionAct act(Kind kind, BrokerFact event, String text) {
        By by = null;
        if (event.facts().get("by") instanceof Map<?, ?> person) {
            by = new By(text(person, "id"), text(person, "name"), text(person, "email"));
        }
        return new SessionAct(kind, event.micros(), by, text(event.facts(), "reason"), text);
    }

    private static String text(Map<?, ?> facts, String name) {
        Object value = facts.get(name);
        return value == null ? "" : value.toString();
    }
}
