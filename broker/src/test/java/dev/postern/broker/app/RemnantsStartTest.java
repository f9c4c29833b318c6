package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.record.RecordingStore;
import dev.postern.recording.RecordingReader;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Everything a broker opens - site log, state, index, keys, journal - opens in seconds though the broker before died with
/// many open recordings; they get their end and their seal in the site log by themselves.
///
/// `-Dpostern.remnants=N` chooses how many.
@Tag("G28")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class RemnantsStartTest {

    private static final int REMNANTS = Integer.getInteger("postern.remnants", 300);
    private static final Duration LONGEST_START = Duration.ofSeconds(5);

    @TempDir Path folder;

    @Test
    void startAfterACrash_isReadyInSeconds_andSealsEveryRecording() throws Exception {
        DataFolders folders = new DataFolders(folder);
        try (Storage dying = folders.open("dying")) {
            Remnants.leaveOpen(dying, REMNANTS);
            folders.copy("dying", "left");
        }

        long begin = System.nanoTime();
        try (Storage storage = folders.open("left")) {
            Duration ready = Duration.ofNanos(System.nanoTime() - begin);
            while (!storage.journal().recoveryText().isEmpty()) {
                LockSupport.parkNanos(10_000_000);
            }
            Duration recovered = Duration.ofNanos(System.nanoTime() - begin);
            while (!storage.audit().unsealed().isEmpty()) {
                LockSupport.parkNanos(200_000_000);
            }
            Duration sealed = Duration.ofNanos(System.nanoTime() - begin);

            System.out.printf(
                    "RemnantsStartTest: %d open recordings: ready after %d ms, recovered after %d"
                            + " ms, sealed in the site log after %d ms%n",
                    REMNANTS, ready.toMillis(), recovered.toMillis(), sealed.toMillis());
            assertThat(storage.recordings().list()).hasSize(REMNANTS);
            for (Path file : storage.recordings().list()) {
                try (RecordingReader reader =
                        storage.recordings().open(RecordingStore.sessionOf(file))) {
                    assertThat(reader.isFinished()).isTrue();
                }
            }
            if (!isMachineBusy()) {
                assertThat(ready).isLessThan(LONGEST_START);
            }
        }
    }

    /// Whether others want more than the processors there are: a start takes as long as they leave it then.
    private static boolean isMachineBusy() {
        var machine = ManagementFactory.getOperatingSystemMXBean();
        return machine.getSystemLoadAverage() > 2 * machine.getAvailableProcessors();
    }
}
