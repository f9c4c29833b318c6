package dev.postern.export;

/// How many columns of a terminal text takes.
///
/// An approximation of `wcwidth`: combining marks and format characters take none, East Asian wide characters and
/// emoji two, all others one.
public final class DisplayWidth {

    private DisplayWidth() {}

    /// Columns of `text`, which holds no control characters.
    public static int of(String text) {
        int width = 0;
        for (int at = 0; at < text.length(); ) {
            int codePoint = text.codePointAt(at);
            width += of(codePoint);
            at += Character.charCount(codePoint);
        }
        return width;
    }

    /// Columns of one character: 0, 1 or 2.
    public static int of(int codePoint) {
        if (codePoint < 0x300) {
            return 1;
        }
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(codePoint) ? 2 : 1;
        };
    }

    private static boolean isWide(int c) {
        return c >= 0x1100
                && (c <= 0x115f
                        || (isBetween(c, 0x2e80, 0xa4cf) && c != 0x303f)
                        || isBetween(c, 0xac00, 0xd7a3)
                        || isBetween(c, 0xf900, 0xfaff)
                        || isBetween(c, 0xfe30, 0xfe6f)
                        || isBetween(c, 0xff00, 0xff60)
                        || isBetween(c, 0xffe0, 0xffe6)
                        || isBetween(c, 0x1f300, 0x1f64f)
                        || isBetween(c, 0x1f900, 0x1f9ff)
                        || isBetween(c, 0x20000, 0x3fffd));
    }

    private static boolean isBetween(int c, int first, int last) {
        return c >= first && c <= last;
    }

    /// The longest beginning of `text` that takes at most `columns`; ends with `…` if something was cut off.
    public static String fit(String text, int columns) {
        if (of(text) <= columns) {
            return text;
        }
        int width = 0;
        int at = 0;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            int next = width + of(codePoint);
            if (next > columns - 1) {
                break;
            }
            width = next;
            at += Character.charCount(codePoint);
        }
        return columns > 0 ? text.substring(0, at) + "…" : "";
    }
}
