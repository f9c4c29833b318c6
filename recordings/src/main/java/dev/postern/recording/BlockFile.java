package dev.postern.recording;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;

import dev.postern.recording.format.BlockHeader;
import dev.postern.recording.format.Checksum;
import dev.postern.recording.format.CorruptRecordingException;
import dev.postern.recording.format.FileHeader;
import dev.postern.recording.format.Footer;
import dev.postern.recording.format.RecordingException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Steps through the blocks of a recording file that is finished, open or broken off.
///
/// In a finished file whatever does not check is damage and is thrown. In an unfinished one it is where the valid
/// prefix
/// ends: [#advance] returns false, and may return true later if the file grows.
final class BlockFile implements AutoCloseable {

    private final FileChannel channel;
    private final FileHeader header;
    private final int headerLength;
    private final ByteBuffer frame = ByteBuffer.allocate(BlockHeader.BYTES);
    private ByteBuffer content = ByteBuffer.allocate(0);
    private @Nullable BlockHeader block;
    private @Nullable Footer footer;
    private long footerOffset = Long.MAX_VALUE;
    private long offset;
    private long blockOffset;
    private long sequence = 1;
    private long dropped;

    private BlockFile(FileChannel channel) throws IOException {
        this.channel = channel;
        ByteBuffer start = readUpTo(0, FileHeader.MIN_BYTES);
        headerLength = FileHeader.length(start);
        ByteBuffer whole = readUpTo(0, headerLength);
        if (whole.limit() < headerLength) {
            throw new CorruptRecordingException(whole.limit(), "the file ends inside its header");
        }
        header = FileHeader.decode(whole);
        offset = headerLength;
        readFooter();
    }

    static BlockFile open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new BlockFile(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    FileHeader header() {
        return header;
    }

    /// The footer, or null while the file is unfinished.
    @Nullable Footer footer() {
        return footer;
    }

    /// The block that [#advance] stepped on.
    BlockHeader block() {
        BlockHeader current = block;
        if (current == null) {
            throw new IllegalStateException("no block was stepped on");
        }
        return current;
    }

    /// Where the current block begins.
    long blockOffset() {
        return blockOffset;
    }

    /// Where the valid prefix ends, as far as it was stepped through.
    long offset() {
        return offset;
    }

    /// Bytes behind the valid prefix when [#advance] last returned false.
    long dropped() {
        return dropped;
    }

    /// The sequence number behind the blocks that were stepped through.
    long nextSequence() {
        return sequence;
    }

    /// Goes back to the beginning, or to the last indexed block that does not begin behind `wanted`.
    void rewindTo(long wanted) {
        offset = headerLength;
        sequence = 1;
        block = null;
        if (footer != null) {
            for (Footer.IndexEntry entry : footer.index()) {
                if (entry.firstSequence() <= wanted && entry.firstSequence() >= sequence) {
                    offset = entry.offset();
                    sequence = entry.firstSequence();
                }
            }
        }
    }

    /// Goes back before the current block.
    void stepBack() {
        offset = blockOffset;
        sequence = block().firstSequence();
    }

    /// Steps on the next block, whose content is then [#raw].
    ///
    /// @param wanted blocks that end before this sequence number are stepped over unread
    boolean advance(long wanted) throws IOException {
        while (true) {
            if (footer == null && offset + BlockHeader.BYTES > channel.size()) {
                return ends(channel.size(), "");
            }
            if (footer != null && offset == footerOffset) {
                return endsComplete(footer);
            }
            BlockHeader next = nextHeader();
            if (next == null) {
                if (footer != null) {
                    continue;
                }
                return false;
            }
            boolean skipped = next.nextSequence() <= wanted;
            if (!skipped && !readContent(next)) {
                return false;
            }
            block = next;
            blockOffset = offset;
            offset += next.blockLength();
            sequence = next.nextSequence();
            if (!skipped) {
                return true;
            }
        }
    }

    private @Nullable BlockHeader nextHeader() throws IOException {
        ByteBuffer bytes = readInto(frame, offset, BlockHeader.BYTES);
        if (bytes.limit() < BlockHeader.BYTES) {
            ends(offset + bytes.limit(), "the file ends inside a block");
            return null;
        }
        if (footer == null && bytes.getInt(0) == Footer.MAGIC && readFooter()) {
            return null;
        }
        BlockHeader next;
        try {
            next = BlockHeader.decode(bytes, offset);
        } catch (CorruptRecordingException e) {
            if (footer != null) {
                throw e;
            }
            ends(channel.size(), "");
            return null;
        }
        if (next.firstSequence() != sequence) {
            ends(
                    channel.size(),
                    "expected entry " + sequence + ", found entry " + next.firstSequence());
            return null;
        }
        long end = offset + next.blockLength();
        if (end > Math.min(channel.size(), footerOffset)) {
            ends(channel.size(), "a block reaches behind the end of the blocks");
            return null;
        }
        return next;
    }

    private boolean readContent(BlockHeader next) throws IOException {
        int length = next.extensionLength() + next.storedLength();
        if (content.capacity() < length + BlockHeader.END_BYTES) {
            content = ByteBuffer.allocate(length + BlockHeader.END_BYTES);
        }
        readInto(content, offset + BlockHeader.BYTES, length + BlockHeader.END_BYTES);
        if (content.limit() < length + BlockHeader.END_BYTES
                || content.getInt(length) != BlockHeader.END_MAGIC
                || Checksum.of(content, 0, length) != next.contentCrc()) {
            return ends(channel.size(), "the checksum of a block's content does not match");
        }
        return true;
    }

    /// The raw content of the current block, in a fresh array.
    ///
    /// @throws CorruptRecordingException if it cannot be unpacked to exactly the declared length
    byte[] raw() throws CorruptRecordingException {
        BlockHeader current = block();
        byte[] raw = new byte[current.rawLength()];
        int stored = current.storedLength();
        if ((current.flags() & BlockHeader.ZSTD) == 0) {
            content.get(current.extensionLength(), raw);
            return raw;
        }
        long length;
        try {
            length =
                    Zstd.decompressByteArray(
                            raw, 0, raw.length, content.array(), current.extensionLength(), stored);
        } catch (ZstdException e) {
            throw new CorruptRecordingException(
                    blockOffset, "a block cannot be unpacked: " + e.getMessage());
        }
        if (Zstd.isError(length) || length != raw.length) {
            throw new CorruptRecordingException(
                    blockOffset,
                    "a block does not unpack to the " + raw.length + " bytes that it declares");
        }
        return raw;
    }

    /// Damage in a finished file, the end of the valid prefix in another.
    private boolean ends(long size, String damage) throws CorruptRecordingException {
        if (footer != null) {
            throw new CorruptRecordingException(offset, damage);
        }
        dropped = Math.max(0, size - offset);
        return false;
    }

    private boolean endsComplete(Footer end) throws CorruptRecordingException {
        if (sequence - 1 != end.entryCount()) {
            throw new CorruptRecordingException(
                    offset,
                    "the blocks end with entry "
                            + (sequence - 1)
                            + ", the footer counts "
                            + end.entryCount());
        }
        return false;
    }

    /// Looks for a footer and its trailer at the end of the file.
    private boolean readFooter() throws IOException {
        long size = channel.size();
        if (size < headerLength + Footer.MIN_BYTES + Footer.TRAILER_BYTES) {
            return false;
        }
        long trailerAt = size - Footer.TRAILER_BYTES;
        ByteBuffer trailer = readUpTo(trailerAt, Footer.TRAILER_BYTES);
        Footer.Location location =
                trailer.limit() < Footer.TRAILER_BYTES ? null : Footer.locate(trailer);
        if (location == null) {
            checkNoTrailer();
            return false;
        }
        if (location.offset() < headerLength
                || location.length() < Footer.MIN_BYTES
                || location.length() > Footer.MAX_BYTES
                || location.offset() + location.length() != trailerAt) {
            throw new CorruptRecordingException(trailerAt, "the trailer points outside the file");
        }
        footer = Footer.decode(readUpTo(location.offset(), location.length()), location.offset());
        footerOffset = location.offset();
        return true;
    }

    /// Refuses a whole footer whose trailer is whole too but wrong: a writer that broke off leaves less than that.
    private void checkNoTrailer() throws IOException {
        ByteBuffer start = readUpTo(offset, 8);
        if (start.limit() < 8 || start.getInt(0) != Footer.MAGIC) {
            return;
        }
        int length = start.getInt(4);
        if (length < Footer.MIN_BYTES
                || length > Footer.MAX_BYTES
                || offset + length + Footer.TRAILER_BYTES > channel.size()) {
            return;
        }
        try {
            Footer.decode(readUpTo(offset, length), offset);
        } catch (RecordingException e) {
            return;
        }
        throw new CorruptRecordingException(
                offset + length, "the trailer behind the footer does not check");
    }

    private ByteBuffer readUpTo(long at, int length) throws IOException {
        return readInto(ByteBuffer.allocate(length), at, length);
    }

    private ByteBuffer readInto(ByteBuffer buffer, long at, int length) throws IOException {
        buffer.clear().limit(length);
        while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) > 0) {
            // the next read goes on where this one ended
        }
        return buffer.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
