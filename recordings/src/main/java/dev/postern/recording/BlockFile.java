package dev.postern.recording;

import dev.postern.keys.DataKeys;
import dev.postern.recording.format.BlockHeader;
import dev.postern.recording.format.ChainHash;
import dev.postern.recording.format.CorruptRecordingException;
import dev.postern.recording.format.FileHeader;
import dev.postern.recording.format.Footer;
import dev.postern.recording.format.Footer.IndexEntry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// Steps through the blocks of a recording file that is finished, open or broken off.
///
/// In a finished file whatever does not check is damage and is thrown. In an unfinished one it is where the valid
/// prefix ends: [#advance] returns false, and may return true later if the file grows.
final class BlockFile implements AutoCloseable {

    private static final int WINDOW_BYTES = 32 * 1024;

    private final FileChannel channel;
    private final FileWindow window;
    private final FileHeader header;
    private final int headerLength;
    private final BlockScanner scanner;
    private final BlockOpener opener;
    private @Nullable Footer footer;
    private long footerOffset = Long.MAX_VALUE;
    private long dropped;

    private BlockFile(FileChannel channel, DataKeys keys) throws IOException {
        this.channel = channel;
        window = new FileWindow(channel, WINDOW_BYTES);
        ByteBuffer bytes = readHeader(window);
        headerLength = bytes.limit();
        header = FileHeader.decode(bytes);
        scanner = new BlockScanner(window, header, bytes);
        opener = new BlockOpener(header, keys);
        readFooter();
    }

    static BlockFile open(Path file, DataKeys keys) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new BlockFile(channel, keys);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// The whole header of a file, not decoded.
    static ByteBuffer readHeader(FileWindow file) throws IOException {
        int length = FileHeader.length(file.copy(0, FileHeader.START_BYTES));
        ByteBuffer whole = file.copy(0, length);
        if (whole.limit() < length) {
            throw new CorruptRecordingException(whole.limit(), "the file ends inside its header");
        }
        return whole;
    }

    FileHeader header() {
        return header;
    }

    /// The footer, or null while the file is unfinished.
    @Nullable Footer footer() {
        return footer;
    }

    /// The block that [#advance] stepped over.
    BlockHeader block() {
        return scanner.block();
    }

    /// Where the current block is.
    IndexEntry mark() {
        return scanner.mark();
    }

    /// Where the valid prefix ends, as far as it was stepped through.
    long offset() {
        return scanner.offset();
    }

    /// Bytes behind the valid prefix when [#advance] last returned false.
    long dropped() {
        return dropped;
    }

    /// The sequence number behind the blocks that were stepped through.
    long nextSequence() {
        return scanner.sequence();
    }

    /// The chain's hash behind the blocks that were stepped through.
    ChainHash chain() {
        return scanner.chain();
    }

    /// H_0.
    ChainHash origin() {
        return scanner.origin();
    }

    /// Goes back to the beginning, or to the last indexed block that does not begin behind `wanted`.
    void rewindTo(long wanted) {
        IndexEntry nearest = footer == null ? null : lastBefore(footer.index(), wanted);
        if (nearest == null) {
            scanner.rewind();
        } else {
            scanner.goTo(nearest);
        }
        opener.endGroup();
    }

    /// The last of `index` that does not begin behind `wanted`, or null.
    static @Nullable IndexEntry lastBefore(List<IndexEntry> index, long wanted) {
        int low = 0;
        int high = index.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (index.get(middle).firstSequence() <= wanted) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? null : index.get(low - 1);
    }

    /// Goes before a block that begins a group, or a snapshot.
    void goTo(IndexEntry mark) {
        scanner.goTo(mark);
        opener.endGroup();
    }

    /// Steps over the next block, whose content is then [#raw].
    boolean advance() throws IOException {
        while (true) {
            if (footer != null && scanner.offset() == footerOffset) {
                return endsComplete(footer);
            }
            BlockScanner.Finding found = scanner.step(Math.min(channel.size(), footerOffset));
            if (found == BlockScanner.Finding.BLOCK) {
                return true;
            }
            if (footer != null) {
                throw new CorruptRecordingException(scanner.offset(), scanner.problem());
            }
            window.forget();
            if (!isAtFooter() || !readFooter()) {
                dropped = Math.max(0, channel.size() - scanner.offset());
                // Many files that are being written are followed at a time, and most of them rest.
                window.release();
                opener.rest();
                return false;
            }
        }
    }

    /// Whether it has no memory for reading: [#advance] found nothing, and nothing was read since.
    boolean isResting() {
        return window.capacity() == 0 && opener.isResting();
    }

    private boolean isAtFooter() throws IOException {
        return window.load(scanner.offset(), 4) == 4
                && window.bytes().getInt(window.index(scanner.offset())) == Footer.MAGIC;
    }

    /// The raw content of the current block, in a fresh array that nobody may change. The blocks of its group before it must
    /// have been read.
    ///
    /// @throws CorruptRecordingException if it cannot be decrypted and unpacked to exactly the declared length
    byte[] raw() throws IOException {
        return opener.open(scanner);
    }

    private boolean endsComplete(Footer end) throws CorruptRecordingException {
        if (scanner.sequence() - 1 != end.counts().entries()) {
            throw new CorruptRecordingException(
                    scanner.offset(),
                    "the blocks end with entry "
                            + (scanner.sequence() - 1)
                            + ", the footer counts "
                            + end.counts().entries());
        }
        if (!scanner.isAt(end.chain())) {
            throw new CorruptRecordingException(
                    scanner.offset(), "the blocks are not those that the footer was made for");
        }
        return false;
    }

    /// Looks for a footer and its trailer at the end of the file.
    private boolean readFooter() throws IOException {
        FileEnd end = FileEnd.find(window, headerLength);
        if (end == null) {
            FileEnd.checkNoFooter(window, scanner.offset());
            return false;
        }
        footer = end.footer();
        footerOffset = end.offset();
        return true;
    }

    @Override
    public void close() throws IOException {
        opener.close();
        channel.close();
    }
}
