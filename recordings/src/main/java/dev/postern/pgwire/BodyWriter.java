package dev.postern.pgwire;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Builds one message or packet in a growing array.
final class BodyWriter {
    private byte[] bytes;
    private int size;

    BodyWriter(int capacity) {
        bytes = new byte[capacity];
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes =
                    Arrays.copyOf(
                            bytes,
                            Math.max(
                                    Math.addExact(size, more),
                                    (int) Math.min(Integer.MAX_VALUE - 8L, 2L * bytes.length)));
        }
    }

    BodyWriter int8(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    BodyWriter int16(int value) {
        return int8(value >> 8).int8(value);
    }

    BodyWriter int32(int value) {
        return int16(value >> 16).int16(value);
    }

    BodyWriter bytes(ByteBuffer value) {
        int count = value.remaining();
        room(count);
        value.get(value.position(), bytes, size, count);
        size += count;
        return this;
    }

    /// Int32 length (-1 for null) and the bytes.
    BodyWriter value(@Nullable ByteBuffer value) {
        return value == null ? int32(-1) : int32(value.remaining()).bytes(value);
    }

    BodyWriter string(String value) {
        return string(value, StandardCharsets.UTF_8);
    }

    /// The text and a NUL.
    ///
    /// @throws IllegalArgumentException if the text has a NUL inside
    BodyWriter string(String value, Charset charset) {
        byte[] text = WireText.encode(value, charset);
        for (byte b : text) {
            if (b == 0) {
                throw new IllegalArgumentException(
                        "text with a NUL character cannot be sent; remove it first");
            }
        }
        return bytes(ByteBuffer.wrap(text)).int8(0);
    }

    /// Int16 count and the numbers.
    ///
    /// @throws IllegalArgumentException if there are more than 65535
    BodyWriter int16s(List<Integer> values) {
        count(values.size());
        values.forEach(this::int16);
        return this;
    }

    BodyWriter count(int count) {
        if (count > 0xffff) {
            throw new IllegalArgumentException(
                    count + " elements do not fit an Int16 count, at most 65535 do");
        }
        return int16(count);
    }

    /// Writes the number of bytes so far, minus `notCounted`, as Int32 at `at`.
    void patchLength(int at, int notCounted) {
        ByteBuffer.wrap(bytes).putInt(at, size - notCounted);
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes, 0, size).slice();
    }
}
