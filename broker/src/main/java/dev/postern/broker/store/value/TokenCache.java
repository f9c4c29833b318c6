package dev.postern.broker.store.value;

/// The tokens of the latest short elements, found by mark and characters, with nothing for the collector to follow or
/// copy: values that never come again are most of what a large result holds. Not thread-safe.
final class TokenCache {

    /// Longer elements are not kept.
    static final int LONGEST_CHARS = 24;

    private static final int BITS = 14;
    private static final int SLOTS = 1 << BITS;
    private static final int SPREAD = 0x9E37_79B9;

    private final char[] chars = new char[SLOTS * LONGEST_CHARS];
    private final byte[] lengths = new byte[SLOTS];
    private final char[] marks = new char[SLOTS];
    private final long[] tokens = new long[SLOTS];

    /// Where the token of an element is, if it is kept.
    ///
    /// @param from index of its first character in `text`
    /// @param to   behind its last; an element has 1 to [#LONGEST_CHARS] characters
    static int slot(char mark, String text, int from, int to) {
        int hash = mark;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return (hash * SPREAD) >>> (Integer.SIZE - BITS);
    }

    /// Whether the token in `slot` is that of this element.
    boolean holds(int slot, char mark, String text, int from, int to) {
        if (marks[slot] != mark || lengths[slot] != to - from) {
            return false;
        }
        int at = slot * LONGEST_CHARS;
        for (int i = from; i < to; i++) {
            if (chars[at++] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    long token(int slot) {
        return tokens[slot];
    }

    /// Keeps a token in place of what was there.
    void keep(int slot, char mark, String text, int from, int to, long token) {
        text.getChars(from, to, chars, slot * LONGEST_CHARS);
        lengths[slot] = (byte) (to - from);
        marks[slot] = mark;
        tokens[slot] = token;
    }
}
