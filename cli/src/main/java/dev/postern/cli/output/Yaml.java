package dev.postern.cli.output;

import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Writes JSON values as YAML in block style, read alike by parsers of YAML 1.1 and 1.2.
///
/// A text stands plain only if it begins with a letter or `_`, has nothing in it that means something to YAML, and is no
/// word that some version reads as another type (`no`, `null`, `~`, `1e3`, `2026-11-21`). All others are quoted as JSON
/// quotes them, which is YAML too, and which escapes what a terminal would interpret.
final class Yaml {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./@+%()-]*");
    private static final Set<String> WORDS =
            Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

    private Yaml() {}

    /// `value` as one document that ends in a line feed.
    static String write(Map<String, ?> value) {
        StringBuilder out = new StringBuilder(256);
        if (value.isEmpty()) {
            return "{}\n";
        }
        object(out, value, 0, "");
        return out.toString();
    }

    /// @param first what stands before the first member instead of the indentation
    private static void object(StringBuilder out, Map<?, ?> object, int indent, String first) {
        boolean isFirst = !first.isEmpty();
        for (Map.Entry<?, ?> member : object.entrySet()) {
            if (isFirst) {
                out.append(first);
                isFirst = false;
            } else {
                out.repeat(' ', indent);
            }
            out.append(text(String.valueOf(member.getKey()))).append(':');
            value(out, member.getValue(), indent);
        }
    }

    private static void value(StringBuilder out, @Nullable Object value, int indent) {
        switch (value) {
            case Map<?, ?> object when !object.isEmpty() -> {
                out.append('\n');
                object(out, object, indent + 2, "");
            }
            case List<?> list when !list.isEmpty() -> {
                out.append('\n');
                list(out, list, indent);
            }
            case Map<?, ?> empty -> out.append(" {}\n");
            case List<?> empty -> out.append(" []\n");
            case null, default -> out.append(' ').append(scalar(value)).append('\n');
        }
    }

    private static void list(StringBuilder out, List<?> list, int indent) {
        for (Object item : list) {
            switch (item) {
                case Map<?, ?> object when !object.isEmpty() ->
                        object(out, object, indent + 2, " ".repeat(indent) + "- ");
                case List<?> inner when !inner.isEmpty() -> {
                    out.repeat(' ', indent).append("-\n");
                    list(out, inner, indent + 2);
                }
                case null, default -> {
                    out.repeat(' ', indent).append('-');
                    value(out, item, indent);
                }
            }
        }
    }

    private static String scalar(@Nullable Object value) {
        return value instanceof String text ? text(text) : number(Json.write(value));
    }

    /// YAML 1.1 reads `1E+20` as a text: its numbers with an exponent have a dot.
    private static String number(String json) {
        int exponent = Math.max(json.indexOf('E'), json.indexOf('e'));
        boolean isNumber = !json.isEmpty() && "-0123456789".indexOf(json.charAt(0)) >= 0;
        if (!isNumber || exponent < 0) {
            return json;
        }
        String digits = json.substring(0, exponent);
        String power = json.substring(exponent + 1);
        return digits
                + (digits.contains(".") ? "" : ".0")
                + "e"
                + (power.startsWith("-") || power.startsWith("+") ? power : "+" + power);
    }

    private static String text(String text) {
        boolean isPlain =
                PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT));
        return isPlain
                ? text
                : Json.write(text).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff");
    }
}
