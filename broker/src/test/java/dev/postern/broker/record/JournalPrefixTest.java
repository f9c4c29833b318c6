package dev.postern.broker.record;

import static dev.postern.broker.record.RecorderFixture.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingId;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Every prefix of a journal of 256 KiB, with zeros or garbage behind it: reading gives the whole records before the
/// cut, as they were written, and nothing else.
///
/// `-Dpostern.prefix-step=N` looks at every N-th prefix only.
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@Tag("G2")
final class JournalPrefixTest {

    private static final int BYTES = 256 * 1024;
    private static final int STEP = Integer.getInteger("postern.prefix-step", 16);
    private static final SegmentKeys KEYS =
            new SegmentKeys(RecorderFixture.keys(), Randomness.system());

    @TempDir Path data;

    private final List<ByteBuffer> written = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();

    @Test
    void everyPrefix_givesTheRecordsBeforeIt() throws Exception {
        Path file = data.resolve("0-000001.seg");
        write(file);
        int looked = 0;
        for (boolean zeros : new boolean[] {true, false}) {
            write(file);
            Random garbage = new Random(7);
            try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                byte[] filler = new byte[STEP];
                for (int cut = BYTES; cut >= JournalSegment.HEADER_BYTES; cut -= STEP) {
                    if (cut < BYTES) {
                        if (!zeros) {
                            garbage.nextBytes(filler);
                        }
                        bytes.seek(cut);
                        bytes.write(filler);
                    }
                    check(file, cut);
                    looked++;
                }
            }
        }
        System.out.println(
                "JournalPrefixTest: " + looked + " prefixes of " + BYTES + " bytes, step " + STEP);
    }

    private void write(Path file) throws Exception {
        written.clear();
        ends.clear();
        Random random = new Random(42);
        try (JournalSegment segment = JournalSegment.allocate(file, BYTES, new FaultyDisk())) {
            segment.begin(1, 99, KEYS);
            for (int i = 0; ; i++) {
                byte[] content = new byte[random.nextInt(i % 7 == 0 ? 6_000 : 300)];
                random.nextBytes(content);
                if (segment.remaining() < JournalSegment.recordBytes(content.length)) {
                    return;
                }
                segment.append(
                        RecordingId.parse(session(i % 5)),
                        i,
                        i,
                        Origin.FRONTEND.code(),
                        ByteBuffer.wrap(content),
                        i % 3 == 0);
                written.add(ByteBuffer.wrap(content));
                ends.add((int) (segment.endPosition() - segment.startPosition()));
            }
        }
    }

    private void check(Path file, int cut) throws Exception {
        int[] next = {0};
        try (JournalSegment segment = JournalSegment.open(file, KEYS)) {
            assertThat(segment).isNotNull();
            int at = JournalSegment.HEADER_BYTES;
            while (at >= 0 && segment != null) {
                at =
                        segment.read(
                                at,
                                (session, sequence, micros, code, content) -> {
                                    int number = next[0]++;
                                    if (sequence != number
                                            || !content.equals(written.get(number))) {
                                        throw new AssertionError(
                                                "cut at "
                                                        + cut
                                                        + ": record "
                                                        + number
                                                        + " is not what was written");
                                    }
                                });
            }
        }
        int whole = 0;
        while (whole < ends.size() && ends.get(whole) <= cut) {
            whole++;
        }
        // The padding of a record is not needed, and a filler may be what the cut bytes were.
        assertThat(next[0]).as("cut at %d", cut).isBetween(whole, whole + 1);
    }
}
