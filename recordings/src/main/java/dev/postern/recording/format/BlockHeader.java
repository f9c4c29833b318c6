package dev.postern.recording.format;

import java.nio.ByteBuffer;

/// The frame of a block: entries that follow one another, packed and sealed together; or a snapshot.
///
/// | offset | bytes | field |
/// | --- | --- | --- |
/// | 0 | 4 | [#MAGIC]: `PGBK` |
/// | 4 | 2 | flags: 1 = packed with zstd, 2 = continues its group, 4 = snapshot; a reader refuses others |
/// | 6 | 2 | X, length of the extension: 12 if the recording is encrypted, else 0 |
/// | 8 | 4 | S, stored length |
/// | 12 | 4 | raw length, at most [#MAX_RAW_BYTES], of a snapshot [#MAX_SNAPSHOT_BYTES] |
/// | 16 | 8 | sequence number of the first entry; of a snapshot: of the entry before which it holds |
/// | 24 | 4 | number of entries, at least 1; of a snapshot 0 |
/// | 28 | 8 | microseconds of the first entry; of a snapshot: of the last entry before it in the file |
/// | 36 | 4 | origin: the first four bytes of H_0 |
/// | 40 | 4 | link: the first four bytes of the chain hash before this block |
/// | 44 | 4 | CRC32C of extension and stored bytes |
/// | 48 | 4 | CRC32C of the 48 bytes before |
/// | 52 | X | extension: the nonce |
/// | 52 + X | S | stored bytes |
/// | 52 + X + S | 4 | [#END_MAGIC]: `PGBE`, so that no recorded bytes can pose as the end of a file |
public record BlockHeader(
        int flags,
        int extensionLength,
        int storedLength,
        int rawLength,
        long firstSequence,
        int entryCount,
        long firstMicros,
        int origin,
        int link,
        int contentCrc) {

    public static final int MAGIC = 0x5047_424B;
    public static final int END_MAGIC = 0x5047_4245;
    public static final int BYTES = 52;
    public static final int END_BYTES = 4;

    /// How much of the header is authenticated together with encrypted content: all but the checksums.
    public static final int AUTHENTICATED_BYTES = 44;

    /// The flag of a block whose raw bytes were packed into one zstd frame.
    public static final int ZSTD = 1;

    /// The flag of a block that was packed with the raw bytes of its group before it as a prefix.
    public static final int CONTINUES = 2;

    /// The flag of a block that holds a snapshot instead of entries.
    public static final int SNAPSHOT = 4;

    public static final int NONCE_BYTES = 12;
    public static final int TAG_BYTES = 16;

    /// The longest entry. A writer cuts longer ones.
    public static final int MAX_ENTRY_BYTES = 64 * 1024;

    /// The longest raw content: an entry and what is around it.
    public static final int MAX_RAW_BYTES = MAX_ENTRY_BYTES + 64;

    /// The longest snapshot.
    public static final int MAX_SNAPSHOT_BYTES = 1024 * 1024;

    /// A block may continue a group that has at most this many raw bytes so far.
    public static final int MAX_GROUP_BYTES = 64 * 1024;

    private static final int CONTENT_CRC_AT = 44;
    private static final int CRC_AT = 48;

    /// What packing and sealing can add to raw bytes.
    private static final int MAX_STORED_OVER_RAW = 1024;

    /// The length of the whole block.
    public int blockLength() {
        return sealedLength() + END_BYTES;
    }

    /// The length of header, extension and stored bytes: what the chain runs over.
    public int sealedLength() {
        return BYTES + extensionLength + storedLength;
    }

    /// The sequence number behind the last entry.
    public long nextSequence() {
        return firstSequence + entryCount;
    }

    public boolean isSnapshot() {
        return (flags & SNAPSHOT) != 0;
    }

    public boolean isPacked() {
        return (flags & ZSTD) != 0;
    }

    public boolean continuesGroup() {
        return (flags & CONTINUES) != 0;
    }

    /// Puts the [#AUTHENTICATED_BYTES] bytes before the checksums at the position of `out`, which moves.
    public void encodeFields(ByteBuffer out) {
        out.putInt(MAGIC).putShort((short) flags).putShort((short) extensionLength);
        out.putInt(storedLength).putInt(rawLength).putLong(firstSequence).putInt(entryCount);
        out.putLong(firstMicros).putInt(origin).putInt(link);
    }

    /// Completes the block at position 0 of `block`, whose fields, extension and stored bytes are in place: puts the
    /// checksums and the end magic.
    public void complete(ByteBuffer block) {
        int content = extensionLength + storedLength;
        block.putInt(CONTENT_CRC_AT, Checksum.of(block, BYTES, content));
        block.putInt(CRC_AT, Checksum.of(block, 0, CRC_AT));
        block.putInt(BYTES + content, END_MAGIC);
    }

    /// The header at `at` in `in`, of which [#BYTES] are there.
    ///
    /// @param offset    where in the file they are, for messages
    /// @param encrypted whether the recording is
    /// @throws CorruptRecordingException if the checksum or a field is wrong
    /// @throws TooNewRecordingException  if a flag is unknown
    public static BlockHeader decode(ByteBuffer in, int at, long offset, boolean encrypted)
            throws RecordingException {
        if (in.getInt(at) != MAGIC) {
            throw new CorruptRecordingException(offset, "no block begins here");
        }
        if (in.getInt(at + CRC_AT) != Checksum.of(in, at, CRC_AT)) {
            throw new CorruptRecordingException(
                    offset, "the checksum of a block's header does not match");
        }
        BlockHeader header = fields(in, at);
        if ((header.flags & ~(ZSTD | CONTINUES | SNAPSHOT)) != 0) {
            throw new TooNewRecordingException("block flags " + Integer.toHexString(header.flags));
        }
        header.checkLengths(offset, encrypted);
        header.checkEntries(offset);
        return header;
    }

    /// The header at the position of `in`, which was made here and is not checked.
    public static BlockHeader fields(ByteBuffer in) {
        return fields(in, in.position());
    }

    private static BlockHeader fields(ByteBuffer in, int at) {
        return new BlockHeader(
                Short.toUnsignedInt(in.getShort(at + 4)),
                Short.toUnsignedInt(in.getShort(at + 6)),
                in.getInt(at + 8),
                in.getInt(at + 12),
                in.getLong(at + 16),
                in.getInt(at + 24),
                in.getLong(at + 28),
                in.getInt(at + 36),
                in.getInt(at + 40),
                in.getInt(at + CONTENT_CRC_AT));
    }

    private void checkLengths(long offset, boolean encrypted) throws CorruptRecordingException {
        int sealing = encrypted ? TAG_BYTES : 0;
        int maxRaw = isSnapshot() ? MAX_SNAPSHOT_BYTES : MAX_RAW_BYTES;
        boolean possible =
                rawLength > 0
                        && rawLength <= maxRaw
                        && storedLength > sealing
                        && storedLength <= rawLength + MAX_STORED_OVER_RAW
                        && extensionLength == (encrypted ? NONCE_BYTES : 0)
                        && (isPacked() || rawLength + sealing == storedLength);
        if (!possible) {
            throw new CorruptRecordingException(
                    offset,
                    "a block of "
                            + storedLength
                            + " stored, "
                            + rawLength
                            + " raw and "
                            + extensionLength
                            + " other bytes is impossible");
        }
    }

    private void checkEntries(long offset) throws CorruptRecordingException {
        boolean possible =
                firstSequence >= 1
                        && firstSequence < Long.MAX_VALUE - entryCount
                        && firstMicros >= 0
                        && (isSnapshot()
                                ? entryCount == 0 && !continuesGroup()
                                : entryCount >= 1 && entryCount <= rawLength / 3);
        if (!possible) {
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
