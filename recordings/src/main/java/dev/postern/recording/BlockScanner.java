package dev.postern.recording;

import dev.postern.recording.format.BlockHeader;
import dev.postern.recording.format.ChainHash;
import dev.postern.recording.format.Checksum;
import dev.postern.recording.format.CorruptRecordingException;
import dev.postern.recording.format.FileHeader;
import dev.postern.recording.format.Footer.IndexEntry;
import dev.postern.recording.format.HashChain;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Steps from block to block and checks each as far as that goes without a key: frame, numbers, checksums, chain.
final class BlockScanner {

    private final FileWindow window;
    private final boolean encrypted;
    private final HashChain chains = new HashChain();
    private final byte[] origin = new byte[ChainHash.BYTES];
    private final byte[] chainBefore = new byte[ChainHash.BYTES];
    private final byte[] chain = new byte[ChainHash.BYTES];
    private final long first;
    private @Nullable BlockHeader block;
    private long blockOffset;
    private long offset;
    private long sequence;
    private String problem = "";

    /// What is where a block should be.
    enum Finding {
        /// A block that checks; the scanner is behind it.
        BLOCK,
        /// The file ends, or it ends inside the block.
        SHORT,
        /// Bytes that are no block's header, or a header whose checksum fails.
        NO_BLOCK,
        /// A whole block of another recording.
        FOREIGN,
        /// A whole block of this recording whose entries come later.
        LATER,
        /// A whole block of this recording whose entries were there already.
        EARLIER,
        /// A whole block with the right number that does not follow the one before it.
        UNLINKED,
        /// A header that checks, and content that does not.
        CONTENT
    }

    /// @param headerBytes the whole header of the file
    BlockScanner(FileWindow window, FileHeader header, ByteBuffer headerBytes) {
        this.window = window;
        this.encrypted = header.isEncrypted();
        this.first = headerBytes.limit();
        chains.begin(origin, headerBytes);
        rewind();
    }

    /// Goes back before the first block.
    void rewind() {
        offset = first;
        sequence = 1;
        System.arraycopy(origin, 0, chain, 0, chain.length);
        block = null;
    }

    /// Goes before a block.
    void goTo(IndexEntry mark) {
        offset = mark.offset();
        sequence = mark.firstSequence();
        System.arraycopy(mark.chainBefore().toBytes(), 0, chain, 0, chain.length);
        block = null;
    }

    /// Looks at what is at [#offset].
    ///
    /// @param end where the blocks end at the latest
    /// @throws dev.postern.recording.format.TooNewRecordingException if a newer version wrote the block
    Finding step(long end) throws IOException {
        problem = "";
        if (offset + BlockHeader.BYTES > end
                || window.load(offset, BlockHeader.BYTES) < BlockHeader.BYTES) {
            return finding(Finding.SHORT, "the file ends inside a block");
        }
        BlockHeader next;
        try {
            next = BlockHeader.decode(window.bytes(), window.index(offset), offset, encrypted);
        } catch (CorruptRecordingException e) {
            return finding(Finding.NO_BLOCK, e.problem());
        }
        Finding place = place(next);
        if (place != Finding.BLOCK) {
            return place;
        }
        if (offset + next.blockLength() > end
                || window.load(offset, next.blockLength()) < next.blockLength()) {
            return finding(Finding.SHORT, "a block reaches behind the end of the blocks");
        }
        return content(next);
    }

    private Finding place(BlockHeader next) {
        if (next.origin() != HashChain.head(origin)) {
            return finding(Finding.FOREIGN, "a block of another recording is here");
        }
        long number = next.firstSequence();
        boolean later = number > sequence;
        boolean earlier = number < sequence && !next.isSnapshot();
        if (later || earlier) {
            return finding(
                    later ? Finding.LATER : Finding.EARLIER,
                    "expected entry " + sequence + ", found entry " + number);
        }
        if (next.link() != HashChain.head(chain)) {
            BlockHeader before = block;
            if (next.isSnapshot()
                    && before != null
                    && next.firstMicros() <= before.firstMicros()
                    && number <= before.firstSequence()) {
                return finding(Finding.EARLIER, "a snapshot of an earlier time is here");
            }
            return finding(Finding.UNLINKED, "a block does not follow the one before it");
        }
        return Finding.BLOCK;
    }

    private Finding content(BlockHeader next) {
        int at = window.index(offset);
        int length = next.extensionLength() + next.storedLength();
        byte[] bytes = window.bytes().array();
        if (window.bytes().getInt(at + next.sealedLength()) != BlockHeader.END_MAGIC
                || Checksum.of(bytes, at + BlockHeader.BYTES, length) != next.contentCrc()) {
            return finding(Finding.CONTENT, "the checksum of a block's content does not match");
        }
        System.arraycopy(chain, 0, chainBefore, 0, chain.length);
        chains.advance(chain, bytes, at, next.sealedLength());
        block = next;
        blockOffset = offset;
        offset += next.blockLength();
        sequence = Math.max(sequence, next.nextSequence());
        return Finding.BLOCK;
    }

    private Finding finding(Finding what, String text) {
        problem = text;
        return what;
    }

    /// What was wrong with what [#step] found last.
    String problem() {
        return problem;
    }

    /// Whether a block was stepped over since the beginning or the last jump.
    boolean hasBlock() {
        return block != null;
    }

    /// The block that [#step] stepped over.
    BlockHeader block() {
        BlockHeader current = block;
        if (current == null) {
            throw new IllegalStateException("no block was stepped over");
        }
        return current;
    }

    /// The array that holds [#block], from [#blockIndex].
    byte[] blockBytes() {
        return window.bytes().array();
    }

    int blockIndex() {
        return window.index(blockOffset);
    }

    /// Where [#block] begins.
    long blockOffset() {
        return blockOffset;
    }

    /// The hash before [#block]; a view.
    byte[] chainBefore() {
        return chainBefore;
    }

    /// Where [#block] begins, as an index would say it.
    IndexEntry mark() {
        return new IndexEntry(
                blockOffset,
                block().firstSequence(),
                block().firstMicros(),
                ChainHash.of(chainBefore));
    }

    /// Where the next block would begin.
    long offset() {
        return offset;
    }

    /// The number of the next entry.
    long sequence() {
        return sequence;
    }

    /// The chain's hash behind what was stepped over.
    ChainHash chain() {
        return ChainHash.of(chain);
    }

    /// H_0.
    ChainHash origin() {
        return ChainHash.of(origin);
    }

    boolean isAt(ChainHash hash) {
        return Arrays.equals(chain, hash.toBytes());
    }
}
