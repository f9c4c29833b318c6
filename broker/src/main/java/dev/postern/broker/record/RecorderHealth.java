package dev.postern.broker.record;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/// How the recorder is at one moment: what a readiness check and a person who looks after the broker want to know.
///
/// @param state what it can do
/// @param since when that state began
/// @param text  one sentence for people, without paths; empty when ready
/// @param space room on the store's file system, or null if it could not be asked
/// @param alarm how little room is left
/// @param lag   how far the slowest journal is behind
/// @param store what was found out about the store at the start
public record RecorderHealth(
        State state,
        Instant since,
        String text,
        @Nullable FreeSpace space,
        Alarm alarm,
        Duration lag,
        StoreFacts store) {

    /// What a recorder can do.
    public enum State {
        /// Sessions may begin.
        READY,
        /// Sessions may not begin until the disk keeps up.
        SLOW,
        /// Sessions may not begin until there is space.
        FULL,
        /// Sessions may not begin until the room that is left can be read again.
        UNREADABLE,
        /// Nothing can be recorded until the broker is started again.
        FAILED
    }

    /// How little room is left.
    public enum Alarm {
        NONE,
        /// Below 20 %.
        LOW,
        /// Below 10 %.
        LOWER,
        /// Below 5 %, or so little that no session may begin.
        LOWEST;

        static Alarm of(FreeSpace space, boolean isRefusing) {
            int percent = space.freePercent();
            if (isRefusing || percent < 5) {
                return LOWEST;
            }
            return percent < 10 ? LOWER : percent < 20 ? LOW : NONE;
        }
    }

    /// Whether sessions may begin.
    public boolean isReady() {
        return state == State.READY;
    }
}
