package dev.postern.recording;

import dev.postern.recording.format.BlockHeader;
import dev.postern.recording.format.EntryLayout;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Entries that wait to become a block, in the columns of [EntryLayout].
final class EntryBuffer {

    private static final byte[] NOTHING = new byte[0];
    private static final int FIRST_BYTES = 256;

    private byte[] codes = NOTHING;
    private byte[] lengths = NOTHING;
    private byte[] times = NOTHING;
    private byte[] contents = NOTHING;
    private int count;
    private int lengthsEnd;
    private int timesEnd;
    private int contentsEnd;

    int count() {
        return count;
    }

    /// Whether an entry of `length` bytes fits in the block besides what is there.
    boolean fits(int length) {
        return rawLength() + EntryLayout.MAX_OVERHEAD + length <= BlockHeader.MAX_RAW_BYTES;
    }

    private int rawLength() {
        return count + lengthsEnd + timesEnd + contentsEnd;
    }

    /// Adds an entry that [#fits].
    ///
    /// @param delta   microseconds since the entry before
    /// @param content copied; the position is left alone
    void add(int code, long delta, ByteBuffer content) {
        int length = content.remaining();
        codes = reserve(codes, count + 1);
        lengths = reserve(lengths, lengthsEnd + 3);
        times = reserve(times, timesEnd + 9);
        contents = reserve(contents, contentsEnd + length);
        codes[count] = (byte) code;
        count++;
        lengthsEnd = EntryLayout.putVarint(lengths, lengthsEnd, length);
        timesEnd = EntryLayout.putVarint(times, timesEnd, delta);
        content.get(content.position(), contents, contentsEnd, length);
        contentsEnd += length;
    }

    private static byte[] reserve(byte[] column, int capacity) {
        if (column.length >= capacity) {
            return column;
        }
        return Arrays.copyOf(column, Math.max(capacity, Math.max(FIRST_BYTES, 2 * column.length)));
    }

    /// Puts the block's raw bytes into `raw`.
    ///
    /// @return their number
    int copyTo(byte[] raw) {
        int at = put(codes, count, raw, 0);
        at = put(lengths, lengthsEnd, raw, at);
        at = put(times, timesEnd, raw, at);
        return put(contents, contentsEnd, raw, at);
    }

    private static int put(byte[] column, int length, byte[] raw, int at) {
        System.arraycopy(column, 0, raw, at, length);
        return at + length;
    }

    /// Forgets the entries.
    void clear() {
        count = 0;
        lengthsEnd = 0;
        timesEnd = 0;
        contentsEnd = 0;
    }

    /// Releases the memory if there are no entries.
    void release() {
        if (count == 0) {
            codes = NOTHING;
            lengths = NOTHING;
            times = NOTHING;
            contents = NOTHING;
        }
    }
}
