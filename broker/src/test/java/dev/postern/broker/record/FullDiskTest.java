package dev.postern.broker.record;

import static dev.postern.broker.record.RecorderFixture.bytes;
import static dev.postern.broker.record.RecorderFixture.entries;
import static dev.postern.broker.record.RecorderFixture.isFinished;
import static dev.postern.broker.record.RecorderFixture.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.broker.base.Ticker;
import dev.postern.recording.format.Origin;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Free room that shrinks and comes back, as the file system reports it.
@Timeout(60)
@Tag("G5")
final class FullDiskTest {

    private static final int MIB = 1 << 20;

    @TempDir Path data;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private volatile FreeSpace space = new FreeSpace(100L * MIB, 1000L * MIB);
    private volatile @Nullable IOException unreadable;
    private JournaledRecorder recorder;

    @BeforeEach
    void start() throws Exception {
        JournalConfig config =
                new JournalConfig(
                        data,
                        1,
                        RecorderFixture.SEGMENT_BYTES,
                        6,
                        new SpaceLimits(2 * MIB, 10L * MIB, 5, MIB));
        recorder = RecorderFixture.start(config, DiskSync.system(), Ticker.system(), this::room);
    }

    @AfterEach
    void stop() {
        recorder.close();
    }

    @Test
    void littleRoom_refusesNewSessions_andLetsRunningOnesGoOn() throws Exception {
        SessionRecorder running = open(1);

        left(49L * MIB);

        assertThatThrownBy(() -> open(2))
                .isInstanceOfSatisfying(
                        RecorderException.class,
                        e -> assertThat(e.kind()).isEqualTo(RecorderException.Kind.FULL))
                .hasMessage(
                        "recording store has no space; new sessions are refused until space is"
                                + " free");
        running.append(Origin.FRONTEND, bytes("select 1"));
        assertThat(recorder.health().isReady()).isFalse();
        assertThat(recorder.health().alarm()).isEqualTo(RecorderHealth.Alarm.LOWEST);
        left(51L * MIB);
        open(3).close(Map.of("reason", "closed"));
        assertThat(recorder.health().alarm()).isEqualTo(RecorderHealth.Alarm.LOWER);
    }

    @Test
    void noRoom_endsSessions_writesTheirEnds_andBeginsAgainByItself() throws Exception {
        assertThat(data.resolve("journal/reserve")).hasSize(2 * MIB);
        SessionRecorder running = open(1);
        running.append(Origin.FRONTEND, bytes("select 1"));

        left(MIB - 1);

        assertThat(told.poll(10, TimeUnit.SECONDS)).startsWith("failed FULL: recording store has");
        assertThatThrownBy(() -> running.append(Origin.FRONTEND, bytes("select 2")))
                .isInstanceOf(RecorderException.class);
        running.append(Origin.BROKER_TO_FRONTEND, bytes("FATAL"));
        running.close(Map.of("reason", "recorder-failed"));
        while (!isSealed(1)) {
            recorder.watch().tick();
        }
        assertThat(data.resolve("journal/reserve")).doesNotExist();
        assertThat(entries(data, session(1)))
                .containsExactly(
                        "SESSION_STARTED",
                        "FRONTEND select 1",
                        "BROKER_TO_FRONTEND FATAL",
                        "SESSION_ENDED");
        assertThat(recorder.refusal()).isNotNull();

        left(100L * MIB);

        assertThat(recorder.refusal()).isNull();
        SessionRecorder next = open(2);
        next.append(Origin.FRONTEND, bytes("select 3"));
        next.close(Map.of("reason", "closed"));
        recorder.close();
        assertThat(entries(data, session(2)))
                .containsExactly("SESSION_STARTED", "FRONTEND select 3", "SESSION_ENDED");
        assertThat(data.resolve("journal/reserve")).hasSize(2 * MIB);
    }

    @Test
    void sessionThatSaysNothingMore_isRecovered_andDoesNotHoldUpTheOthers() throws Exception {
        SessionRecorder silent = open(1);
        silent.append(Origin.FRONTEND, bytes("select 1"));
        left(0);
        while (!isSealed(1)) {
            recorder.watch().tick();
        }

        left(100L * MIB);
        silent.close(Map.of("reason", "late"));

        open(2).close(Map.of("reason", "closed"));
        recorder.close();
        assertThat(entries(data, session(1)))
                .containsExactly("SESSION_STARTED", "FRONTEND select 1", "RECOVERED");
        assertThat(new RecordingStore(data).unfinished()).isEmpty();
    }

    @Test
    void unknownRoom_refusesNewSessions_andLetsRunningOnesGoOn() throws Exception {
        SessionRecorder running = open(1);

        unreadable = new FileSystemException("/secret/path", null, "Input/output error");
        recorder.watch().tick();

        assertThatThrownBy(() -> open(2))
                .isInstanceOfSatisfying(
                        RecorderException.class,
                        e -> assertThat(e.kind()).isEqualTo(RecorderException.Kind.UNREADABLE))
                .hasMessage(
                        "recording store's free space cannot be read (Input/output error); new"
                                + " sessions are refused");
        assertThat(recorder.health().isReady()).isFalse();
        assertThat(recorder.health().space()).isNull();
        running.append(Origin.FRONTEND, bytes("select 1"));
        running.close(Map.of("reason", "closed"));
        assertThat(told).isEmpty();
        unreadable = null;
        left(100L * MIB);
        open(3).close(Map.of("reason", "closed"));
        recorder.close();
        assertThat(entries(data, session(1)))
                .containsExactly("SESSION_STARTED", "FRONTEND select 1", "SESSION_ENDED");
    }

    @Test
    void fullDiskWhoseRoomThenIsUnknown_staysClosed_untilItIsKnown() throws Exception {
        SessionRecorder silent = open(1);
        left(0);
        while (!isSealed(1)) {
            recorder.watch().tick();
        }

        unreadable = new IOException("the device is gone");
        recorder.watch().tick();

        assertThatThrownBy(() -> open(2)).isInstanceOf(RecorderException.class);
        unreadable = null;
        left(100L * MIB);
        silent.close(Map.of("reason", "late"));
        open(3).close(Map.of("reason", "closed"));
    }

    private FreeSpace room() throws IOException {
        IOException cause = unreadable;
        if (cause != null) {
            throw cause;
        }
        return space;
    }

    private boolean isSealed(int number) throws Exception {
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            return files.noneMatch(f -> f.toString().endsWith(".seg"))
                    && isFinished(data, session(number));
        }
    }

    private void left(long bytes) {
        space = new FreeSpace(bytes, 1000L * MIB);
        recorder.watch().tick();
    }

    private SessionRecorder open(int number) throws RecorderException {
        SessionRecorder opened =
                recorder.open(
                        session(number), Map.of("person", "ada"), Durability.STRICT, Runnable::run);
        opened.onFailure(cause -> told.add("failed " + cause.kind() + ": " + cause.getMessage()));
        return opened;
    }
}
