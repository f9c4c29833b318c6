package dev.postern.broker.mask;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The members of a JSON or hstore document whose names say that their values are to be masked.
final class Members {

    /// A name and what stands between it and its value.
    private static final Pattern NAME =
            Pattern.compile("\"([^\"\\\\]{1,64}+)\"\\s{0,16}(?::|=>)\\s{0,16}");

    private Members() {}

    /// Adds the values of such members to `found`: texts without their quotes, numbers.
    static void find(String text, List<Contents.Span> found) {
        if (text.indexOf('"') < 0) {
            return;
        }
        Matcher name = NAME.matcher(text);
        int at = 0;
        while (at < text.length() && name.find(at)) {
            int from = name.end();
            MaskClass maskClass = ColumnNames.of(name.group(1), 0);
            int end = maskClass.isMasked() ? valueEnd(text, from) : from;
            if (end > from) {
                boolean isText = text.charAt(from) == '"';
                found.add(
                        new Contents.Span(
                                isText ? from + 1 : from, end, maskClass, Contents.Kind.OTHER));
            }
            at = Math.max(from, end);
        }
    }

    /// Behind the value that begins at `from`, its closing quote not counted; for an object or an array, behind all of it.
    private static int valueEnd(String text, int from) {
        if (from >= text.length()) {
            return from;
        }
        char first = text.charAt(from);
        if (first == '"') {
            return textEnd(text, from + 1);
        }
        int depth = 0;
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at = Math.min(text.length() - 1, textEnd(text, at + 1));
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
                if (depth <= 0) {
                    return depth < 0 ? at : at + 1;
                }
            } else if (depth == 0 && (c == ',' || Character.isWhitespace(c))) {
                return at;
            }
            at++;
        }
        return at;
    }

    private static int textEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, text.length());
    }
}
