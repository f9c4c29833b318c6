package dev.postern.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.access.AccessRequest;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
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

    @Test
    void grantThatIsMadeLonger_isAnnouncedWithWhoAndWhy() throws Exception {
        Clock clock = Clock.system();
        try (StateStore store = StateStore.open(folder.resolve("state.db"));
                AuditTrail audit = TestTrail.open(store, folder.resolve("trail"), clock);
                ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1)) {
            SessionRegistry sessions = new SessionRegistry();
            Granted session = new Granted();
            sessions.add(session);
            try (GrantWatch watch =
                    new GrantWatch(
                            sessions,
                            new AccessRequests(store, audit, clock),
                            new Locks(store, audit, clock, new Ulids(clock, Randomness.system())),
                            clock,
                            scheduler)) {
                watch.grantExtended(extended(), Instant.MAX);
            }
            assertThat(session.announced)
                    .containsExactly(
                            Map.of(
                                    "about",
                                    "extended",
                                    "text",
                                    "this session goes on until " + Instant.MAX,
                                    "by",
                                    Map.of("id", "i|9", "name", "Avery", "email", "avery@x"),
                                    "reason",
                                    "not done yet",
                                    "at",
                                    "1970-01-01T00:00:00Z"));
        }
    }

    private static AccessRequest extended() {
        AccessRequest.Deed deed =
                new AccessRequest.Deed(Instant.EPOCH, "i|9", "Avery", "avery@x", "not done yet");
        return new AccessRequest(
                "G1",
                "G1",
                new AccessRequest.Requester("i", "7", "Erin", "erin@x"),
                "orders",
                "app_read",
                "why",
                Duration.ofHours(1),
                AccessRequest.State.ACTIVE,
                1,
                Instant.EPOCH,
                deed,
                null,
                Instant.MAX,
                List.of(),
                AccessRequest.Wish.NONE,
                new AccessRequest.Demands(
                        "reader", 1, List.of(), Duration.ofHours(9), Duration.ZERO, Duration.ZERO),
                new AccessRequest.History(
                        List.of(), List.of(new AccessRequest.Extension(deed, Instant.MAX)), null));
    }

    /// A session that lives by the grant `G1`, and keeps what it is told.
    private static final class Granted implements LiveSession {

        private final List<Map<String, Object>> announced = new CopyOnWriteArrayList<>();

        @Override
        public String id() {
            return "01ARZ3NDEKTSV4RRFFQ69G5FAV";
        }

        @Override
        public @Nullable String grant() {
            return "G1";
        }

        @Override
        public Instant endsAt() {
            return Instant.MAX;
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
        public void announce(Announcement announcement) {
            announced.add(announcement.toFacts());
        }

        @Override
        public void end(String reason, String sqlState, String message, String detail) {}

        @Override
        public void endWhenIdle(String reason, String sqlState, String message, String notice) {}
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
