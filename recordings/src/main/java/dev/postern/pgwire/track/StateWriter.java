package dev.postern.pgwire.track;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/// Writes the state of a replay: big-endian numbers, text and bytes behind their lengths. Holds no more than its limit.
public final class StateWriter {

    private final int limit;
    private byte[] bytes = new byte[256];
    private int size;
    private boolean over;

    /// @param limit bytes above which nothing comes out
    public StateWriter(int limit) {
        this.limit = limit;
    }

    private boolean room(int more) {
        over |= more > limit - size;
        if (!over && bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, (int) Math.min(limit, 2L * size)));
        }
        return !over;
    }

    public StateWriter int8(int value) {
        if (room(1)) {
            bytes[size++] = (byte) value;
        }
        return this;
    }

    public StateWriter flag(boolean value) {
        return int8(value ? 1 : 0);
    }

    public StateWriter int32(int value) {
        if (room(Integer.BYTES)) {
            ByteBuffer.wrap(bytes).putInt(size, value);
            size += Integer.BYTES;
        }
        return this;
    }

    public StateWriter int64(long value) {
        return int32((int) (value >>> 32)).int32((int) value);
    }

    /// The number of the values, and each.
    public StateWriter int32s(Collection<Integer> values) {
        int32(values.size());
        values.forEach(this::int32);
        return this;
    }

    /// Text that is valid Unicode.
    public StateWriter text(String value) {
        // A text that cannot fit is not encoded first.
        return value.length() > limit
                ? refuse()
                : value(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    private StateWriter refuse() {
        over = true;
        return this;
    }

    /// The bytes from position to limit of `value`, which stay where they are; null is not empty.
    public StateWriter value(@Nullable ByteBuffer value) {
        if (value == null) {
            return int32(-1);
        }
        int length = value.remaining();
        int32(length);
        if (room(length)) {
            value.get(value.position(), bytes, size, length);
            size += length;
        }
        return this;
    }

    /// What was written, or null if that is more than the limit.
    public byte @Nullable [] toBytes() {
        return over ? null : Arrays.copyOf(bytes, size);
    }
}
