package dev.postern.cli.console;

/// Makes foreign text harmless in a terminal.
public final class SafeText {

    private SafeText() {}

    /// `text` with every control character but line feed and tab, every bidirectional control and every other invisible
    /// format character written as `\x1b` or `\u202e`.
    public static String of(String text) {
        return escaped(text, true);
    }

    /// As [#of], on one line: line feeds and tabs are escaped too.
    public static String line(String text) {
        return escaped(text, false);
    }

    private static String escaped(String text, boolean keepLines) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        text.codePoints()
                .forEach(c -> {
                    if (keepLines && (c == '\n' || c == '\t')) {
                        out.append((char) c);
                    } else if (c == '\n') {
                        out.append("\\n");
                    } else if (c == '\t') {
                        out.append("\\t");
                    } else if (isHarmless(c)) {
                        out.appendCodePoint(c);
                    } else if (c < 0x100) {
                        out.append(String.format("\\x%02x", c));
                    } else {
                        out.append(String.format(c > 0xffff ? "\\U%08x" : "\\u%04x", c));
                    }
                });
        return out.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE ->
                    false;
            default -> true;
        };
    }
}
