package dev.postern.broker.record;

import static dev.postern.broker.record.RecorderFixture.SEGMENT_BYTES;
import static dev.postern.broker.record.RecorderFixture.bytes;
import static dev.postern.broker.record.RecorderFixture.config;
import static dev.postern.broker.record.RecorderFixture.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingId;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Pages of a journal segment that the kernel cannot give, as on a disk with a bad sector or a full disk that copies on
/// write: an error for the journal, and never the end of the process. A file cut short under its mapping makes them.
@Timeout(60)
@Tag("G4")
final class JournalBadPageTest {

    private static final int APPENDS_UNTIL_COMPILED = 2_000_000;

    @TempDir Path data;

    @Test
    void read_recordOnABadPage_isAnError() throws Exception {
        Path file = data.resolve("0-000001.seg");
        SegmentKeys keys = new SegmentKeys(RecorderFixture.keys(), Randomness.system());
        try (JournalSegment segment =
                JournalSegment.allocate(file, SEGMENT_BYTES, new FaultyDisk())) {
            segment.begin(1, 99, keys);
            segment.append(
                    RecordingId.parse(session(1)),
                    1,
                    1,
                    Origin.FRONTEND.code(),
                    ByteBuffer.allocate(SEGMENT_BYTES / 2),
                    false);
            cut(file, 4096);

            assertThatThrownBy(() ->
                            segment.read(
                                    JournalSegment.HEADER_BYTES,
                                    (session, sequence, micros, code, content) -> {
                                        throw new AssertionError(
                                                "a record that is not there was read");
                                    }))
                    .isInstanceOf(InternalError.class);
        }
    }

    @Test
    void append_onABadPage_endsSessions_andTakesNoNewOnes() throws Exception {
        BlockingQueue<RecorderException.Kind> told = new LinkedBlockingQueue<>();
        JournaledRecorder recorder =
                RecorderFixture.start(config(data), new FaultyDisk(), Ticker.system());
        try {
            SessionRecorder session =
                    recorder.open(session(1), Map.of(), Durability.WRITE_THROUGH, Runnable::run);
            session.onFailure(cause -> told.add(cause.kind()));
            for (Path segment : segments()) {
                cut(segment, 0);
            }

            assertThatThrownBy(() -> session.append(Origin.FRONTEND, bytes("select 1")))
                    .isInstanceOfSatisfying(
                            RecorderException.class,
                            e -> assertThat(e.kind()).isEqualTo(RecorderException.Kind.IO_ERROR));

            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(RecorderException.Kind.IO_ERROR);
            recorder.watch().tick();
            assertThatThrownBy(() ->
                            recorder.open(
                                    session(2), Map.of(), Durability.WRITE_THROUGH, Runnable::run))
                    .isInstanceOf(RecorderException.class)
                    .hasMessageContaining("restart the broker");
        } finally {
            recorder.close();
        }
    }

    /// Compiled code tells of a page later than other code does.
    @Test
    void append_onABadPage_afterManyAppends_isAnErrorOfTheJournal() throws Exception {
        SegmentKeys keys = new SegmentKeys(RecorderFixture.keys(), Randomness.system());
        JournalShard shard = new JournalShard(config(data), Ticker.system());
        shard.startedBy(Thread.currentThread(), Thread.currentThread());
        Path file = data.resolve("0-000001.seg");
        try (JournalSegment segment =
                JournalSegment.allocate(file, SEGMENT_BYTES, new FaultyDisk())) {
            segment.begin(1, 1, keys);
            shard.addSpare(segment);
            for (int i = 0; i < APPENDS_UNTIL_COMPILED; i++) {
                if (segment.remaining() < SEGMENT_BYTES / 2) {
                    segment.begin(i, i, keys);
                }
                append(shard);
            }
            cut(file, 0);

            assertThatThrownBy(() -> append(shard)).isInstanceOf(RecorderException.class);
            assertThat(shard.failure()).isNotNull();
        }
    }

    private static void append(JournalShard shard) throws RecorderException {
        shard.append(
                RecordingId.parse(session(1)),
                1,
                1,
                Origin.FRONTEND.code(),
                bytes("select 1"),
                new AppendTerms(Long.MAX_VALUE, false, true));
    }

    private List<Path> segments() throws Exception {
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            return files.filter(file -> file.toString().endsWith(".seg")).toList();
        }
    }

    private static void cut(Path file, long length) throws Exception {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(length);
        }
    }
}
