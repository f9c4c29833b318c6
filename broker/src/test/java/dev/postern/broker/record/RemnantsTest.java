package dev.postern.broker.record;

import static dev.postern.broker.record.RecorderFixture.bytes;

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

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A broker that dies with many open recordings is ready again in seconds, and finishes all of them by itself.
///
/// `-Dpostern.remnants=N` chooses how many.
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@Tag("G28")
final class RemnantsTest {

    private static final int SEGMENT_BYTES = 16 * 1024 * 1024;
    // None is made, and synced, behind the sessions' backs.
    private static final int FEWEST_SEGMENTS = 3;
    private static final int REMNANTS = Integer.getInteger("postern.remnants", 1_000);
    private static final Duration LONGEST_START = Duration.ofSeconds(5);

    @TempDir Path data;

    @Test
    void startAfterACrash_isReadyInSeconds_andFinishesEveryRecording() throws Exception {
        leaveOpen();
        RecordingStore store = new RecordingStore(data);

        long begin = System.nanoTime();
        JournaledRecorder recorder =
                RecorderFixture.start(
                        JournalConfig.of(data, 1), DiskSync.system(), Ticker.system());
        Duration ready = Duration.ofNanos(System.nanoTime() - begin);
        String session = new Ulids(Clock.system(), Randomness.system()).next();
        recorder.open(session, Map.of(), Durability.STRICT, Runnable::run)
                .close(Map.of("reason", "closed"));
        recorder.close();
        Duration done = Duration.ofNanos(System.nanoTime() - begin);

        System.out.printf(
                "RemnantsTest: %d open recordings: ready after %d ms, all finished after %d ms%n",
                REMNANTS, ready.toMillis(), done.toMillis());
        assertThat(store.unfinished()).isEmpty();
        assertThat(store.list()).hasSize(REMNANTS + 1);
        assertThat(ready).isLessThan(LONGEST_START);
    }

    private void leaveOpen() throws Exception {
        FaultyDisk disk = new FaultyDisk();
        Ulids ulids = new Ulids(Clock.system(), Randomness.system());
        try (JournaledRecorder dying =
                RecorderFixture.start(
                        new JournalConfig(data, 1, SEGMENT_BYTES, FEWEST_SEGMENTS),
                        disk,
                        Ticker.system())) {
            SessionRecorder last = null;
            for (int i = 0; i < REMNANTS; i++) {
                last = dying.open(ulids.next(), Map.of(), Durability.WRITE_THROUGH, Runnable::run);
                last.append(Origin.FRONTEND, bytes("select " + i));
            }
            CountDownLatch synced = new CountDownLatch(1);
            assertThat(last).isNotNull();
            if (last != null) {
                last.whenSynced(last.lastPosition(), synced::countDown);
                assertThat(synced.await(60, TimeUnit.SECONDS)).isTrue();
                disk.fail();
                last.whenSynced(last.append(Origin.FRONTEND, bytes("x")), () -> {});
            }
        }
    }
}
