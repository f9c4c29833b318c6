package dev.postern.broker.record;

import dev.postern.recording.format.BlockHeader;

import java.nio.file.Path;

/// How the journal is laid out.
///
/// @param data         the directory that holds `journal` and `recordings`
/// @param shards       independent journals, each with two threads; one for each event loop is best
/// @param segmentBytes size of a segment, at least [#MIN_SEGMENT_BYTES]
/// @param maxSegments  most segments of a shard, at least 3: what is beyond waits, see [SessionRecorder#isWritable]
/// @param space        how much room the disk must have
public record JournalConfig(
        Path data, int shards, int segmentBytes, int maxSegments, SpaceLimits space) {

    /// The smallest segment that is accepted.
    public static final int MIN_SEGMENT_BYTES = 16 * 1024;

    private static final int DEFAULT_SEGMENT_BYTES = 16 * 1024 * 1024;
    private static final int DEFAULT_MAX_SEGMENTS = 8;

    public JournalConfig {
        if (shards < 1
                || segmentBytes < MIN_SEGMENT_BYTES
                || segmentBytes % 8 != 0
                || maxSegments < 3) {
            throw new IllegalArgumentException(
                    "journal of "
                            + shards
                            + " shards with up to "
                            + maxSegments
                            + " segments of "
                            + segmentBytes
                            + " bytes; expected at least 1 shard, 3 segments and "
                            + MIN_SEGMENT_BYTES
                            + " bytes, a multiple of 8");
        }
    }

    /// A journal that watches no free space.
    public JournalConfig(Path data, int shards, int segmentBytes, int maxSegments) {
        this(data, shards, segmentBytes, maxSegments, SpaceLimits.NONE);
    }

    /// Segments of 16 MiB, at most 8 a shard; no free space is watched.
    public static JournalConfig of(Path data, int shards) {
        return new JournalConfig(data, shards, DEFAULT_SEGMENT_BYTES, DEFAULT_MAX_SEGMENTS);
    }

    /// How many segments wait for use, if the limit allows it.
    static final int SPARE_SEGMENTS = 3;

    /// What the journal of all shards takes before anything is recorded, with the reserve.
    long firstBytes() {
        return (long) shards * SPARE_SEGMENTS * segmentBytes + space.reserveBytes();
    }

    Path journal() {
        return data.resolve("journal");
    }

    /// The longest entry: longer ones are cut. A quarter of a segment at most, so that little of one is wasted.
    int maxEntryBytes() {
        return Math.min(
                BlockHeader.MAX_ENTRY_BYTES, segmentBytes / 4 - JournalSegment.RECORD_HEADER_BYTES);
    }
}
