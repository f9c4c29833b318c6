package dev.postern.broker.record;

import static dev.postern.broker.record.RecorderFixture.bytes;
import static dev.postern.broker.record.RecorderFixture.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Ticker;
import dev.postern.recording.FactKind;
import dev.postern.recording.RecordingReader;
import dev.postern.recording.format.Origin;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/// The verdict in the footer: what the recording holds, and what it lacks.
@Timeout(60)
final class CompletenessTest {

    @TempDir Path data;

    @Test
    void sessionThatEnded_isComplete_withCountsOfBothSides() throws Exception {
        try (JournaledRecorder recorder = start()) {
            SessionRecorder session = openWithTraffic(recorder);
            session.append(
                    FactKind.SECRET_OMITTED,
                    Map.of("message", "PasswordMessage", "length", 40, "reason", "password"));
            session.close(Map.of("reason", "client-terminated"));
        }

        assertThat(verdict())
                .containsEntry("complete", true)
                .containsEntry("ended", "known")
                .containsEntry("reason", "client-terminated");
        assertThat(verdict().get("frontend")).hasToString("{messages=3, bytes=26}");
        assertThat(verdict().get("backend")).hasToString("{messages=1, bytes=6}");
        assertThat(verdict().get("masked")).hasToString("{count=1, bytes=40}");
    }

    @Test
    void sessionOfABrokerThatDied_isNotComplete() throws Exception {
        FaultyDisk disk = new FaultyDisk();
        JournaledRecorder dying =
                RecorderFixture.start(RecorderFixture.config(data), disk, Ticker.system());
        openWithTraffic(dying);
        disk.fail();
        dying.close();

        start().close();

        assertThat(verdict())
                .containsEntry("complete", false)
                .containsEntry("ended", "recovered")
                .containsEntry("reason", "recovered");
        assertThat(verdict().get("frontend")).hasToString("{messages=3, bytes=26}");
    }

    private JournaledRecorder start() throws Exception {
        return RecorderFixture.start(
                RecorderFixture.config(data), DiskSync.system(), Ticker.system());
    }

    private static SessionRecorder openWithTraffic(JournaledRecorder recorder) throws Exception {
        SessionRecorder session =
                recorder.open(session(1), Map.of(), Durability.STRICT, Runnable::run);
        session.append(Origin.FRONTEND, bytes("start-up"));
        ByteBuffer two =
                ByteBuffer.allocate(18)
                        .put((byte) 'Q')
                        .putInt(11)
                        .put(bytes("select\0"))
                        .put((byte) 'X')
                        .putInt(5)
                        .put((byte) 0);
        session.append(Origin.FRONTEND, two.flip().slice(0, 7));
        session.append(Origin.FRONTEND, two.slice(7, 11));
        session.append(Origin.BACKEND, bytes("Z\0\0\0\5I"));
        return session;
    }

    private Map<String, @Nullable Object> verdict() throws Exception {
        try (RecordingReader reader = new RecordingStore(data).open(session(1))) {
            return reader.footer().orElseThrow().completeness();
        }
    }
}
