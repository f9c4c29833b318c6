package dev.postern.broker.record;

import dev.postern.broker.base.Ticker;
import dev.postern.recording.format.RecordingId;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The running sessions that somebody looks at: their blocks are written early, so that the looker sees what is new.
///
/// A look holds for [#HELD]; whoever goes on looking asks again. Thread-safe.
final class WatchedSessions {

    private static final Duration HELD = Duration.ofSeconds(10);

    /// Beyond so many, those whose look is over are forgotten at each new look.
    private static final int MANY = 1_000;

    private final Ticker ticker;
    private final Map<RecordingId, Long> lookedAt = new ConcurrentHashMap<>();

    WatchedSessions(Ticker ticker) {
        this.ticker = ticker;
    }

    /// Notes a look.
    void look(RecordingId session) {
        if (lookedAt.size() >= MANY) {
            lookedAt.keySet().removeIf(each -> !isWatched(each));
        }
        lookedAt.put(session, ticker.nanos());
    }

    /// Whether nobody looks at any session.
    boolean isEmpty() {
        return lookedAt.isEmpty();
    }

    boolean isWatched(RecordingId session) {
        Long at = lookedAt.get(session);
        return at != null && ticker.nanos() - at < HELD.toNanos();
    }

    /// Forgets a session that has ended.
    void forget(RecordingId session) {
        lookedAt.remove(session);
    }
}
