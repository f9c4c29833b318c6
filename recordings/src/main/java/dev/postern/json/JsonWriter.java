package dev.postern.json;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;

/// Appends values as JSON.
final class JsonWriter {

    private static final String HEX = "0123456789abcdef";

    private JsonWriter() {}

    static void append(StringBuilder out, @Nullable Object value, int depth) {
        if (depth > Json.MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "JSON value nests deeper than " + Json.MAX_DEPTH + " levels");
        }
        switch (value) {
            case null -> out.append("null");
            case CharSequence text -> appendString(out, text);
            case Boolean b -> out.append(b.booleanValue());
            case Number number -> appendNumber(out, number);
            case Enum<?> constant -> appendString(out, constant.name());
            case Map<?, ?> map -> appendObject(out, map, depth);
            case Iterable<?> items -> appendArray(out, items, depth);
            default ->
                    throw new IllegalArgumentException(
                            "no JSON value: " + value.getClass().getName());
        }
    }

    private static void appendNumber(StringBuilder out, Number number) {
        boolean known =
                number instanceof Long
                        || number instanceof Integer
                        || number instanceof Double
                        || number instanceof BigDecimal
                        || number instanceof BigInteger
                        || number instanceof Short
                        || number instanceof Byte
                        || number instanceof Float;
        boolean finite =
                Double.isFinite(number.doubleValue())
                        || number instanceof BigDecimal
                        || number instanceof BigInteger;
        if (!known || !finite) {
            throw new IllegalArgumentException(
                    "no JSON number: " + number.getClass().getName() + " " + number);
        }
        out.append(number);
    }

    private static void appendObject(StringBuilder out, Map<?, ?> map, int depth) {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> member : map.entrySet()) {
            if (!(member.getKey() instanceof String name)) {
                throw new IllegalArgumentException(
                        "a JSON member's name is a string, not " + member.getKey());
            }
            out.append(separator);
            separator = ",";
            appendString(out, name);
            out.append(':');
            append(out, member.getValue(), depth + 1);
        }
        out.append('}');
    }

    private static void appendArray(StringBuilder out, Iterable<?> items, int depth) {
        out.append('[');
        String separator = "";
        for (Object item : items) {
            out.append(separator);
            separator = ",";
            append(out, item, depth + 1);
        }
        out.append(']');
    }

    private static void appendString(StringBuilder out, CharSequence text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c == '\r') {
                out.append("\\r");
            } else if (c == '\t') {
                out.append("\\t");
            } else if (isEscaped(c)) {
                appendEscape(out, c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                out.append(Character.isSurrogate(c) ? '\ufffd' : c);
            }
        }
        out.append('"');
    }

    private static boolean isEscaped(char c) {
        return Character.isISOControl(c)
                || (c >= '\u2028' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069')
                || c == '\u200e'
                || c == '\u200f'
                || c == '\u061c'
                || c == '\ufeff';
    }

    private static void appendEscape(StringBuilder out, char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt(c >>> shift & 15));
        }
    }
}
