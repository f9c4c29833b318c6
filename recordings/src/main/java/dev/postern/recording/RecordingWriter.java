package dev.postern.recording;

import dev.postern.recording.format.BlockHeader;
import dev.postern.recording.format.Checksum;
import dev.postern.recording.format.EntryLayout;
import dev.postern.recording.format.FileHeader;
import dev.postern.recording.format.Footer;
import dev.postern.recording.format.Origin;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes a recording file, block by block, never touching what it wrote before. Not thread-safe.
///
/// Entries gather in memory until [#flush] or until the next one would not fit in the block. A writer without gathered
/// entries holds no buffer; [#suspend] releases its file too, until it is needed again.
public final class RecordingWriter implements AutoCloseable {

    /// How many raw bytes lie between two blocks in the index, at least.
    private static final int INDEX_EVERY_BYTES = 64 * 1024;

    private static final int FIRST_BUFFER_BYTES = 1024;

    private final Path file;
    private final BlockCompressor compressor;
    private final List<Footer.IndexEntry> index = new ArrayList<>();
    private @Nullable FileChannel channel;
    private byte[] raw = new byte[0];
    private int rawLength;
    private int entryCount;
    private long blockMicros;
    private long lastMicros;
    private long nextSequence = 1;
    private long offset;
    private long blockCount;
    private long rawBytes;
    private long unindexedBytes = INDEX_EVERY_BYTES;
    private boolean finished;

    private RecordingWriter(Path file, BlockCompressor compressor) {
        this.file = file;
        this.compressor = compressor;
    }

    /// A writer of a new recording; the file begins to exist, with its header.
    ///
    /// @param compressor stays the caller's
    /// @throws java.nio.file.FileAlreadyExistsException if there is a file already
    public static RecordingWriter create(Path file, FileHeader header, BlockCompressor compressor)
            throws IOException {
        RecordingWriter writer = new RecordingWriter(file, compressor);
        writer.channel =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try {
            writer.write(header.encode());
        } catch (IOException | RuntimeException e) {
            writer.close();
            throw e;
        }
        return writer;
    }

    /// A writer that goes on behind the valid prefix of an unfinished recording. What lies behind the prefix is cut
    /// off.
    ///
    /// @param blocks stepped through to the end
    /// @param seen   the headers and offsets of all its blocks
    /// @param lastMicros microseconds of the last entry
    static RecordingWriter resume(
            Path file,
            BlockFile blocks,
            List<Seen> seen,
            long lastMicros,
            BlockCompressor compressor)
            throws IOException {
        RecordingWriter writer = new RecordingWriter(file, compressor);
        seen.forEach(block -> writer.count(block.header(), block.offset()));
        writer.lastMicros = lastMicros;
        writer.offset = blocks.offset();
        writer.nextSequence = blocks.nextSequence();
        if (blocks.dropped() > 0) {
            writer.channel().truncate(blocks.offset());
        }
        return writer;
    }

    /// A block that is in the file already.
    record Seen(BlockHeader header, long offset) {}

    /// Adds protocol bytes, cut into several entries if they are more than [BlockHeader#MAX_ENTRY_BYTES].
    ///
    /// @param micros microseconds since the recording was opened; taken as the last entry's if below
    /// @param bytes  copied; the position is left alone
    public void append(Origin origin, long micros, ByteBuffer bytes) throws IOException {
        int at = bytes.position();
        do {
            int length = Math.min(bytes.limit() - at, BlockHeader.MAX_ENTRY_BYTES);
            appendEncoded(origin.code(), micros, bytes.slice(at, length));
            at += length;
        } while (at < bytes.limit());
    }

    /// Adds a fact.
    public void append(FactKind kind, long micros, Map<String, ? extends @Nullable Object> facts)
            throws IOException {
        appendEncoded(EntryLayout.FACT, micros, EntryLayout.encodeFact(kind.name(), facts));
    }

    /// Adds one entry whose content is as [EntryLayout] says.
    ///
    /// @param content at most [BlockHeader#MAX_ENTRY_BYTES]; copied, the position is left alone
    public void appendEncoded(int code, long micros, ByteBuffer content) throws IOException {
        if (finished) {
            throw new IllegalStateException("the recording is finished: " + file);
        }
        int length = content.remaining();
        if (length > BlockHeader.MAX_ENTRY_BYTES) {
            throw new IllegalArgumentException(
                    "entry of " + length + " bytes, the limit is " + BlockHeader.MAX_ENTRY_BYTES);
        }
        if (rawLength + EntryLayout.MAX_OVERHEAD + length > BlockHeader.MAX_RAW_BYTES) {
            flush();
        }
        reserve(rawLength + EntryLayout.MAX_OVERHEAD + length);
        long time = Math.max(micros, lastMicros);
        if (entryCount == 0) {
            blockMicros = time;
            lastMicros = time;
        }
        raw[rawLength++] = (byte) code;
        rawLength = EntryLayout.putVarint(raw, rawLength, time - lastMicros);
        rawLength = EntryLayout.putVarint(raw, rawLength, length);
        content.get(content.position(), raw, rawLength, length);
        rawLength += length;
        lastMicros = time;
        entryCount++;
        nextSequence++;
    }

    private void reserve(int capacity) {
        if (raw.length < capacity) {
            int doubled = Math.max(FIRST_BUFFER_BYTES, Math.max(capacity, 2 * raw.length));
            raw = Arrays.copyOf(raw, Math.min(doubled, BlockHeader.MAX_RAW_BYTES));
        }
    }

    /// Writes the gathered entries as a block, so that readers see them; not a sync.
    public void flush() throws IOException {
        if (entryCount == 0) {
            return;
        }
        int packed = compressor.pack(raw, rawLength);
        byte[] stored = packed < 0 ? raw : compressor.packed();
        int storedLength = packed < 0 ? rawLength : packed;
        BlockHeader header =
                new BlockHeader(
                        packed < 0 ? 0 : BlockHeader.ZSTD,
                        0,
                        storedLength,
                        rawLength,
                        nextSequence - entryCount,
                        entryCount,
                        blockMicros,
                        Checksum.of(ByteBuffer.wrap(stored), 0, storedLength));
        ByteBuffer out = ByteBuffer.allocate(header.blockLength());
        header.encode(out);
        out.put(stored, 0, storedLength).putInt(BlockHeader.END_MAGIC);
        long blockOffset = offset;
        write(out.flip());
        count(header, blockOffset);
        raw = new byte[0];
        rawLength = 0;
        entryCount = 0;
    }

    private void count(BlockHeader header, long blockOffset) {
        if (unindexedBytes >= INDEX_EVERY_BYTES) {
            index.add(
                    new Footer.IndexEntry(
                            blockOffset, header.firstSequence(), header.firstMicros()));
            unindexedBytes = 0;
        }
        blockCount++;
        rawBytes += header.rawLength();
        unindexedBytes += header.rawLength();
    }

    /// Makes everything that was written durable, the gathered entries excepted.
    public void force() throws IOException {
        channel().force(true);
    }

    /// Writes the gathered entries, the footer and the trailer. Nothing can follow but [#force] and [#close].
    ///
    /// @param reason  why the recording ended, in a word
    /// @param summary further JSON values by name
    public void finish(String reason, Map<String, ? extends @Nullable Object> summary)
            throws IOException {
        flush();
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("reason", reason);
        all.putAll(summary);
        finished = true;
        write(
                new Footer(blockCount, nextSequence - 1, lastMicros, rawBytes, all, index)
                        .encode(offset));
    }

    /// Whether [#finish] was called.
    public boolean isFinished() {
        return finished;
    }

    /// The number that the next entry will have.
    public long nextSequence() {
        return nextSequence;
    }

    /// Microseconds of the last entry.
    public long lastMicros() {
        return lastMicros;
    }

    /// Whether entries are gathered that no reader sees yet.
    public boolean hasGathered() {
        return entryCount > 0;
    }

    /// Where the recording is written.
    public Path file() {
        return file;
    }

    /// Releases the file until it is needed again; what was written must have been forced before. Gathered entries
    /// stay.
    public void suspend() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    private FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open = FileChannel.open(file, StandardOpenOption.WRITE);
            channel = open;
        }
        return open;
    }

    private void write(ByteBuffer bytes) throws IOException {
        FileChannel out = channel();
        while (bytes.hasRemaining()) {
            offset += out.write(bytes, offset);
        }
    }

    /// Releases the file. Gathered entries are lost: [#flush] or [#finish] come before.
    @Override
    public void close() throws IOException {
        suspend();
    }
}
