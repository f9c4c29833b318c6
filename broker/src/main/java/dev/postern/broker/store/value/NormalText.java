package dev.postern.broker.store.value;

import dev.postern.broker.store.chunk.KeyedHash;

import java.nio.charset.StandardCharsets;

/// The normal form of a value: without spaces around it, in lower case, each character by itself; only its beginning if it
/// is very long. One is used for value after value, so that none takes memory. Not thread-safe.
final class NormalText {

    /// So many characters of a value are looked at.
    static final int MAX_CHARS = 1 << 20;

    private static final int FIRST_CHARS = 64;

    /// Room for longer values is not kept for the next.
    private static final int KEPT_CHARS = 1 << 14;

    private static final char[] FOLDED = folded();

    private char[] chars = new char[FIRST_CHARS];

    /// The characters as bytes, if all are of ASCII.
    private byte[] ascii = new byte[FIRST_CHARS];

    private boolean isAscii = true;
    private int length;

    /// Of a text that is taken as it stands.
    static NormalText as(String text) {
        NormalText made = new NormalText();
        made.take(text);
        return made;
    }

    private static char[] folded() {
        char[] folded = new char[0x80];
        for (char c = 0; c < folded.length; c++) {
            folded[c] = c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
        }
        return folded;
    }

    /// Takes another value.
    void set(String value) {
        int to = Math.min(MAX_CHARS, value.length());
        int from = 0;
        while (from < to && Character.isWhitespace(value.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(value.charAt(to - 1))) {
            to--;
        }
        begin(to - from);
        value.getChars(from, to, chars, 0);
        int others = 0;
        for (int i = 0; i < length; i++) {
            char c = chars[i];
            chars[i] = c < 0x80 ? FOLDED[c] : Character.toLowerCase(c);
            ascii[i] = (byte) chars[i];
            others |= c;
        }
        isAscii = others < 0x80;
    }

    /// Takes another value, of `size` bytes of ASCII from `at` on.
    void set(byte[] bytes, int at, int size) {
        int from = at;
        int to = at + Math.min(MAX_CHARS, size);
        while (from < to && Character.isWhitespace(bytes[from])) {
            from++;
        }
        while (to > from && Character.isWhitespace(bytes[to - 1])) {
            to--;
        }
        begin(to - from);
        for (int i = 0; i < length; i++) {
            char c = FOLDED[bytes[from + i]];
            chars[i] = c;
            ascii[i] = (byte) c;
        }
        isAscii = true;
    }

    private void take(String text) {
        begin(text.length());
        text.getChars(0, length, chars, 0);
        isAscii = false;
    }

    private void begin(int newLength) {
        length = newLength;
        if (length > chars.length || chars.length > KEPT_CHARS) {
            int room = Math.max(FIRST_CHARS, Math.max(length, Math.min(KEPT_CHARS, 2 * length)));
            chars = new char[room];
            ascii = new byte[room];
        }
    }

    int length() {
        return length;
    }

    /// @param index below [#length]
    char charAt(int index) {
        return chars[index];
    }

    String substring(int from, int to) {
        return new String(chars, from, to - from);
    }

    /// Adds the characters from `from` to `to` in UTF-8 to what is hashed.
    void hash(int from, int to, KeyedHash hash) {
        if (isAscii) {
            hash.add(ascii, from, to - from);
        } else {
            byte[] bytes = substring(from, to).getBytes(StandardCharsets.UTF_8);
            hash.add(bytes, 0, bytes.length);
        }
    }
}
