package dev.postern.broker.store.chunk;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/// Reads what [PackedWriter] gathered. Not thread-safe.
public final class PackedReader {

    private final byte[] bytes;
    private int at;

    /// @param bytes not copied
    public PackedReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A number of 0 or more.
    public long number() throws CorruptChunkException {
        long number = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            if (at == bytes.length) {
                throw cut();
            }
            byte next = bytes[at++];
            number |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new CorruptChunkException("a number at byte " + at + " is too long");
    }

    /// A number of things that follow, each of at least a byte.
    int count() throws CorruptChunkException {
        long count = number();
        if (count > bytes.length - at) {
            throw cut();
        }
        return (int) count;
    }

    /// A string.
    public String string() throws CorruptChunkException {
        int length = count();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    /// A string or its absence.
    public @Nullable String stringOrNull() throws CorruptChunkException {
        return number() == 0 ? null : string();
    }

    /// The string whose number in `strings` comes next.
    String in(@Nullable String[] strings) throws CorruptChunkException {
        String text = inOrNull(strings);
        if (text == null) {
            throw new CorruptChunkException("a text is missing at byte " + at);
        }
        return text;
    }

    /// The string whose number in `strings` comes next; 0 is none.
    @Nullable String inOrNull(@Nullable String[] strings) throws CorruptChunkException {
        long number = number();
        if (number >= strings.length) {
            throw new CorruptChunkException("there is no text " + number);
        }
        return strings[(int) number];
    }

    int position() {
        return at;
    }

    private CorruptChunkException cut() {
        return new CorruptChunkException("it ends at byte " + bytes.length + ", in a value");
    }
}
