package dev.postern.broker.target;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// How many sessions there may be, and how long each may do what; 0 and null stand for no limit.
///
/// @param sessions          at once
/// @param sessionsPerPerson of one person at once
/// @param idle              from the last answer to the next request, outside of a transaction
/// @param idleInTransaction the same, inside of a transaction
/// @param session           from the login on
/// @param statement         from a request to its ReadyForQuery
public record SessionLimits(
        int sessions,
        int sessionsPerPerson,
        @Nullable Duration idle,
        @Nullable Duration idleInTransaction,
        @Nullable Duration session,
        @Nullable Duration statement) {

    /// No limit at all.
    public static final SessionLimits NONE = new SessionLimits(0, 0, null, null, null, null);

    /// Times of both, the shorter where both have one; the numbers are those of `this`.
    public SessionLimits and(SessionLimits other) {
        return new SessionLimits(
                sessions,
                sessionsPerPerson,
                shorter(idle, other.idle),
                shorter(idleInTransaction, other.idleInTransaction),
                shorter(session, other.session),
                shorter(statement, other.statement));
    }

    /// Whether a running session has to be watched for its times.
    public boolean hasTimes() {
        return idle != null || idleInTransaction != null || session != null || statement != null;
    }

    private static @Nullable Duration shorter(@Nullable Duration a, @Nullable Duration b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.compareTo(b) <= 0 ? a : b;
    }
}
