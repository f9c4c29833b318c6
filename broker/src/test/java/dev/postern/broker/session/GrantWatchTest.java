package dev.postern.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.access.AccessRequests;
import dev.postern.broker.access.Locks;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.audit.TestTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.store.sql.StateStore;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The end of the watch over running sessions.
@Tag("G18")
final class GrantWatchTest {

    @TempDir private Path folder;

    @Test
    void close_duringAComparison_returnsBehindIt_soThatTheDatabaseMayBeClosedNext()
            throws Exception {
        Clock clock = Clock.system();
        try (StateStore store = StateStore.open(folder.resolve("state.db"));
                AuditTrail audit = TestTrail.open(store, folder.resolve("trail"), clock);
                ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1)) {
            SessionRegistry sessions = new SessionRegistry();
            Slow session = new Slow();
            sessions.add(session);
            GrantWatch watch =
                    new GrantWatch(
                            sessions,
                            new AccessRequests(store, audit, clock),
                            new Locks(store, audit, clock, new Ulids(clock, Randomness.system())),
                            clock,
                            scheduler);
            assertThat(session.begun.await(10, TimeUnit.SECONDS)).isTrue();
            CountDownLatch closed = new CountDownLatch(1);
            Thread.ofVirtual()
                    .start(() -> {
                        watch.close();
                        closed.countDown();
                    });

            assertThat(closed.await(200, TimeUnit.MILLISECONDS)).isFalse();
            session.goOn.countDown();
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /// A session whose end takes as long as the test wants.
    private static final class Slow implements LiveSession {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public String id() {
            return "01ARZ3NDEKTSV4RRFFQ69G5FAV";
        }

        @Override
        public @Nullable String grant() {
            return null;
        }

        @Override
        public Instant endsAt() {
            return Instant.EPOCH;
        }

        @Override
        public String endReason() {
            return "over";
        }

        @Override
        public Map<String, Object> facts() {
            return Map.of();
        }

        @Override
        public void tell(String message, String detail) {}

        @Override
        public void end(String reason, String sqlState, String message, String detail) {
            begun.countDown();
            try {
                assertThat(goOn.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void endWhenIdle(String reason, String sqlState, String message, String notice) {}
    }
}
