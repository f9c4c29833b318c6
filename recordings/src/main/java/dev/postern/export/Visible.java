package dev.postern.export;

/// Makes text harmless to a terminal or a log: whatever could move the cursor, change colours, hide or reorder other
/// text becomes visible characters.
///
/// Escaped are C0 but newline and tab, DEL, C1, the bidirectional controls, invisible format characters, line and
/// paragraph separators, tag characters and unpaired surrogates. Below 256 the escape is `\x1b`, above it `\u202e` or
/// `\U000e0041`.
/// A byte that was no text, which [dev.postern.pgwire.WireText] keeps as a low surrogate standing alone, becomes `\xNN`
/// too.
/// The escape of text that already holds a backslash sequence is not marked: this is for reading, not for parsing.
public final class Visible {

    private Visible() {}

    /// `text` with every dangerous character escaped; newlines and tabs stay.
    public static String text(String text) {
        return escape(text, true);
    }

    /// `text` as one line: newlines and tabs are escaped too, as `\n` and `\t`.
    public static String line(String text) {
        return escape(text, false);
    }

    private static String escape(String text, boolean keepLayout) {
        StringBuilder out = null;
        int at = 0;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            int width = Character.charCount(codePoint);
            if (isHarmless(codePoint, keepLayout)) {
                if (out != null) {
                    out.appendCodePoint(codePoint);
                }
            } else {
                if (out == null) {
                    out = new StringBuilder(text.length() + 16).append(text, 0, at);
                }
                appendEscape(out, codePoint);
            }
            at += width;
        }
        return out == null ? text : out.toString();
    }

    private static boolean isHarmless(int codePoint, boolean keepLayout) {
        if (codePoint < 0x7f) {
            return codePoint >= 0x20 || (keepLayout && (codePoint == '\n' || codePoint == '\t'));
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    false;
            default -> true;
        };
    }

    private static void appendEscape(StringBuilder out, int codePoint) {
        switch (codePoint) {
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            case '\r' -> out.append("\\r");
            default -> {
                if (codePoint >= 0xdc80 && codePoint <= 0xdcff) {
                    out.append("\\x").append(String.format("%02x", codePoint - 0xdc00));
                } else if (codePoint < 0x100) {
                    out.append("\\x").append(String.format("%02x", codePoint));
                } else if (codePoint < 0x10000) {
                    out.append("\\u").append(String.format("%04x", codePoint));
                } else {
                    out.append("\\U").append(String.format("%08x", codePoint));
                }
            }
        }
    }
}
