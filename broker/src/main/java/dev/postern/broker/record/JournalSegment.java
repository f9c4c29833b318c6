package dev.postern.broker.record;

import dev.postern.recording.format.RecordingId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;

/// A file of fixed size that holds journal records of many sessions, mapped into memory.
///
/// The header: [#MAGIC] (8), ordinal (8), salt (8), size (4), CRC32C of all else in the header (4), length of the wrapped
/// key (2; 0 if the contents are in clear), the wrapped key, zeros up to 256. A record, at a multiple of 8:
///
/// | offset | bytes | field |
/// | --- | --- | --- |
/// | 0 | 4 | L, length of the content |
/// | 4 | 4 | CRC32C of everything else in the record |
/// | 8 | 8 | salt of the segment |
/// | 16 | 16 | session |
/// | 32 | 8 | sequence number of the entry |
/// | 40 | 8 | microseconds |
/// | 48 | 4 | code, see [dev.postern.recording.format.EntryLayout] |
/// | 52 | 4 | unused, 0 |
/// | 56 | L | content, encrypted as [SegmentKeys] says |
///
/// A segment is used again with a new ordinal, a new key and a new, unpredictable salt, so that neither what it held
/// before nor bytes that a client made look like a record can be taken for one.
///
/// Checksums are made of copies on the heap, never of the mapping: where the kernel cannot give a page of it, a copy ends
/// with an `InternalError`, while the code that makes checksums would end the whole process. That error leaves the method
/// here that touched the page, and no later one; see [PageErrors].
final class JournalSegment implements AutoCloseable {

    static final int HEADER_BYTES = 256;
    static final int RECORD_HEADER_BYTES = 56;

    /// `PGJRNL02`
    private static final long MAGIC = 0x5047_4A52_4E4C_3032L;

    private static final int HEADER_CRC_AT = 28;
    private static final int WRAPPED_KEY_AT = 34;
    private static final int PIECE_BYTES = 16 * 1024;

    /// A record of so much content is written instead of stored.
    private static final int LONG_BYTES = 4 * 1024;

    private static final int ZERO_BYTES = 256 * 1024;

    private final Path file;
    private final FileChannel channel;
    private final Arena arena;
    private final MemorySegment mapping;
    private final ByteBuffer memory;
    private final CRC32C crc = new CRC32C();
    private final CRC32C checking = new CRC32C();
    private final byte[] head = new byte[RECORD_HEADER_BYTES];
    private final ByteBuffer headFields = ByteBuffer.wrap(head);
    private final byte[] piece = new byte[PIECE_BYTES];
    private final byte[] encrypted = new byte[PIECE_BYTES];
    private byte[] copy = new byte[0];
    private ByteBuffer staging = ByteBuffer.allocateDirect(0);
    private SegmentKeys.UseKey key = SegmentKeys.UseKey.CLEAR;
    private int readTo = HEADER_BYTES;
    private long ordinal;
    private long salt;
    private int end = HEADER_BYTES;

    private JournalSegment(Path file, FileChannel channel, int size) throws IOException {
        this.file = file;
        this.channel = channel;
        this.arena = Arena.ofShared();
        this.mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
        this.memory = mapping.asByteBuffer();
    }

    /// A new segment whose blocks are all allocated on the disk.
    ///
    /// @throws IOException if there is no room for it, or it cannot be synced; there is no file then
    static JournalSegment allocate(Path file, int size, DiskSync sync) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING);
        try {
            ByteBuffer zeros = ByteBuffer.allocate(Math.min(size, ZERO_BYTES));
            long written = 0;
            while (written < size) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), size - written));
                written += channel.write(zeros, written);
            }
            DiskErrors.force(sync, channel);
            return new JournalSegment(file, channel, size);
        } catch (IOException | RuntimeException e) {
            channel.close();
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /// An existing segment for recovery, or null if its header is not whole: it was never used.
    ///
    /// @throws IOException if it cannot be read, or its key cannot be had
    static @Nullable JournalSegment open(Path file, SegmentKeys keys) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        JournalSegment segment = null;
        try {
            long size = channel.size();
            if (size >= HEADER_BYTES && size <= Integer.MAX_VALUE) {
                segment = new JournalSegment(file, channel, (int) size);
                if (segment.readHeader(keys)) {
                    return segment;
                }
                segment.close();
            }
            channel.close();
            return null;
        } catch (IOException | RuntimeException | InternalError e) {
            if (segment != null) {
                segment.close();
            }
            channel.close();
            throw e;
        }
    }

    private boolean readHeader(SegmentKeys keys) throws IOException {
        ordinal = memory.getLong(8);
        salt = memory.getLong(16);
        if (memory.getLong(0) != MAGIC || memory.getInt(HEADER_CRC_AT) != headerCrc()) {
            return false;
        }
        byte[] wrapped = new byte[memory.getShort(WRAPPED_KEY_AT - 2)];
        memory.get(WRAPPED_KEY_AT, wrapped);
        PageErrors.raise();
        key = keys.open(wrapped, salt);
        return true;
    }

    private int headerCrc() {
        byte[] header = new byte[HEADER_BYTES];
        memory.get(0, header);
        PageErrors.raise();
        crc.reset();
        crc.update(header, 0, HEADER_CRC_AT);
        crc.update(header, HEADER_CRC_AT + 4, HEADER_BYTES - HEADER_CRC_AT - 4);
        return (int) crc.getValue();
    }

    /// Makes the segment empty, to be the `newOrdinal`-th in use. The pages that it filled stay the kernel's, and count no
    /// more as memory of this process.
    ///
    /// @throws IOException if no key can be wrapped
    void begin(long newOrdinal, long newSalt, SegmentKeys keys) throws IOException {
        key = keys.fresh(newSalt);
        ordinal = newOrdinal;
        salt = newSalt;
        end = HEADER_BYTES;
        readTo = HEADER_BYTES;
        byte[] wrapped = key.wrapped();
        mapping.unload();
        memory.put(0, new byte[HEADER_BYTES]);
        memory.putLong(0, MAGIC)
                .putLong(8, newOrdinal)
                .putLong(16, newSalt)
                .putInt(24, memory.capacity())
                .putShort(WRAPPED_KEY_AT - 2, (short) wrapped.length)
                .put(WRAPPED_KEY_AT, wrapped);
        memory.putInt(HEADER_CRC_AT, headerCrc());
        PageErrors.raise();
    }

    /// Which segment in the order of use it is, from 1.
    long ordinal() {
        return ordinal;
    }

    /// The position of its first byte in the journal.
    long startPosition() {
        return ordinal * memory.capacity();
    }

    /// The position behind its last record.
    long endPosition() {
        return startPosition() + end;
    }

    int remaining() {
        return memory.capacity() - end;
    }

    static int recordBytes(int contentLength) {
        return RECORD_HEADER_BYTES + contentLength + 7 & ~7;
    }

    /// Adds a record, which must fit in [#remaining].
    ///
    /// A short one is stored in the mapped memory, without a system call. A long one is written to the file, and so is one
    /// whose sync somebody waits for: each page of a mapping that a sync has made clean costs a fault when it is stored to
    /// again, and the next sync half as much again. Both ways lead to the same pages of the kernel.
    ///
    /// @param isSyncAwaited whether somebody waits until it is on the disk
    /// @throws IOException if the file cannot be written; what was appended before is whole
    /// @throws InternalError if the kernel cannot give a page; what was appended before is whole
    void append(
            RecordingId session,
            long sequence,
            long micros,
            int code,
            ByteBuffer content,
            boolean isSyncAwaited)
            throws IOException {
        int at = end;
        int length = content.remaining();
        headFields.putInt(0, length).putLong(8, salt);
        headFields.putLong(16, session.high()).putLong(24, session.low());
        headFields.putLong(32, sequence).putLong(40, micros).putInt(48, code);
        beginCrc(crc, head);
        boolean isWritten = isSyncAwaited || length >= LONG_BYTES;
        ByteBuffer out = isWritten ? staging(recordBytes(length)) : memory;
        int start = isWritten ? 0 : at;
        store(content, out, start + RECORD_HEADER_BYTES);
        headFields.putInt(4, (int) crc.getValue());
        out.put(start, head);
        if (isWritten) {
            write(out.limit(RECORD_HEADER_BYTES + length), at);
        } else {
            PageErrors.raise();
        }
        end = at + recordBytes(length);
    }

    /// Stores the content, encrypted, at `at` of `out`, and adds it to the checksum.
    private void store(ByteBuffer content, ByteBuffer out, int at) {
        Cipher cipher = key.writing();
        int from = content.position();
        int length = content.remaining();
        for (int done = 0; done < length; done += PIECE_BYTES) {
            int bytes = Math.min(PIECE_BYTES, length - done);
            content.get(from + done, piece, 0, bytes);
            byte[] stored = cipher == null ? piece : encrypt(cipher, bytes);
            crc.update(stored, 0, bytes);
            out.put(at + done, stored, 0, bytes);
        }
    }

    private ByteBuffer staging(int bytes) {
        if (staging.capacity() < bytes) {
            staging = ByteBuffer.allocateDirect(bytes);
        }
        return staging.clear();
    }

    private void write(ByteBuffer record, int at) throws IOException {
        long to = at;
        while (record.hasRemaining()) {
            to += channel.write(record, to);
        }
    }

    private byte[] encrypt(Cipher cipher, int bytes) {
        try {
            cipher.update(piece, 0, bytes, encrypted, 0);
            return encrypted;
        } catch (ShortBufferException e) {
            throw new IllegalStateException("a stream cipher made more than it was given", e);
        }
    }

    /// Begins the checksum of a record: all of its header but the checksum.
    private static void beginCrc(CRC32C checksum, byte[] recordHead) {
        checksum.reset();
        checksum.update(recordHead, 0, 4);
        checksum.update(recordHead, 8, RECORD_HEADER_BYTES - 8);
    }

    /// Gives the record at `at` to `reader`, if it is whole and of this use of the segment. The records are read from
    /// the first, [#HEADER_BYTES], one after the other.
    ///
    /// @return the offset of the next record, or -1 if there is no record
    /// @throws InternalError if the kernel cannot give a page; `reader` was not called
    int read(int at, RecordReader reader) throws IOException {
        if (at + RECORD_HEADER_BYTES > memory.capacity()) {
            return -1;
        }
        int length = memory.getInt(at);
        PageErrors.raise();
        if (length < 0
                || length > memory.capacity() - RECORD_HEADER_BYTES - at
                || memory.getLong(at + 8) != salt) {
            return -1;
        }
        byte[] recordHead = new byte[RECORD_HEADER_BYTES];
        memory.get(at, recordHead);
        beginCrc(checking, recordHead);
        if (copy.length < 2 * length) {
            copy = new byte[2 * length];
        }
        memory.get(at + RECORD_HEADER_BYTES, copy, length, length);
        checking.update(copy, length, length);
        boolean isWhole = memory.getInt(at + 4) == (int) checking.getValue();
        PageErrors.raise();
        if (!isWhole) {
            return -1;
        }
        if (at != readTo) {
            throw new IllegalStateException("record at " + at + " read behind " + readTo);
        }
        readTo = at + recordBytes(length);
        ByteBuffer fields = ByteBuffer.wrap(recordHead);
        reader.record(
                new RecordingId(fields.getLong(16), fields.getLong(24)),
                fields.getLong(32),
                fields.getLong(40),
                fields.getInt(48),
                content(length));
        return readTo;
    }

    /// The content whose stored bytes are the second half of `copy`.
    private ByteBuffer content(int length) {
        Cipher cipher = key.reading();
        if (cipher == null) {
            return ByteBuffer.wrap(copy, length, length).slice().asReadOnlyBuffer();
        }
        try {
            cipher.update(copy, length, length, copy, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("a stream cipher made more than it was given", e);
        }
        return ByteBuffer.wrap(copy, 0, length).slice().asReadOnlyBuffer();
    }

    FileChannel channel() {
        return channel;
    }

    Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        if (arena.scope().isAlive()) {
            arena.close();
        }
        channel.close();
    }

    /// Takes a record; `content` is valid during the call.
    @FunctionalInterface
    interface RecordReader {
        void record(RecordingId session, long sequence, long micros, int code, ByteBuffer content)
                throws IOException;
    }
}
