package dev.postern.broker.store.chunk;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Gathers numbers and strings as bytes, for [PackedReader]. Not thread-safe.
public final class PackedWriter {

    private static final int FIRST_BYTES = 256;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;

    /// Adds a number of 0 or more in 1 to 9 bytes, seven bits in each, the lowest first.
    public void number(long number) {
        ensure(9);
        long rest = number;
        while (rest > 0x7F) {
            bytes[length++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /// Adds a string as its length in bytes and its UTF-8.
    public void string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        bytes(utf8, utf8.length);
    }

    /// Adds a string or its absence.
    public void stringOrNull(@Nullable String text) {
        number(text == null ? 0 : 1);
        if (text != null) {
            string(text);
        }
    }

    void bytes(byte[] part, int count) {
        ensure(count);
        System.arraycopy(part, 0, bytes, length, count);
        length += count;
    }

    void append(PackedWriter other) {
        bytes(other.bytes, other.length);
    }

    /// What was added, in a fresh array.
    public byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
