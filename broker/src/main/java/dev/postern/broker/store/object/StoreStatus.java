package dev.postern.broker.store.object;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/// How the object store does, at one moment.
///
/// @param pending       sessions whose files are not stored yet
/// @param pendingBytes  the bytes of those files
/// @param limitBytes    at so many the spool is full
/// @param oldestPending when the one that waits longest was finished; null if none waits
/// @param erasures      key files that are still to be removed from the store
/// @param problem       what the store does not do; null if it does all
public record StoreStatus(
        State state,
        int pending,
        long pendingBytes,
        long limitBytes,
        @Nullable Instant oldestPending,
        int erasures,
        @Nullable Problem problem) {

    /// Whether sessions may go on.
    public enum State {
        /// The store answers.
        OK,
        /// The store does not answer or refuses; recordings wait in the spool.
        UNREACHABLE,
        /// The spool has no room: the recording store counts as full.
        FULL
    }

    /// What is wrong.
    ///
    /// @param since the first of the attempts that failed in a row
    public record Problem(Instant since, String text) {}

    /// How long the oldest file has waited.
    public Duration lag(Instant now) {
        if (oldestPending == null || now.isBefore(oldestPending)) {
            return Duration.ZERO;
        }
        return Duration.between(oldestPending, now);
    }
}
