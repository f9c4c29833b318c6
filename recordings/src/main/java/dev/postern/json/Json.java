package dev.postern.json;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Reads and writes JSON as plain Java values.
///
/// | JSON | Java |
/// | --- | --- |
/// | object | `Map<String, @Nullable Object>` in the order of the text; a name that comes twice is refused |
/// | array | `List<@Nullable Object>` |
/// | string | `String` |
/// | number | `Long` if whole and in range, else `Double` if it holds the number exactly as written, else `BigDecimal`
/// |
/// | true, false, null | `Boolean`, `null` |
///
/// Reading is strict: nothing beyond RFC 8259 is accepted, and lone surrogates are refused.
public final class Json {

    /// The deepest nesting of arrays and objects that is read.
    public static final int MAX_DEPTH = 64;

    /// The longest text that is read, in characters.
    public static final int MAX_CHARS = 16 * 1024 * 1024;

    private Json() {}

    /// The value of `text`, which may nest [#MAX_DEPTH] levels and have [#MAX_CHARS] characters.
    public static @Nullable Object read(String text) throws MalformedJsonException {
        return read(text, MAX_DEPTH, MAX_CHARS);
    }

    /// The value of `text`.
    ///
    /// @param maxDepth the deepest nesting, 0 for texts without arrays and objects
    /// @param maxChars the longest text
    /// @throws MalformedJsonException if `text` is no JSON value, has something behind it, or exceeds a limit
    public static @Nullable Object read(String text, int maxDepth, int maxChars)
            throws MalformedJsonException {
        if (text.length() > maxChars) {
            throw new MalformedJsonException(
                    maxChars,
                    "the text has " + text.length() + " characters, the limit is " + maxChars);
        }
        return new JsonReader(text, maxDepth).document();
    }

    /// The object in `text`; any other value is refused. Limits as in [#read(String)].
    @SuppressWarnings("unchecked") // the reader makes maps with string keys only
    public static Map<String, @Nullable Object> readObject(String text)
            throws MalformedJsonException {
        if (read(text) instanceof Map<?, ?> object) {
            return (Map<String, @Nullable Object>) object;
        }
        throw new MalformedJsonException(0, "the text is no object");
    }

    /// The object in the UTF-8 text between the buffer's position and limit, which are left alone.
    public static Map<String, @Nullable Object> readObject(ByteBuffer utf8)
            throws MalformedJsonException {
        try {
            return readObject(
                    StandardCharsets.UTF_8.newDecoder().decode(utf8.duplicate()).toString());
        } catch (CharacterCodingException e) {
            throw new MalformedJsonException(0, "the text is not UTF-8");
        }
    }

    /// The object in a UTF-8 text.
    public static Map<String, @Nullable Object> readObject(byte[] utf8)
            throws MalformedJsonException {
        return readObject(ByteBuffer.wrap(utf8));
    }

    /// `value` as JSON without white space.
    ///
    /// Control characters, DEL, the C1 controls, line and paragraph separators and bidirectional controls are escaped,
    /// so
    /// that the text is harmless in a terminal and a log. A lone surrogate becomes U+FFFD.
    ///
    /// @param value one of the values above, or another `CharSequence`, `Iterable`, integer type or enum
    /// @throws IllegalArgumentException if `value` holds anything else, a NaN or an infinity: a mistake of the caller
    public static String write(@Nullable Object value) {
        StringBuilder out = new StringBuilder(128);
        JsonWriter.append(out, value, 0);
        return out.toString();
    }

    /// `value` as JSON in UTF-8; see [#write].
    public static byte[] writeBytes(@Nullable Object value) {
        return write(value).getBytes(StandardCharsets.UTF_8);
    }
}
