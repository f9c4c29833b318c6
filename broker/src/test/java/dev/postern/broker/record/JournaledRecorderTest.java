package dev.postern.broker.record;

import static dev.postern.broker.record.RecorderFixture.bytes;
import static dev.postern.broker.record.RecorderFixture.config;
import static dev.postern.broker.record.RecorderFixture.entries;
import static dev.postern.broker.record.RecorderFixture.isFinished;
import static dev.postern.broker.record.RecorderFixture.machine;
import static dev.postern.broker.record.RecorderFixture.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.recording.FactKind;
import dev.postern.recording.format.Origin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

@Timeout(60)
class JournaledRecorderTest {

    private static final SealListener NOBODY = (session, file, progress) -> {};

    @TempDir Path data;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Test
    void closedSession_isAFinishedRecordingWithEveryEntry() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        SealListener listener =
                (session, file, progress) -> {
                    assertThat(new RecordingStore(data).find(session)).contains(file);
                    seen.add(session + " " + progress);
                };
        try (Recorder recorder =
                JournaledRecorder.start(config(data), machine(DiskSync.system()), listener)) {
            SessionRecorder session = open(recorder, 1);
            session.append(Origin.FRONTEND, bytes("select 1"));
            session.append(Origin.BACKEND, bytes("1"));
            session.close(Map.of("reason", "client-closed"));

            assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(session(1) + " FINISHED");
        }
        assertThat(entries(data, session(1)))
                .containsExactly(
                        "SESSION_STARTED", "FRONTEND select 1", "BACKEND 1", "SESSION_ENDED");
        assertThat(isFinished(data, session(1))).isTrue();
        assertThat(new RecordingStore(data).unfinished()).isEmpty();
        assertThat(segments()).isEmpty();
    }

    @Test
    void runningSession_canBeReadSoon() throws Exception {
        CountDownLatch progressed = new CountDownLatch(1);
        SealListener listener = (session, file, progress) -> progressed.countDown();
        try (Recorder recorder =
                JournaledRecorder.start(config(data), machine(DiskSync.system()), listener)) {
            SessionRecorder session = open(recorder, 1);
            session.append(Origin.FRONTEND, bytes("select 1"));

            assertThat(progressed.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(entries(data, session(1)))
                    .containsExactly("SESSION_STARTED", "FRONTEND select 1");
            assertThat(isFinished(data, session(1))).isFalse();
        }
    }

    @Test
    void sessionThatIsLookedAt_isReadableBeforeTheOthers() throws Exception {
        BlockingQueue<String> progressed = new LinkedBlockingQueue<>();
        SealListener listener = (session, file, progress) -> progressed.add(session);
        try (JournaledRecorder recorder =
                JournaledRecorder.start(config(data), machine(DiskSync.system()), listener)) {
            recorder.look(session(2));
            recorder.look("no session");
            open(recorder, 1).append(Origin.FRONTEND, bytes("select 1"));
            open(recorder, 2).append(Origin.FRONTEND, bytes("select 2"));

            assertThat(progressed.poll(20, TimeUnit.SECONDS)).isEqualTo(session(2));
            assertThat(progressed.poll(20, TimeUnit.SECONDS)).isEqualTo(session(1));
            assertThat(entries(data, session(1)))
                    .containsExactly("SESSION_STARTED", "FRONTEND select 1");
        }
    }

    @Test
    void whenSynced_runsInOrderAndNotBeforeTheForce() throws Exception {
        FaultyDisk disk = new FaultyDisk();
        try (Recorder recorder = JournaledRecorder.start(config(data), machine(disk), NOBODY)) {
            SessionRecorder session = open(recorder, 1);
            await(session);
            disk.hold();
            int syncsBefore = disk.syncs();
            long first = 0;
            for (int i = 0; i < 100; i++) {
                long position = session.append(Origin.FRONTEND, bytes("q" + i));
                first = i == 0 ? position : first;
                String name = "q" + i;
                session.whenSynced(i % 3 == 0 ? first : position, () -> told.add(name));
            }
            assertThat(told).isEmpty();
            assertThat(session.isSynced(first)).isFalse();

            disk.letGo();
            await(session);

            assertThat(List.copyOf(told))
                    .isEqualTo(IntStream.range(0, 100).mapToObj(i -> "q" + i).toList());
            assertThat(session.isSynced(session.lastPosition())).isTrue();
            assertThat(disk.syncs() - syncsBefore).isBetween(1, 4);
        }
    }

    @Test
    void append_withoutAskingForASync_isSyncedSoon() throws Exception {
        FaultyDisk disk = new FaultyDisk();
        try (Recorder recorder = JournaledRecorder.start(config(data), machine(disk), NOBODY)) {
            SessionRecorder session = open(recorder, 1);
            long position = session.append(Origin.BACKEND, bytes("row"));

            while (!session.isSynced(position)) {
                Thread.onSpinWait();
            }
            assertThat(disk.syncs()).isPositive();
        }
    }

    @Test
    void failingForce_tellsAllSessionsAndRunsNothing() throws Exception {
        FaultyDisk disk = new FaultyDisk();
        // The fewest segments: none is made, and synced, behind the sessions' backs.
        JournalConfig fewest = new JournalConfig(data, 1, RecorderFixture.SEGMENT_BYTES, 3);
        try (Recorder recorder = JournaledRecorder.start(fewest, machine(disk), NOBODY)) {
            List<SessionRecorder> sessions =
                    List.of(open(recorder, 1), open(recorder, 2), open(recorder, 3));
            for (SessionRecorder session : sessions) {
                await(session);
            }
            disk.fail();
            for (SessionRecorder session : sessions) {
                session.onFailure(cause -> told.add("failed " + cause.kind()));
            }
            long position = sessions.getFirst().append(Origin.FRONTEND, bytes("select 1"));
            sessions.getFirst().whenSynced(position, () -> told.add("relayed"));

            for (int i = 0; i < 3; i++) {
                assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("failed IO_ERROR");
            }
            SessionRecorder second = sessions.get(1);
            second.whenSynced(second.lastPosition() + 1, () -> told.add("relayed"));
            assertThat(second.isWritable()).isFalse();
            assertThatThrownBy(() -> second.append(Origin.BACKEND, bytes("x")))
                    .isInstanceOfSatisfying(
                            RecorderException.class,
                            e -> assertThat(e.kind()).isEqualTo(RecorderException.Kind.IO_ERROR));
            assertThatThrownBy(() -> open(recorder, 4)).isInstanceOf(RecorderException.class);
        }
        assertThat(told).isEmpty();
        assertThat(segments()).isNotEmpty();

        JournaledRecorder.start(config(data), machine(DiskSync.system()), NOBODY).close();

        assertThat(entries(data, session(1)))
                .containsExactly("SESSION_STARTED", "FRONTEND select 1", "RECOVERED");
        assertThat(entries(data, session(3))).containsExactly("SESSION_STARTED", "RECOVERED");
    }

    @Test
    void slowDisk_pausesReadingAndLosesNothing() throws Exception {
        FaultyDisk disk = new FaultyDisk();
        JournalConfig config = new JournalConfig(data, 1, RecorderFixture.SEGMENT_BYTES, 4);
        int appended = 0;
        try (Recorder recorder = JournaledRecorder.start(config, machine(disk), NOBODY)) {
            SessionRecorder session = open(recorder, 1);
            assertThat(session.isWritable()).isTrue();
            await(session);
            disk.hold();
            while (session.isWritable()) {
                session.append(Origin.BACKEND, row(appended++));
            }
            int pausedAt = appended;
            session.whenWritable(() -> told.add("resumed"));
            RecorderException full = null;
            while (full == null) {
                try {
                    session.append(Origin.BACKEND, row(appended));
                    appended++;
                } catch (RecorderException e) {
                    full = e;
                }
            }

            assertThat(full.kind()).isEqualTo(RecorderException.Kind.FULL);
            assertThat(full).hasMessageContaining("bytes left");
            assertThat(appended).isGreaterThan(pausedAt);
            assertThat(told).isEmpty();
            disk.letGo();
            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("resumed");
            assertThat(session.isWritable()).isTrue();
            session.append(Origin.BACKEND, row(appended++));
            session.close(Map.of("reason", "closed"));
        }
        List<String> entries = entries(data, session(1));
        assertThat(entries).hasSize(appended + 2);
        assertThat(entries.get(appended)).startsWith("BACKEND " + (appended - 1) + " ");
    }

    @Test
    void close_whenTheJournalIsFull_isWrittenOnceThereIsRoom() throws Exception {
        FaultyDisk disk = new FaultyDisk();
        CountDownLatch finished = new CountDownLatch(1);
        SealListener listener =
                (session, file, progress) -> {
                    if (progress == SealListener.Progress.FINISHED) {
                        finished.countDown();
                    }
                };
        try (Recorder recorder = JournaledRecorder.start(config(data), machine(disk), listener)) {
            SessionRecorder session = open(recorder, 1);
            disk.hold();
            fill(session);
            session.close(Map.of("reason", "recorder-full"));
            disk.letGo();

            assertThat(finished.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(entries(data, session(1)).getLast()).isEqualTo("SESSION_ENDED");
    }

    @Test
    void manySegments_areRecycledAndBounded() throws Exception {
        byte[] noise = new byte[200_000];
        new java.util.Random(11).nextBytes(noise);
        try (Recorder recorder =
                JournaledRecorder.start(config(data), machine(DiskSync.system()), NOBODY)) {
            SessionRecorder session = open(recorder, 1);
            for (int i = 0; i < 40; i++) {
                CountDownLatch writable = new CountDownLatch(1);
                session.whenWritable(writable::countDown);
                assertThat(writable.await(20, TimeUnit.SECONDS)).isTrue();
                session.append(Origin.BACKEND, ByteBuffer.wrap(noise, 0, 60_000 + i));
            }
            assertThat(segments()).hasSizeLessThanOrEqualTo(6);
            session.close(Map.of("reason", "closed"));
        }
        int read = 0;
        for (String entry : entries(data, session(1))) {
            read += entry.startsWith("BACKEND ") ? entry.length() - "BACKEND ".length() : 0;
        }
        assertThat(read).isEqualTo(40 * 60_000 + 780);
    }

    @Test
    void start_whileAnotherRecorderRuns_isRefused() throws Exception {
        try (Recorder recorder =
                JournaledRecorder.start(config(data), machine(DiskSync.system()), NOBODY)) {
            open(recorder, 1);
            assertThatThrownBy(() ->
                            JournaledRecorder.start(
                                    config(data), machine(DiskSync.system()), NOBODY))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another broker uses");
        }
    }

    @Test
    void close_whileEntriesWaitForASync_alwaysEnds() throws Exception {
        for (int i = 0; i < 200; i++) {
            Path folder = Files.createDirectory(data.resolve("round-" + i));
            Recorder recorder =
                    JournaledRecorder.start(config(folder), machine(DiskSync.system()), NOBODY);
            open(recorder, 1).append(FactKind.GAP, Map.of());
            recorder.close();

            try (var recordings = Files.walk(folder)) {
                assertThat(recordings.filter(f -> f.toString().endsWith(".pgrec"))).hasSize(1);
            }
        }
    }

    @Test
    void append_afterTheRecorderClosed_isRefused() throws Exception {
        Recorder recorder =
                JournaledRecorder.start(config(data), machine(DiskSync.system()), NOBODY);
        SessionRecorder session = open(recorder, 1);
        recorder.close();

        assertThatThrownBy(() -> session.append(FactKind.GAP, Map.of()))
                .isInstanceOfSatisfying(
                        RecorderException.class,
                        e -> assertThat(e.kind()).isEqualTo(RecorderException.Kind.CLOSED));
    }

    private static void fill(SessionRecorder session) {
        try {
            for (int i = 0; ; i++) {
                session.append(Origin.BACKEND, row(i));
            }
        } catch (RecorderException e) {
            assertThat(e.kind()).isEqualTo(RecorderException.Kind.FULL);
        }
    }

    private static ByteBuffer row(int number) {
        return bytes(number + " " + "row ".repeat(20));
    }

    private static SessionRecorder open(Recorder recorder, int number) throws RecorderException {
        return recorder.open(
                session(number), Map.of("person", "ada"), Durability.STRICT, Runnable::run);
    }

    private static void await(SessionRecorder session) throws InterruptedException {
        CountDownLatch synced = new CountDownLatch(1);
        session.whenSynced(session.lastPosition(), synced::countDown);
        assertThat(synced.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            return files.filter(f -> f.toString().endsWith(".seg")).toList();
        }
    }
}
