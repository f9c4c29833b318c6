package dev.postern.broker.record;

import static dev.postern.broker.record.RecorderFixture.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a segment of the journal costs in memory of the process, as Linux counts it.
@EnabledOnOs(OS.LINUX)
final class SegmentMemoryTest {

    private static final int SEGMENT_BYTES = 4 << 20;
    private static final int CONTENT_BYTES = 1000;

    @TempDir Path data;

    @Test
    void usedAgain_holdsNoMemoryOfItsLastUse() throws IOException {
        Path file = data.resolve("0-000001.seg");
        SegmentKeys keys = new SegmentKeys(RecorderFixture.keys(), Randomness.system());
        try (JournalSegment segment =
                JournalSegment.allocate(file, SEGMENT_BYTES, DiskSync.system())) {
            segment.begin(1, 99, keys);
            fill(segment);
            assertThat(residentKiB(file)).isGreaterThan(SEGMENT_BYTES / 1024 / 2);

            segment.begin(2, 100, keys);

            assertThat(residentKiB(file)).isLessThan(SEGMENT_BYTES / 1024 / 4);
            fill(segment);
            assertThat(read(segment)).isEqualTo(records());
        }
    }

    private static int records() {
        return (SEGMENT_BYTES - JournalSegment.HEADER_BYTES)
                / JournalSegment.recordBytes(CONTENT_BYTES);
    }

    private static void fill(JournalSegment segment) throws IOException {
        for (int i = 1; i <= records(); i++) {
            segment.append(
                    RecordingId.parse(session(1)),
                    i,
                    1,
                    Origin.FRONTEND.code(),
                    ByteBuffer.allocate(CONTENT_BYTES),
                    false);
        }
    }

    private static int read(JournalSegment segment) throws IOException {
        int records = 0;
        int at = JournalSegment.HEADER_BYTES;
        while (at >= 0) {
            at = segment.read(at, (session, sequence, micros, code, content) -> {});
            records += at >= 0 ? 1 : 0;
        }
        return records;
    }

    /// Sums the lines `Rss:` of the mappings of a file in `/proc/self/smaps`.
    private static long residentKiB(Path file) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
        long sum = 0;
        boolean isOfFile = false;
        for (String line : lines) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                isOfFile = line.endsWith(file.toString());
            } else if (isOfFile && line.startsWith("Rss:")) {
                sum += Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return sum;
    }
}
