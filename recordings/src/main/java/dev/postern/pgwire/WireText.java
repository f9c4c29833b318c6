package dev.postern.pgwire;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Text of the wire, whose encoding is a promise that the peer may break.
///
/// A byte that does not belong to the encoding becomes one char U+DC80 to U+DCFF (a low surrogate standing alone, which
/// no valid text has), and goes back to that byte on encoding. So decoding never fails and never loses a byte, and a
/// damaged name never equals a clean one. Use [#clean] before text goes to something that takes Unicode only.
public final class WireText {
    private static final int ESCAPE_BASE = 0xDC00;

    private WireText() {}

    /// Decodes the bytes between position and limit of `bytes`, and moves its position to the limit.
    public static String decode(ByteBuffer bytes, Charset charset) {
        if (charset.equals(StandardCharsets.UTF_8) && bytes.hasArray()) {
            String ascii = asciiOrNull(bytes);
            if (ascii != null) {
                return ascii;
            }
        }
        CharsetDecoder decoder =
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        StringBuilder text = new StringBuilder(bytes.remaining());
        CharBuffer chars = CharBuffer.allocate(Math.min(bytes.remaining(), 8_192) + 2);
        while (true) {
            CoderResult result = decoder.decode(bytes, chars, true);
            chars.flip();
            text.append(chars);
            chars.clear();
            if (result.isUnderflow()) {
                return text.toString();
            }
            if (result.isError()) {
                for (int i = 0; i < result.length(); i++) {
                    text.append((char) (ESCAPE_BASE + (bytes.get() & 0xff)));
                }
            }
        }
    }

    private static @Nullable String asciiOrNull(ByteBuffer bytes) {
        int from = bytes.arrayOffset() + bytes.position();
        byte[] array = bytes.array();
        int count = bytes.remaining();
        for (int i = 0; i < count; i++) {
            if (array[from + i] < 0) {
                return null;
            }
        }
        bytes.position(bytes.limit());
        return new String(array, from, count, StandardCharsets.US_ASCII);
    }

    /// Encodes text that [#decode] made, or any other: a char that the encoding lacks becomes `?`.
    public static byte[] encode(String text, Charset charset) {
        if (!hasEscapes(text)) {
            return text.getBytes(charset);
        }
        CharsetEncoder encoder =
                charset.newEncoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE);
        BodyWriter out = new BodyWriter(text.length() + 16);
        int at = 0;
        while (at < text.length()) {
            int end = nextEscape(text, at);
            if (end > at) {
                out.bytes(encodeStretch(encoder, text, at, end));
            }
            if (end < text.length()) {
                out.int8(text.charAt(end) - ESCAPE_BASE);
                end++;
            }
            at = end;
        }
        return out.toBytes();
    }

    private static ByteBuffer encodeStretch(CharsetEncoder encoder, String text, int from, int to) {
        try {
            return encoder.encode(CharBuffer.wrap(text, from, to));
        } catch (CharacterCodingException impossible) {
            throw new IllegalStateException("a replacing encoder reported an error", impossible);
        }
    }

    /// The text with every escaped byte replaced by U+FFFD, so that it is valid Unicode.
    public static String clean(String text) {
        if (!hasLoneSurrogate(text)) {
            return text;
        }
        return text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasEscapes(String text) {
        return nextEscape(text, 0) < text.length();
    }

    private static int nextEscape(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (c >= ESCAPE_BASE && c <= ESCAPE_BASE + 0xff) {
                return i;
            }
        }
        return text.length();
    }
}
