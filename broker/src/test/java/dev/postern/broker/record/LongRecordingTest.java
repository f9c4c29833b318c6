package dev.postern.broker.record;

import static dev.postern.broker.record.RecorderFixture.isFinished;
import static dev.postern.broker.record.RecorderFixture.machine;
import static dev.postern.broker.record.RecorderFixture.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.pgwire.BackendMessage;
import dev.postern.pgwire.FrontendMessage;
import dev.postern.pgwire.MessageEncoder;
import dev.postern.pgwire.ProtocolVersion;
import dev.postern.pgwire.StartupPacket.StartupMessage;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingReader;
import dev.postern.recording.format.Origin;
import dev.postern.replay.SessionReplay;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A recording that is long enough gets snapshots before its footer.
@Timeout(60)
class LongRecordingTest {

    private static final int STATEMENTS = 200;

    @TempDir Path data;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final SealListener listener =
            (session, file, progress) -> told.add(session + " " + progress);

    private Recorder start() throws Exception {
        return JournaledRecorder.start(
                new JournalConfig(data, 1, 4 << 20, 8), machine(DiskSync.system()), listener);
    }

    private static SessionRecorder open(Recorder recorder, int number) throws RecorderException {
        return recorder.open(
                session(number), Map.of("target", "orders"), Durability.STRICT, Runnable::run);
    }

    private static SessionRecorder longSession(Recorder recorder) throws RecorderException {
        SessionRecorder session = open(recorder, 1);
        session.append(
                Origin.FRONTEND,
                StartupMessage.of(ProtocolVersion.V3_0, Map.of("user", "alice")).encode());
        BackendMessage row = new BackendMessage.DataRow(List.of(ByteBuffer.wrap(new byte[30_000])));
        for (int i = 1; i <= STATEMENTS; i++) {
            session.append(Origin.FRONTEND, encode(new FrontendMessage.Query("SELECT " + i)));
            session.append(Origin.BACKEND, MessageEncoder.UTF_8.encode(row));
            session.append(Origin.BACKEND, encode(new BackendMessage.CommandComplete("SELECT 1")));
            session.append(
                    Origin.BACKEND,
                    encode(new BackendMessage.ReadyForQuery(BackendMessage.TransactionState.IDLE)));
        }
        return session;
    }

    private static ByteBuffer encode(FrontendMessage message) {
        return MessageEncoder.UTF_8.encode(message);
    }

    private static ByteBuffer encode(BackendMessage message) {
        return MessageEncoder.UTF_8.encode(message);
    }

    private void assertSeeks() throws Exception {
        Path file = new RecordingStore(data).find(session(1)).orElseThrow();
        try (RecordingReader reader = RecordingFile.withoutKey(file).open()) {
            assertThat(reader.footer().orElseThrow().snapshots()).hasSizeGreaterThan(3);
        }
        try (SessionReplay replay =
                SessionReplay.openBefore(RecordingFile.withoutKey(file), STATEMENTS, event -> {})) {
            assertThat(replay.sequence()).isGreaterThan(4 * STATEMENTS / 2);
            replay.all(event -> {});
            assertThat(replay.isComplete()).isTrue();
        }
        assertThat(new RecordingStore(data).unfinished()).isEmpty();
    }

    @Test
    void longSession_ends_isFinishedWithSnapshots_andOthersGoOn() throws Exception {
        try (Recorder recorder = start()) {
            longSession(recorder).close(Map.of("reason", "client-closed"));
            SessionRecorder other = open(recorder, 2);
            other.append(Origin.FRONTEND, ByteBuffer.wrap(new byte[] {1}));

            String news = "";
            while (!news.equals(session(1) + " FINISHED")) {
                news = String.valueOf(told.poll(20, TimeUnit.SECONDS));
            }
            other.close(Map.of("reason", "client-closed"));
        }
        assertSeeks();
        assertThat(isFinished(data, session(2))).isTrue();
    }

    @Test
    void recorderClosedAtOnce_waitsForTheSnapshots() throws Exception {
        try (Recorder recorder = start()) {
            longSession(recorder).close(Map.of("reason", "client-closed"));
        }
        assertSeeks();
    }

    @Test
    void sessionWithoutEnd_isRecoveredWithSnapshots() throws Exception {
        try (Recorder recorder = start()) {
            longSession(recorder);
        }
        try (Recorder recorder = start()) {
            assertThat(recorder).isNotNull();
            while (!isFinished(data, session(1))) {
                Thread.onSpinWait();
            }
        }
        assertSeeks();
    }
}
