package dev.postern.recording;

import dev.postern.recording.format.BlockHeader;
import dev.postern.recording.format.CorruptRecordingException;
import dev.postern.recording.format.EntryLayout;

import java.nio.ByteBuffer;

/// The entries of a block, one after the other.
final class BlockEntries {

    private final long blockOffset;
    private final ByteBuffer contents;
    private final ByteBuffer codes;
    private final ByteBuffer lengths;
    private final ByteBuffer times;
    private int left;
    private long sequence;
    private long micros;
    private int code;
    private ByteBuffer content = ByteBuffer.allocate(0);

    /// No entries.
    BlockEntries() {
        blockOffset = 0;
        contents = ByteBuffer.allocate(0);
        codes = contents;
        lengths = contents;
        times = contents;
    }

    /// @param raw what [dev.postern.recording.format.EntryLayout] says
    BlockEntries(BlockHeader block, long blockOffset, byte[] raw) throws CorruptRecordingException {
        this.blockOffset = blockOffset;
        left = block.entryCount();
        sequence = block.firstSequence() - 1;
        micros = block.firstMicros();
        ByteBuffer all = ByteBuffer.wrap(raw).asReadOnlyBuffer();
        codes = all.duplicate();
        lengths = all.duplicate().position(left);
        times = lengths.duplicate();
        long bytes = skip(times, left);
        ByteBuffer rest = times.duplicate();
        skip(rest, left);
        contents = rest;
        if (bytes != contents.remaining()) {
            throw damage(
                    "the contents of a block's entries have "
                            + bytes
                            + " bytes, "
                            + contents.remaining()
                            + " are there");
        }
    }

    /// The sum of `count` numbers, which are stepped over.
    private long skip(ByteBuffer numbers, int count) throws CorruptRecordingException {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            long number = EntryLayout.getVarint(numbers);
            if (number < 0) {
                throw damage("the columns of a block end too early");
            }
            sum += number;
        }
        return sum;
    }

    /// Goes to the next entry.
    ///
    /// @return whether there is one
    boolean next() throws CorruptRecordingException {
        if (left == 0) {
            return false;
        }
        left--;
        code = Byte.toUnsignedInt(codes.get());
        long declared = EntryLayout.getVarint(lengths);
        micros += EntryLayout.getVarint(times);
        if (declared > BlockHeader.MAX_ENTRY_BYTES
                || declared > contents.remaining()
                || micros < 0) {
            throw damage("length or time of entry " + (sequence + 1) + " is impossible");
        }
        int length = (int) declared;
        content = contents.slice(contents.position(), length);
        contents.position(contents.position() + length);
        sequence++;
        return true;
    }

    private CorruptRecordingException damage(String message) {
        return new CorruptRecordingException(blockOffset, message);
    }

    /// The number of the current entry.
    long sequence() {
        return sequence;
    }

    /// Microseconds since the recording was opened.
    long micros() {
        return micros;
    }

    int code() {
        return code;
    }

    /// The content of the current entry, read-only.
    ByteBuffer content() {
        return content;
    }
}
