package dev.postern.broker.mask;

import java.util.List;

/// What is shown in place of a value.
///
/// Of an e-mail address the first letter before and behind the `@` and the last part of its domain remain, of card and
/// account numbers the last four characters, of everything else nothing, not even its length.
final class Masks {

    /// The mask that says nothing.
    static final String FIXED = "▒▒▒";

    private static final int LAST = 4;
    private static final int SHORTEST_NUMBER = 12;

    private Masks() {}

    /// The mask of a whole value.
    static String of(MaskClass maskClass, String value) {
        if (maskClass != MaskClass.PERSONAL) {
            return FIXED;
        }
        String text = value.strip();
        List<Contents.Span> spans = Contents.inSql(text);
        boolean isWhole =
                spans.size() == 1
                        && spans.getFirst().start() == 0
                        && spans.getFirst().end() == text.length()
                        && spans.getFirst().maskClass() == MaskClass.PERSONAL;
        return isWhole ? of(text, spans.getFirst()) : FIXED;
    }

    /// The mask of a part of a text.
    static String of(String text, Contents.Span span) {
        String value = text.substring(span.start(), span.end());
        if (span.maskClass() != MaskClass.PERSONAL) {
            return FIXED;
        }
        return switch (span.kind()) {
            case EMAIL -> email(value);
            case NUMBER -> number(value);
            case OTHER -> FIXED;
        };
    }

    /// The text with masks in place of `spans`, which are in their order and do not overlap.
    static String within(String text, List<Contents.Span> spans) {
        StringBuilder masked = new StringBuilder();
        int at = 0;
        for (Contents.Span span : spans) {
            masked.append(text, at, span.start()).append(of(text, span));
            at = span.end();
        }
        return masked.append(text, at, text.length()).toString();
    }

    private static String email(String value) {
        int at = value.lastIndexOf('@');
        int dot = value.lastIndexOf('.');
        return first(value.substring(0, at))
                + "***@"
                + first(value.substring(at + 1, value.indexOf('.', at)))
                + "***"
                + value.substring(dot);
    }

    /// The first character, unless it is the only one.
    private static String first(String word) {
        return word.codePointCount(0, word.length()) < 2
                ? ""
                : Character.toString(word.codePointAt(0));
    }

    private static String number(String value) {
        String bare = value.replaceAll("[ -]", "");
        return bare.length() < SHORTEST_NUMBER
                ? FIXED
                : "****" + bare.substring(bare.length() - LAST);
    }
}
