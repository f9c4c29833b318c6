package dev.postern.recording.format;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The end of a finished recording: counts, a summary, an index of blocks; then the trailer, which points back to it.
///
/// | offset | bytes | field |
/// | --- | --- | --- |
/// | 0 | 4 | [#MAGIC]: `PGFT` |
/// | 4 | 4 | F, length of the footer, this table and the checksum included |
/// | 8 | 4 | flags, 0; a reader refuses flags it does not know |
/// | 12 | 8 | number of blocks |
/// | 20 | 8 | number of entries |
/// | 28 | 8 | microseconds of the last entry |
/// | 36 | 8 | raw bytes of all blocks |
/// | 44 | 4 | J, length of the summary |
/// | 48 | 4 | N, number of index entries |
/// | 52 | 4 | X, length of the extension, which belongs to flags of later versions (signature); 0 |
/// | 56 | J | summary, a JSON object in UTF-8 with at least `reason` |
/// | 56 + J | 24 x N | index: offset of a block, its first sequence number, its first microseconds; ascending |
/// | ... | X | extension |
/// | F - 4 | 4 | CRC32C of everything before |
///
/// The trailer: offset of the footer (8), its length (4), CRC32C of these twelve bytes (4), [#TRAILER_MAGIC] (8).
public record Footer(
        long blockCount,
        long entryCount,
        long lastMicros,
        long rawBytes,
        Map<String, @Nullable Object> summary,
        List<IndexEntry> index) {

    public static final int MAGIC = 0x5047_4654;

    /// `PGRECFIN`
    public static final long TRAILER_MAGIC = 0x5047_5245_4346_494EL;

    public static final int MIN_BYTES = 60;
    public static final int TRAILER_BYTES = 24;

    /// The longest footer that is read: an index of a million blocks.
    public static final int MAX_BYTES = 32 * 1024 * 1024;

    private static final int SUMMARY_AT = 56;
    private static final int INDEX_ENTRY_BYTES = 24;

    /// Where a block is. The index names only some of the blocks: a reader goes on from the nearest one before.
    public record IndexEntry(long offset, long firstSequence, long firstMicros) {}

    /// Where a footer is, as the trailer says.
    public record Location(long offset, int length) {}

    public Footer {
        index = List.copyOf(index);
    }

    /// The bytes of this footer and its trailer, from position 0 to the limit.
    ///
    /// @param offset where in the file the footer will be
    public ByteBuffer encode(long offset) {
        byte[] json = Json.writeBytes(summary);
        int length = MIN_BYTES + json.length + INDEX_ENTRY_BYTES * index.size();
        ByteBuffer out = ByteBuffer.allocate(length + TRAILER_BYTES);
        out.putInt(MAGIC).putInt(length).putInt(0);
        out.putLong(blockCount).putLong(entryCount).putLong(lastMicros).putLong(rawBytes);
        out.putInt(json.length).putInt(index.size()).putInt(0).put(json);
        for (IndexEntry entry : index) {
            out.putLong(entry.offset).putLong(entry.firstSequence).putLong(entry.firstMicros);
        }
        out.putInt(Checksum.of(out, 0, length - Integer.BYTES));
        out.putLong(offset)
                .putInt(length)
                .putInt(Checksum.of(out, length, 12))
                .putLong(TRAILER_MAGIC);
        return out.flip();
    }

    /// Where the trailer in the 24 bytes of `in` says the footer is, or null if it is no whole trailer.
    public static @Nullable Location locate(ByteBuffer in) {
        if (in.getLong(16) != TRAILER_MAGIC || in.getInt(12) != Checksum.of(in, 0, 12)) {
            return null;
        }
        return new Location(in.getLong(0), in.getInt(8));
    }

    /// The footer in `bytes`, which begin at 0 and end with its checksum.
    ///
    /// @param offset where in the file they are, for messages
    /// @throws CorruptRecordingException if the checksum or a field is wrong
    /// @throws TooNewRecordingException  if a flag is unknown
    public static Footer decode(ByteBuffer bytes, long offset) throws RecordingException {
        int length = bytes.limit();
        int crcAt = length - Integer.BYTES;
        if (length < MIN_BYTES
                || bytes.getInt(0) != MAGIC
                || bytes.getInt(crcAt) != Checksum.of(bytes, 0, crcAt)) {
            throw new CorruptRecordingException(offset, "the footer's checksum does not match");
        }
        if (bytes.getInt(8) != 0) {
            throw new TooNewRecordingException(
                    "footer flags " + Integer.toHexString(bytes.getInt(8)));
        }
        long summaryLength = Integer.toUnsignedLong(bytes.getInt(44));
        long indexCount = Integer.toUnsignedLong(bytes.getInt(48));
        long extension = Integer.toUnsignedLong(bytes.getInt(52));
        if (MIN_BYTES + summaryLength + INDEX_ENTRY_BYTES * indexCount + extension != length
                || bytes.getInt(4) != length) {
            throw new CorruptRecordingException(offset, "the footer's lengths do not add up");
        }
        try {
            return new Footer(
                    bytes.getLong(12),
                    bytes.getLong(20),
                    bytes.getLong(28),
                    bytes.getLong(36),
                    Json.readObject(bytes.slice(SUMMARY_AT, (int) summaryLength)),
                    decodeIndex(bytes, SUMMARY_AT + (int) summaryLength, (int) indexCount));
        } catch (MalformedJsonException e) {
            throw new CorruptRecordingException(
                    offset, "the footer's summary is no JSON object: " + e.getMessage());
        }
    }

    private static List<IndexEntry> decodeIndex(ByteBuffer bytes, int at, int count) {
        List<IndexEntry> index = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int entryAt = at + i * INDEX_ENTRY_BYTES;
            index.add(
                    new IndexEntry(
                            bytes.getLong(entryAt),
                            bytes.getLong(entryAt + 8),
                            bytes.getLong(entryAt + 16)));
        }
        return index;
    }
}
