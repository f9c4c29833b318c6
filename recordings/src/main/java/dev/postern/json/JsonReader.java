package dev.postern.json;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads one JSON document by recursive descent; recursion is bounded by the depth limit.
final class JsonReader {

    private static final int MAX_NUMBER_CHARS = 1_000;
    private static final int MAX_EXPONENT = 9_999;

    private final String text;
    private final int maxDepth;
    private int at;

    JsonReader(String text, int maxDepth) {
        this.text = text;
        this.maxDepth = maxDepth;
    }

    @Nullable Object document() throws MalformedJsonException {
        Object value = value(0);
        skipSpace();
        if (at < text.length()) {
            throw failure("something follows the value: " + shown());
        }
        return value;
    }

    private @Nullable Object value(int depth) throws MalformedJsonException {
        skipSpace();
        int c = peek();
        return switch (c) {
            case '{' -> object(depth + 1);
            case '[' -> array(depth + 1);
            case '"' -> string();
            case 't' -> literal("true", Boolean.TRUE);
            case 'f' -> literal("false", Boolean.FALSE);
            case 'n' -> literal("null", null);
            default -> {
                if (c == '-' || isDigit(c)) {
                    yield number();
                }
                throw failure("expected a value, found " + shown());
            }
        };
    }

    private Map<String, @Nullable Object> object(int depth) throws MalformedJsonException {
        enter(depth);
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        if (closes('}')) {
            return members;
        }
        while (true) {
            skipSpace();
            int nameAt = at;
            if (peek() != '"') {
                throw failure("expected a member's name, found " + shown());
            }
            String name = string();
            if (members.containsKey(name)) {
                throw new MalformedJsonException(nameAt, "a member's name comes twice");
            }
            skipSpace();
            expect(':');
            members.put(name, value(depth));
            if (ends('}')) {
                return members;
            }
        }
    }

    private List<@Nullable Object> array(int depth) throws MalformedJsonException {
        enter(depth);
        List<@Nullable Object> items = new ArrayList<>();
        if (closes(']')) {
            return items;
        }
        while (true) {
            items.add(value(depth));
            if (ends(']')) {
                return items;
            }
        }
    }

    private void enter(int depth) throws MalformedJsonException {
        if (depth > maxDepth) {
            throw failure("the text nests deeper than " + maxDepth + " levels");
        }
        at++;
    }

    private boolean closes(char end) {
        skipSpace();
        if (peek() != end) {
            return false;
        }
        at++;
        return true;
    }

    private boolean ends(char end) throws MalformedJsonException {
        if (closes(end)) {
            return true;
        }
        expect(',');
        return false;
    }

    private String string() throws MalformedJsonException {
        int start = ++at;
        while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\') {
            checkPlain();
        }
        if (peek() == '"') {
            return text.substring(start, at++);
        }
        StringBuilder out = new StringBuilder(text.substring(start, at));
        while (true) {
            int c = peek();
            if (c < 0) {
                throw failure("the text ends inside a string");
            } else if (c == '"') {
                at++;
                return out.toString();
            } else if (c == '\\') {
                escape(out);
            } else {
                int from = at;
                checkPlain();
                out.append(text, from, at);
            }
        }
    }

    /// Steps over one character, a surrogate pair counted as one.
    private void checkPlain() throws MalformedJsonException {
        char c = text.charAt(at);
        if (c < ' ') {
            throw failure("a control character must be escaped in a string");
        }
        if (Character.isSurrogate(c)) {
            if (Character.isLowSurrogate(c)
                    || at + 1 == text.length()
                    || !Character.isLowSurrogate(text.charAt(at + 1))) {
                throw failure("half a surrogate pair");
            }
            at++;
        }
        at++;
    }

    private void escape(StringBuilder out) throws MalformedJsonException {
        at++;
        int c = peek();
        switch (c) {
            case '"', '\\', '/' -> out.append((char) c);
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'u' -> {
                unicodeEscape(out);
                return;
            }
            default -> throw failure("unknown escape " + shown());
        }
        at++;
    }

    private void unicodeEscape(StringBuilder out) throws MalformedJsonException {
        char c = hex4();
        out.append(c);
        if (Character.isLowSurrogate(c)) {
            throw failure("half a surrogate pair");
        }
        if (Character.isHighSurrogate(c)) {
            if (!text.startsWith("\\u", at)) {
                throw failure("half a surrogate pair");
            }
            at++;
            char low = hex4();
            if (!Character.isLowSurrogate(low)) {
                throw failure("half a surrogate pair");
            }
            out.append(low);
        }
    }

    /// Reads `uXXXX` and stops behind it.
    private char hex4() throws MalformedJsonException {
        int code = 0;
        for (int i = 1; i <= 4; i++) {
            int digit = at + i < text.length() ? Character.digit(text.charAt(at + i), 16) : -1;
            if (digit < 0 || text.charAt(at + i) > 'f') {
                throw failure("\\u needs four hexadecimal digits");
            }
            code = code << 4 | digit;
        }
        at += 5;
        return (char) code;
    }

    private Number number() throws MalformedJsonException {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        boolean whole = true;
        if (peek() == '.') {
            at++;
            digits();
            whole = false;
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            int exponentAt = at;
            digits();
            checkExponent(exponentAt);
            whole = false;
        }
        if (at - start > MAX_NUMBER_CHARS) {
            throw new MalformedJsonException(
                    start, "a number has more than " + MAX_NUMBER_CHARS + " characters");
        }
        return fitted(text.substring(start, at), whole);
    }

    private void checkExponent(int from) throws MalformedJsonException {
        if (at - from > 9 || Integer.parseInt(text.substring(from, at)) > MAX_EXPONENT) {
            throw new MalformedJsonException(from, "a number's exponent is above " + MAX_EXPONENT);
        }
    }

    private static Number fitted(String number, boolean whole) {
        BigDecimal exact = new BigDecimal(number);
        if (whole) {
            boolean fits = exact.precision() < 20 && exact.toBigInteger().bitLength() < Long.SIZE;
            return fits ? (Number) exact.longValue() : exact;
        }
        double rounded = exact.doubleValue();
        boolean fits =
                Double.isFinite(rounded)
                        && new BigDecimal(Double.toString(rounded)).compareTo(exact) == 0;
        return fits ? (Number) rounded : exact;
    }

    private void digits() throws MalformedJsonException {
        if (!isDigit(peek())) {
            throw failure("expected a digit, found " + shown());
        }
        while (isDigit(peek())) {
            at++;
        }
    }

    private @Nullable Object literal(String word, @Nullable Boolean value)
            throws MalformedJsonException {
        if (!text.startsWith(word, at)) {
            throw failure("expected " + word);
        }
        at += word.length();
        return value;
    }

    private void expect(char c) throws MalformedJsonException {
        if (peek() != c) {
            throw failure("expected '" + c + "', found " + shown());
        }
        at++;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private String shown() {
        int c = peek();
        if (c < 0) {
            return "the end of the text";
        }
        return c > ' ' && c < 0x7f ? "'" + (char) c + "'" : "character U+%04X".formatted(c);
    }

    private MalformedJsonException failure(String message) {
        return new MalformedJsonException(at, message);
    }
}
