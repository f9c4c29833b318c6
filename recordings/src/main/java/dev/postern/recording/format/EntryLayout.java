package dev.postern.recording.format;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The raw bytes of a block of n entries: four columns, which pack better than entries one behind the other.
///
/// | bytes | field |
/// | --- | --- |
/// | n | codes: an [Origin]'s, or [#FACT] |
/// | n numbers | lengths of the contents, each at most [BlockHeader#MAX_ENTRY_BYTES] |
/// | n numbers | microseconds since the entry before; the first is 0 |
/// | the rest | contents one behind the other: protocol bytes, or a fact |
///
/// A number has 1 to 9 bytes: seven bits a byte, low first, the high bit says that more follow. A fact's content is the
/// length of its kind (1 byte), the kind in ASCII, and a JSON object in UTF-8.
public final class EntryLayout {

    /// The code of a fact.
    public static final int FACT = 16;

    /// The most that an entry takes beside its content.
    public static final int MAX_OVERHEAD = 1 + 9 + 3;

    private EntryLayout() {}

    /// Puts `value`, which is not negative, at `at` and returns the index behind it.
    public static int putVarint(byte[] out, int at, long value) {
        long rest = value;
        int next = at;
        while (rest > 0x7f) {
            out[next++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out[next++] = (byte) rest;
        return next;
    }

    /// How many bytes [#putVarint] takes for `value`.
    public static int varintLength(long value) {
        return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
    }

    /// Reads a number that [#putVarint] put, or -1 if the buffer ends inside it or it has more than 9 bytes.
    public static long getVarint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            if (!in.hasRemaining()) {
                return -1;
            }
            byte b = in.get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        return -1;
    }

    /// The content of a fact.
    ///
    /// @param kind 1 to 255 ASCII characters
    /// @throws IllegalArgumentException if it is longer than an entry may be
    public static ByteBuffer encodeFact(
            String kind, Map<String, ? extends @Nullable Object> facts) {
        byte[] name = kind.getBytes(StandardCharsets.US_ASCII);
        byte[] json = Json.writeBytes(facts);
        int length = 1 + name.length + json.length;
        if (name.length < 1 || name.length > 255 || length > BlockHeader.MAX_ENTRY_BYTES) {
            throw new IllegalArgumentException(
                    "fact "
                            + kind
                            + " of "
                            + length
                            + " bytes, the limit is "
                            + BlockHeader.MAX_ENTRY_BYTES);
        }
        return ByteBuffer.allocate(length).put((byte) name.length).put(name).put(json).flip();
    }

    /// The kind of the fact in `content`, or null if there is none.
    public static @Nullable String factKind(ByteBuffer content) {
        int start = content.position();
        int length = content.hasRemaining() ? Byte.toUnsignedInt(content.get(start)) : 0;
        if (length == 0 || length >= content.remaining()) {
            return null;
        }
        byte[] name = new byte[length];
        content.get(start + 1, name);
        return new String(name, StandardCharsets.US_ASCII);
    }

    /// The JSON of the fact in `content`, whose kind is `kind`.
    public static Map<String, @Nullable Object> facts(ByteBuffer content, String kind)
            throws MalformedJsonException {
        int skipped = 1 + kind.length();
        return Json.readObject(
                content.slice(content.position() + skipped, content.remaining() - skipped));
    }
}
