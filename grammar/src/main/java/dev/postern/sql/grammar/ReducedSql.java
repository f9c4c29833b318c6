package dev.postern.sql.grammar;

import dev.postern.sql.SqlLexer;
import dev.postern.sql.SqlToken;
import dev.postern.sql.SqlToken.Kind;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A text of SQL without what the grammar does not look at: comments, the content of literals, and of long lists of literals
/// or of rows all but the first three.
///
/// The grammar reads it as it reads the text itself. So it stands for all texts that differ in their values only, it is short
/// where a text is long because of its data, and values stay out of the parser. What the scanner or the grammar looks at
/// is kept: kinds of literals, whether tokens touch, texts with escapes, numbers of parameters, the precision of `float`.
final class ReducedSql {

    private static final int KEPT = 3;
    private static final int DIGITS_OF_INTEGERS = 9;
    private static final String TEXT = "'?'";
    private static final String INTEGER = "1";
    private static final String DECIMAL = "1.0";

    private static final int FIRST_PARTS = 16;
    private static final int MOST_FIRST_CHARS = 1_024;

    private final String sql;
    private final StringBuilder text;
    private final List<Integer> open = new ArrayList<>();
    private final int unterminated;

    /// Where each part begins in [#text]; a part is a token or what stands for it, perhaps behind a space.
    private int[] begins = new int[FIRST_PARTS];

    /// Where the token of each part begins in [#sql].
    private int[] starts = new int[FIRST_PARTS];

    private int parts;

    private ReducedSql(String sql) {
        this.sql = sql;
        this.text = new StringBuilder(Math.min(sql.length(), MOST_FIRST_CHARS));
        int end = -1;
        int endless = -1;
        for (SqlToken token : SqlLexer.tokens(sql)) {
            if (token.kind() == Kind.UNTERMINATED) {
                endless = token.start();
            }
            add(token, token.start() == end);
            end = token.end();
        }
        this.unterminated = endless;
    }

    static ReducedSql of(String sql) {
        return new ReducedSql(sql);
    }

    /// @param touches whether nothing is between it and the token before it
    private void add(SqlToken token, boolean touches) {
        String standIn = standIn(token);
        char first = standIn == null ? sql.charAt(token.start()) : standIn.charAt(0);
        boolean isApart = !touches || (first == '\'' && endsInQuote());
        if (parts == begins.length) {
            begins = Arrays.copyOf(begins, 2 * parts);
            starts = Arrays.copyOf(starts, 2 * parts);
        }
        begins[parts] = text.length();
        starts[parts] = token.start();
        if (isApart && parts > 0) {
            text.append(' ');
        }
        parts++;
        if (standIn == null) {
            text.append(sql, token.start(), token.end());
        } else {
            text.append(standIn);
        }
        leaveOut();
    }

    private boolean endsInQuote() {
        return parts > 0 && text.charAt(text.length() - 1) == '\'';
    }

    /// What stands for a token, null for itself.
    private @Nullable String standIn(SqlToken token) {
        return switch (token.kind()) {
            case TEXT -> isWord(parts - 1, "uescape") ? null : text(token.start(), token.end());
            case NUMBER ->
                    is(parts - 1, "(") && isWord(parts - 2, "float")
                            ? null
                            : number(token.start(), token.end());
            case WORD, QUOTED_NAME, PARAMETER, OPERATOR, PUNCTUATION, UNTERMINATED, UNKNOWN -> null;
        };
    }

    private @Nullable String text(int start, int end) {
        return switch (sql.charAt(start)) {
            case '\'', '$' -> TEXT;
            case 'n', 'N' -> "n'?'";
            case 'b', 'B' -> "b'0'";
            case 'x', 'X' -> "x'0'";
            case 'e', 'E' -> sql.indexOf('\\', start, end) < 0 ? "e'?'" : null;
            default -> null;
        };
    }

    private @Nullable String number(int start, int end) {
        int point = behindDigits(start, end);
        if (point == end && end - start <= DIGITS_OF_INTEGERS) {
            return INTEGER;
        }
        boolean isDecimal =
                point > start
                        && point + 1 < end
                        && sql.charAt(point) == '.'
                        && behindDigits(point + 1, end) == end;
        return isDecimal ? DECIMAL : null;
    }

    private int behindDigits(int from, int end) {
        int at = from;
        while (at < end && sql.charAt(at) >= '0' && sql.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    /// Where a part begins behind its space.
    private int begin(int part) {
        int begin = begins[part];
        return text.charAt(begin) == ' ' ? begin + 1 : begin;
    }

    private int end(int part) {
        return part + 1 < parts ? begins[part + 1] : text.length();
    }

    private boolean is(int part, String wanted) {
        if (part < 0 || end(part) - begin(part) != wanted.length()) {
            return false;
        }
        for (int i = 0; i < wanted.length(); i++) {
            if (text.charAt(begin(part) + i) != wanted.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isWord(int part, String wanted) {
        return part >= 0
                && end(part) - begin(part) == wanted.length()
                && text.substring(begin(part), end(part)).equalsIgnoreCase(wanted);
    }

    /// Takes what ends with the last part back if it is one too many of its kind.
    private void leaveOut() {
        switch (text.charAt(text.length() - 1)) {
            case '(' -> open.add(parts - 1);
            case ')' -> {
                if (!open.isEmpty()) {
                    int begin = open.removeLast();
                    leaveOutRepeated(parts - begin);
                }
            }
            case '\'', '1', '0' -> leaveOutRepeated(1);
            default -> {}
        }
    }

    /// Takes the last `length` parts back, and the comma before them, if the same stood there [#KEPT] times already.
    private void leaveOutRepeated(int length) {
        int stride = length + 1;
        int from = parts - length;
        if (from - KEPT * stride < 0 || (length == 1 && !isLiteral(from))) {
            return;
        }
        for (int repeat = 1; repeat <= KEPT; repeat++) {
            int earlier = from - repeat * stride;
            if (!is(earlier + length, ",") || !equal(earlier, from, length)) {
                return;
            }
        }
        parts -= stride;
        text.setLength(begins[parts]);
    }

    /// Whether so many parts are the same, but for the space before the first.
    private boolean equal(int one, int other, int length) {
        int first = begin(one);
        int second = begin(other);
        int chars = end(one + length - 1) - first;
        if (chars != end(other + length - 1) - second) {
            return false;
        }
        for (int i = 0; i < chars; i++) {
            if (text.charAt(first + i) != text.charAt(second + i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isLiteral(int part) {
        return text.charAt(end(part) - 1) == '\'' || is(part, INTEGER) || is(part, DECIMAL);
    }

    /// The short text.
    String text() {
        return text.toString();
    }

    /// Where a quoted text, name or comment begins that never ends; -1 if all end.
    int unterminated() {
        return unterminated;
    }

    /// The index in the original text of the token that stands at `codePoint` of the short one.
    int original(int codePoint) {
        int passed = 0;
        for (int i = 0; i < parts; i++) {
            passed += text.codePointCount(begins[i], end(i));
            if (passed > codePoint) {
                return starts[i];
            }
        }
        return sql.length();
    }
}
