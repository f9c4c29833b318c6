package dev.postern.broker.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.base.Ulids;
import dev.postern.recording.format.Origin;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// No message is relayed before a sync that began after it was appended has ended: a million messages of a hundred
/// sessions, on the machine's own disk.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@Tag("G3")
final class OrderLawTest {

    private static final int SESSIONS = 100;
    private static final int MESSAGES = Integer.getInteger("postern.order-messages", 1_000_000);
    private static final int UNDER_WAY = 64;

    @TempDir Path data;

    /// The highest position known to be appended, and the highest known to be on the disk. An append and its note are
    /// one step for the probe: a sync that covers the one knows of the other.
    private final AtomicLong appended = new AtomicLong();

    private final AtomicLong durable = new AtomicLong();
    private final AtomicLong syncs = new AtomicLong();
    private final AtomicLong relayed = new AtomicLong();
    private final AtomicLong violations = new AtomicLong();

    @Test
    void message_isRelayedBehindItsSyncOnly() throws Exception {
        DiskSync probe =
                (FileChannel file) -> {
                    long before;
                    synchronized (appended) {
                        before = appended.get();
                    }
                    DiskSync.system().force(file);
                    durable.accumulateAndGet(before, Math::max);
                    syncs.incrementAndGet();
                };
        CountDownLatch done = new CountDownLatch(SESSIONS);
        JournalConfig config = new JournalConfig(data, 1, 4 << 20, 6);
        List<ExecutorService> loops = new ArrayList<>();
        Ulids ulids = new Ulids(Clock.system(), Randomness.system());
        try (JournaledRecorder recorder = RecorderFixture.start(config, probe, Ticker.system())) {
            for (int i = 0; i < 2; i++) {
                loops.add(Executors.newSingleThreadExecutor());
            }
            for (int i = 0; i < SESSIONS; i++) {
                ExecutorService loop = loops.get(i % 2);
                SessionRecorder session =
                        recorder.open(ulids.next(), Map.of(), Durability.STRICT, loop);
                loop.execute(new Load(session, loop, done)::step);
            }
            assertThat(done.await(9, TimeUnit.MINUTES)).isTrue();
            loops.forEach(ExecutorService::close);
        }
        System.out.printf(
                "OrderLawTest: %d messages of %d sessions, %d syncs, %d violations%n",
                relayed.get(), SESSIONS, syncs.get(), violations.get());
        assertThat(violations).hasValue(0);
        assertThat(relayed).hasValue((long) MESSAGES / SESSIONS * SESSIONS);
    }

    /// One session's messages; confined to its loop.
    private final class Load {
        private final SessionRecorder session;
        private final ExecutorService loop;
        private final CountDownLatch done;
        private final ByteBuffer message = ByteBuffer.allocate(64);
        private int sent;
        private int arrived;

        Load(SessionRecorder session, ExecutorService loop, CountDownLatch done) {
            this.session = session;
            this.loop = loop;
            this.done = done;
        }

        void step() {
            if (!session.isWritable()) {
                session.whenWritable(this::step);
                return;
            }
            try {
                while (sent < MESSAGES / SESSIONS && sent - arrived < UNDER_WAY) {
                    long position;
                    synchronized (appended) {
                        position = session.append(Origin.FRONTEND, message);
                        appended.accumulateAndGet(position, Math::max);
                    }
                    sent++;
                    session.whenSynced(position, () -> relay(position));
                }
            } catch (RecorderException e) {
                throw new AssertionError(e);
            }
        }

        private void relay(long position) {
            relayed.incrementAndGet();
            if (durable.get() < position) {
                violations.incrementAndGet();
            }
            arrived++;
            if (arrived == MESSAGES / SESSIONS) {
                session.close(Map.of("reason", "done"));
                done.countDown();
            } else if (arrived == sent) {
                loop.execute(this::step);
            }
        }
    }
}
