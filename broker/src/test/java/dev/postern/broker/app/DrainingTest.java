package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Ticker;
import dev.postern.broker.session.LiveSession;
import dev.postern.broker.session.SessionRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

@Tag("G28")
@Timeout(20)
final class DrainingTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final SessionRegistry sessions = new SessionRegistry();
    private final AtomicLong nanos = new AtomicLong();
    private final Ticker ticker = () -> nanos.addAndGet(Duration.ofSeconds(1).toNanos());

    @Test
    void idleSessions_endAtOnce_andNobodyIsWaitedFor() {
        Session idle = add("idle", 0);

        draining().run();

        assertThat(idle.heard).containsExactly("when idle: shutdown 57P01");
        assertThat(nanos.get()).isLessThan(LIMIT.toNanos());
    }

    @Test
    void busySession_isToldOnce_andEndsByItself() {
        Session busy = add("busy", 5);

        draining().run();

        assertThat(busy.heard)
                .containsExactly(
                        "when idle: shutdown 57P01",
                        "the broker is shutting down; this session ends with its statement or"
                                + " transaction, at the latest in 30 s");
    }

    @Test
    void busySessionAtTheLimit_isEnded_andToldWhy() {
        Session stubborn = add("stubborn", Integer.MAX_VALUE);

        draining().run();

        assertThat(stubborn.heard)
                .endsWith(
                        "end: shutdown 57P01 A statement ran or a transaction was open 30 s after"
                                + " the broker began to stop.");
        assertThat(nanos.get()).isGreaterThanOrEqualTo(LIMIT.toNanos());
    }

    @Test
    void hurry_endsWhoIsBusyAtOnce() {
        Session stubborn = add("stubborn", Integer.MAX_VALUE);
        Draining draining = draining();

        draining.hurry();
        draining.run();

        assertThat(stubborn.heard)
                .endsWith("end: shutdown 57P01 The broker was told to end at once.");
        assertThat(nanos.get()).isLessThan(LIMIT.toNanos());
    }

    @Test
    void sessionThatIsAdmittedMeanwhile_isTreatedAlike() {
        Session busy = add("busy", 5);
        busy.next = () -> add("late", 0);

        draining().run();

        assertThat(sessions.all()).isEmpty();
        assertThat(nanos.get()).isLessThan(LIMIT.toNanos());
    }

    private Draining draining() {
        return new Draining(sessions, LIMIT, ticker);
    }

    private Session add(String id, int looksUntilIdle) {
        Session session = new Session(id, looksUntilIdle);
        sessions.add(session);
        return session;
    }

    /// A session that is idle once it was looked for so often.
    private final class Session implements LiveSession {
        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final String id;
        private int looksUntilIdle;
        private boolean isLeaving;
        private @Nullable Runnable next;

        private Session(String id, int looksUntilIdle) {
            this.id = id;
            this.looksUntilIdle = looksUntilIdle;
        }

        @Override
        public String id() {
            if (isLeaving && looksUntilIdle-- == 0) {
                leave();
            }
            return id;
        }

        private void leave() {
            isLeaving = false;
            sessions.remove(this);
            if (next != null) {
                next.run();
            }
        }

        @Override
        public @Nullable String grant() {
            return null;
        }

        @Override
        public Instant endsAt() {
            return Instant.MAX;
        }

        @Override
        public String endReason() {
            return "";
        }

        @Override
        public Map<String, Object> facts() {
            return Map.of();
        }

        @Override
        public void tell(String message, String detail) {
            throw new AssertionError(message);
        }

        @Override
        public void end(String reason, String sqlState, String message, String detail) {
            heard.add("end: " + reason + " " + sqlState + " " + detail);
            leave();
        }

        @Override
        public void endWhenIdle(String reason, String sqlState, String message, String notice) {
            heard.add("when idle: " + reason + " " + sqlState);
            if (looksUntilIdle == 0) {
                leave();
            } else {
                heard.add(notice);
                isLeaving = true;
            }
        }
    }
}
