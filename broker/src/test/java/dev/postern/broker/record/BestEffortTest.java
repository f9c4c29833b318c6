package dev.postern.broker.record;

import static dev.postern.broker.record.RecorderFixture.bytes;
import static dev.postern.broker.record.RecorderFixture.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Ticker;
import dev.postern.recording.Entry;
import dev.postern.recording.FactKind;
import dev.postern.recording.RecordingReader;
import dev.postern.recording.format.Origin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

@Timeout(60)
final class BestEffortTest {

    @TempDir Path data;

    @Test
    void journalWithoutRoom_dropsAndSaysHowMuch() throws Exception {
        FaultyDisk disk = new FaultyDisk();
        JournalConfig config = new JournalConfig(data, 1, RecorderFixture.SEGMENT_BYTES, 4);
        long relayed = 0;
        long relayedMessages = 0;
        try (JournaledRecorder recorder = RecorderFixture.start(config, disk, Ticker.system())) {
            SessionRecorder session =
                    recorder.open(session(1), Map.of(), Durability.BEST_EFFORT, Runnable::run);
            SessionRecorder other =
                    recorder.open(session(2), Map.of(), Durability.STRICT, Runnable::run);
            CountDownLatch synced = new CountDownLatch(1);
            session.whenSynced(session.lastPosition(), synced::countDown);
            assertThat(synced.await(20, TimeUnit.SECONDS)).isTrue();
            session.append(Origin.FRONTEND, bytes("startup"));
            disk.hold();
            while (relayed < 8L * RecorderFixture.SEGMENT_BYTES) {
                relayed += append(session);
                relayedMessages++;
                assertThat(session.isWritable()).isTrue();
            }
            disk.letGo();
            CountDownLatch again = new CountDownLatch(1);
            other.whenWritable(again::countDown);
            assertThat(again.await(20, TimeUnit.SECONDS)).isTrue();
            relayed += append(session);
            relayedMessages++;
            session.close(Map.of("reason", "closed"));
        }
        long kept = 0;
        long keptMessages = 0;
        long dropped = 0;
        long droppedMessages = 0;
        try (RecordingReader reader = new RecordingStore(data).open(session(1))) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                if (entry instanceof Entry.Bytes bytes && bytes.origin() == Origin.BACKEND) {
                    kept += bytes.bytes().remaining();
                    keptMessages++;
                } else if (entry instanceof Entry.Fact fact
                        && fact.kind().equals(FactKind.GAP.name())) {
                    dropped += number(fact, "bytes");
                    assertThat(number(fact, "sinceMicros")).isBetween(1L, fact.micros());
                    droppedMessages += number(fact, "messages");
                }
            }
            Map<String, ?> verdict = reader.footer().orElseThrow().completeness();
            assertThat(verdict.get("complete")).isEqualTo(false);
            assertThat(String.valueOf(verdict.get("gaps"))).contains("bytes=" + dropped);
        }
        assertThat(dropped).isPositive();
        assertThat(kept + dropped).isEqualTo(relayed);
        assertThat(keptMessages + droppedMessages).isEqualTo(relayedMessages);
    }

    private static long number(Entry.Fact fact, String name) {
        return fact.facts().get(name) instanceof Number number ? number.longValue() : -1;
    }

    /// One DataRow of 1,000 bytes.
    private static int append(SessionRecorder session) throws RecorderException {
        ByteBuffer row = ByteBuffer.allocate(1_000).put(0, (byte) 'D').putInt(1, 999);
        session.append(Origin.BACKEND, row);
        return row.remaining();
    }
}
