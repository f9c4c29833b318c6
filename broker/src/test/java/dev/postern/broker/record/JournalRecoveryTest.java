package dev.postern.broker.record;

import static dev.postern.broker.record.RecorderFixture.bytes;
import static dev.postern.broker.record.RecorderFixture.entries;
import static dev.postern.broker.record.RecorderFixture.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.recording.FactKind;
import dev.postern.recording.format.EntryLayout;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingId;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

@Tag("G2")
class JournalRecoveryTest {

    private static final DiskSync NO_SYNC = new FaultyDisk();
    private static final SegmentKeys KEYS =
            new SegmentKeys(RecorderFixture.keys(), Randomness.system());
    private static final RecordingId SESSION = RecordingId.parse(session(1));

    @TempDir Path data;

    private JournalConfig config;
    private Path segmentFile;

    JournalRecoveryTest() {
        config = new JournalConfig(Path.of("unset"), 1, JournalConfig.MIN_SEGMENT_BYTES, 3);
        segmentFile = Path.of("unset");
    }

    @BeforeEach
    void prepare() throws IOException {
        config = new JournalConfig(data, 1, JournalConfig.MIN_SEGMENT_BYTES, 3);
        Files.createDirectories(config.journal());
        segmentFile = config.journal().resolve("0-000001.seg");
    }

    @Test
    void journalTornAtEveryByte_givesTheWholeRecordsBeforeIt() throws Exception {
        List<Integer> ends = writeSegment(1, 99, 6);
        byte[] whole = Files.readAllBytes(segmentFile);
        int last = ends.getLast();
        for (int torn = JournalSegment.HEADER_BYTES; torn <= last; torn++) {
            clear();
            byte[] bytes = whole.clone();
            for (int i = torn; i < last; i++) {
                bytes[i] = (byte) (torn % 2 == 0 ? 0 : 0xA5 ^ i);
            }
            Files.write(segmentFile, bytes);

            recover();

            int limit = torn;
            int records = (int) ends.stream().filter(end -> end <= limit).count();
            List<String> found =
                    new RecordingStore(data).find(session(1)).isPresent()
                            ? entries(data, session(1))
                            : List.of();
            // One more than the records may be there: what stands for the torn bytes may be what
            // they were.
            assertThat(found.size())
                    .as("torn at %d", torn)
                    .isBetween(records == 0 ? 0 : records + 1, records + 2);
            if (!found.isEmpty()) {
                assertThat(found.getLast()).isEqualTo("RECOVERED");
            }
            for (int i = 1; i < found.size() - 1; i++) {
                assertThat(found.get(i)).isEqualTo("FRONTEND statement " + i);
            }
        }
    }

    @Test
    void journalTruncatedAtEveryLength_neverFails() throws Exception {
        List<Integer> ends = writeSegment(1, 99, 6);
        byte[] whole = Files.readAllBytes(segmentFile);
        for (int length = 0; length <= ends.getLast(); length++) {
            clear();
            Files.write(segmentFile, java.util.Arrays.copyOf(whole, length));

            recover();

            int limit = length;
            long records = ends.stream().filter(end -> end <= limit).count();
            if (records > 0) {
                assertThat(entries(data, session(1)))
                        .hasSizeBetween((int) records + 1, (int) records + 2);
            }
        }
    }

    @Test
    void fileWithoutAHeader_asAKillLeavesIt_isMadeAnewFromTheJournal() throws Exception {
        writeSegment(1, 99, 6);
        Path file = emptyRecording();

        recover();

        assertThat(entries(data, session(1))).hasSize(7).endsWith("RECOVERED");
        assertThat(file).isNotEmptyFile();
        assertThat(data.resolve("quarantine")).doesNotExist();
    }

    @Test
    void fileWithoutAHeader_thatTheJournalDoesNotHave_isKeptAside() throws Exception {
        Path file = emptyRecording();

        recover();

        assertThat(file).doesNotExist();
        assertThat(data.resolve("quarantine").resolve(String.valueOf(file.getFileName())))
                .isEmptyFile();
    }

    private Path emptyRecording() throws IOException {
        RecordingStore store = new RecordingStore(data);
        Files.createDirectories(store.directory(SESSION));
        Files.createDirectories(store.markers());
        store.mark(SESSION);
        return Files.createFile(store.path(SESSION));
    }

    @Test
    void recordsOfAnEarlierUse_areNotTaken() throws Exception {
        writeSegment(1, 99, 20);
        byte[] earlier = Files.readAllBytes(segmentFile);
        List<Integer> ends = writeSegment(2, 100, 5);
        byte[] later = Files.readAllBytes(segmentFile);
        System.arraycopy(earlier, behind(ends), later, behind(ends), later.length - behind(ends));
        Files.write(segmentFile, later);

        recover();

        assertThat(entries(data, session(1)))
                .hasSize(6)
                .endsWith("FRONTEND statement 4", "RECOVERED");
    }

    @Test
    void recordMadeByAClient_isNotTaken() throws Exception {
        // A client sends the bytes of a record; the broker dies when the next record would begin
        // exactly there.
        writeSegment(1, 98, 3);
        byte[] forged = Files.readAllBytes(segmentFile);
        List<Integer> ends = writeSegment(1, 99, 2);
        byte[] real = Files.readAllBytes(segmentFile);
        System.arraycopy(forged, behind(ends), real, behind(ends), forged.length - behind(ends));
        Files.write(segmentFile, real);

        recover();

        assertThat(entries(data, session(1)))
                .containsExactly("SESSION_STARTED", "FRONTEND statement 1", "RECOVERED");
    }

    @Test
    void recoveryDoneAgain_changesNothing() throws Exception {
        writeSegment(1, 99, 5);
        byte[] journal = Files.readAllBytes(segmentFile);
        recover();
        List<String> first = entries(data, session(1));
        Files.write(segmentFile, journal);

        recover();

        assertThat(entries(data, session(1))).isEqualTo(first);
    }

    @Test
    void recoveryAfterOneThatWasKilled_finishesWhatItBegan() throws Exception {
        writeSegment(1, 99, 4);
        byte[] journal = Files.readAllBytes(segmentFile);
        recover();
        List<String> all = entries(data, session(1));
        Path file = new RecordingStore(data).find(session(1)).orElseThrow();
        byte[] finished = Files.readAllBytes(file);
        for (int length = 0; length < finished.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(finished, length));
            Files.write(segmentFile, journal);
            new RecordingStore(data).mark(SESSION);

            recover();

            assertThat(entries(data, session(1))).as("cut at %d", length).isEqualTo(all);
            assertThat(new RecordingStore(data).unfinished()).isEmpty();
        }
    }

    @Test
    void sessionThatEnded_isFinishedWithItsOwnReason() throws Exception {
        try (JournalSegment segment =
                JournalSegment.allocate(segmentFile, config.segmentBytes(), NO_SYNC)) {
            segment.begin(1, 99, KEYS);
            fact(segment, 1, FactKind.SESSION_STARTED);
            segment.append(
                    SESSION,
                    2,
                    5,
                    EntryLayout.FACT,
                    EntryLayout.encodeFact("SESSION_ENDED", Map.of("reason", "client-closed")),
                    false);
        }

        recover();

        assertThat(entries(data, session(1))).containsExactly("SESSION_STARTED", "SESSION_ENDED");
        try (var reader = new RecordingStore(data).open(session(1))) {
            assertThat(reader.footer().orElseThrow().summary())
                    .containsEntry("reason", "client-closed");
        }
    }

    @Test
    void recordsMissingInTheMiddle_areDroppedAndCounted() throws Exception {
        try (JournalSegment segment =
                JournalSegment.allocate(segmentFile, config.segmentBytes(), NO_SYNC)) {
            segment.begin(1, 99, KEYS);
            fact(segment, 1, FactKind.SESSION_STARTED);
            segment.append(SESSION, 3, 5, Origin.FRONTEND.code(), bytes("after a hole"), false);
        }

        recover();

        assertThat(entries(data, session(1))).containsExactly("SESSION_STARTED", "RECOVERED");
    }

    /// Writes a segment with `records` records of one session and returns where each ends.
    private List<Integer> writeSegment(long ordinal, long salt, int records) throws IOException {
        List<Integer> ends = new ArrayList<>();
        try (JournalSegment segment =
                JournalSegment.allocate(segmentFile, config.segmentBytes(), NO_SYNC)) {
            segment.begin(ordinal, salt, KEYS);
            for (int i = 0; i < records; i++) {
                if (i == 0) {
                    fact(segment, 1, FactKind.SESSION_STARTED);
                } else {
                    segment.append(
                            SESSION,
                            i + 1,
                            i,
                            Origin.FRONTEND.code(),
                            bytes("statement " + i),
                            false);
                }
                int padded = (int) (segment.endPosition() - segment.startPosition());
                ends.add(padded - padding(i));
            }
        }
        return ends;
    }

    private static int behind(List<Integer> ends) {
        return (ends.getLast() + 7) & ~7;
    }

    private static int padding(int record) {
        int length =
                record == 0
                        ? EntryLayout.encodeFact("SESSION_STARTED", Map.of("person", "ada"))
                                .remaining()
                        : ("statement " + record).length();
        return JournalSegment.recordBytes(length) - JournalSegment.RECORD_HEADER_BYTES - length;
    }

    private static void fact(JournalSegment segment, long sequence, FactKind kind)
            throws IOException {
        ByteBuffer content = EntryLayout.encodeFact(kind.name(), Map.of("person", "ada"));
        segment.append(SESSION, sequence, 1, EntryLayout.FACT, content, false);
    }

    private void recover() throws IOException {
        // A crash leaves segments at their full size.
        if (Files.exists(segmentFile) && Files.size(segmentFile) == 0) {
            try (RandomAccessFile file = new RandomAccessFile(segmentFile.toFile(), "rw")) {
                file.setLength(JournalSegment.HEADER_BYTES);
            }
        }
        RecorderParts parts = RecorderFixture.parts(config, NO_SYNC, Ticker.system());
        Quarantine quarantine = new Quarantine(data, NO_SYNC);
        JournalRecovery.run(parts, RecoveryScope.folder(config.journal()), quarantine);
        JournalRecovery.run(
                parts,
                RecoveryScope.sessions(config, Set.copyOf(parts.store().unfinished())),
                quarantine);
        try (Stream<Path> left = Files.list(config.journal())) {
            assertThat(left.filter(f -> f.toString().endsWith(".seg"))).isEmpty();
        }
    }

    private void clear() throws IOException {
        for (Path file : new RecordingStore(data).list()) {
            Files.delete(file);
        }
    }
}
