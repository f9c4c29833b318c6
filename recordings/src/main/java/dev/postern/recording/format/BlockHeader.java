package dev.postern.recording.format;

import java.nio.ByteBuffer;

/// The frame of a block: entries that follow one another, packed on their own.
///
/// | offset | bytes | field |
/// | --- | --- | --- |
/// | 0 | 4 | [#MAGIC]: `PGBK` |
/// | 4 | 2 | flags: 1 = packed with zstd; a reader refuses flags it does not know |
/// | 6 | 2 | X, length of the extension, which belongs to flags of later versions (nonce, tag, hash); 0 |
/// | 8 | 4 | S, stored length |
/// | 12 | 4 | raw length, at most [#MAX_RAW_BYTES] |
/// | 16 | 8 | sequence number of the first entry |
/// | 24 | 4 | number of entries, at least 1 |
/// | 28 | 8 | microseconds of the first entry |
/// | 36 | 4 | CRC32C of extension and stored bytes |
/// | 40 | 4 | CRC32C of the 40 bytes before |
/// | 44 | X | extension |
/// | 44 + X | S | stored bytes |
/// | 44 + X + S | 4 | [#END_MAGIC]: `PGBE`, so that no recorded bytes can pose as the end of a file |
public record BlockHeader(
        int flags,
        int extensionLength,
        int storedLength,
        int rawLength,
        long firstSequence,
        int entryCount,
        long firstMicros,
        int contentCrc) {

    public static final int MAGIC = 0x5047_424B;
    public static final int END_MAGIC = 0x5047_4245;
    public static final int BYTES = 44;
    public static final int END_BYTES = 4;

    /// The flag of a block whose stored bytes are one zstd frame; without it they are the raw bytes.
    public static final int ZSTD = 1;

    /// The longest entry. A writer cuts longer ones.
    public static final int MAX_ENTRY_BYTES = 64 * 1024;

    /// The longest raw content: an entry and what is around it.
    public static final int MAX_RAW_BYTES = MAX_ENTRY_BYTES + 64;

    private static final int MAX_STORED_BYTES = MAX_RAW_BYTES + 1024;
    private static final int MAX_EXTENSION_BYTES = 4096;
    private static final int CRC_AT = 40;

    /// The length of the whole block.
    public int blockLength() {
        return BYTES + extensionLength + storedLength + END_BYTES;
    }

    /// The sequence number behind the last entry.
    public long nextSequence() {
        return firstSequence + entryCount;
    }

    /// Puts the 44 bytes of this header at the position of `out`, which moves.
    public void encode(ByteBuffer out) {
        int start = out.position();
        out.putInt(MAGIC).putShort((short) flags).putShort((short) extensionLength);
        out.putInt(storedLength).putInt(rawLength).putLong(firstSequence).putInt(entryCount);
        out.putLong(firstMicros).putInt(contentCrc).putInt(Checksum.of(out, start, CRC_AT));
    }

    /// The header in the first 44 bytes of `in`.
    ///
    /// @param offset where in the file they are, for messages
    /// @throws CorruptRecordingException if the checksum or a field is wrong
    /// @throws TooNewRecordingException  if a flag is unknown
    public static BlockHeader decode(ByteBuffer in, long offset) throws RecordingException {
        if (in.getInt(0) != MAGIC) {
            throw new CorruptRecordingException(offset, "no block begins here");
        }
        if (in.getInt(CRC_AT) != Checksum.of(in, 0, CRC_AT)) {
            throw new CorruptRecordingException(
                    offset, "the checksum of a block's header does not match");
        }
        BlockHeader header =
                new BlockHeader(
                        Short.toUnsignedInt(in.getShort(4)),
                        Short.toUnsignedInt(in.getShort(6)),
                        in.getInt(8),
                        in.getInt(12),
                        in.getLong(16),
                        in.getInt(24),
                        in.getLong(28),
                        in.getInt(36));
        if ((header.flags & ~ZSTD) != 0) {
            throw new TooNewRecordingException("block flags " + Integer.toHexString(header.flags));
        }
        header.check(offset);
        return header;
    }

    private void check(long offset) throws CorruptRecordingException {
        boolean lengths =
                storedLength > 0
                        && storedLength <= MAX_STORED_BYTES
                        && extensionLength <= MAX_EXTENSION_BYTES
                        && rawLength > 0
                        && rawLength <= MAX_RAW_BYTES
                        && ((flags & ZSTD) != 0 || rawLength == storedLength);
        if (!lengths) {
            throw new CorruptRecordingException(
                    offset,
                    "a block of "
                            + storedLength
                            + " stored and "
                            + rawLength
                            + " raw bytes is impossible");
        }
        if (firstSequence < 1 || entryCount < 1 || entryCount > rawLength || firstMicros < 0) {
            throw new CorruptRecordingException(
                    offset,
                    "a block of "
                            + entryCount
                            + " entries from number "
                            + firstSequence
                            + " is impossible");
        }
    }
}
