package dev.postern.sql.grammar;

import dev.postern.sql.SqlLexer;
import dev.postern.sql.SqlToken;
import dev.postern.sql.SqlToken.Kind;

import java.util.ArrayList;
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

    private final String sql;
    private final List<String> parts = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();
    private final List<Integer> open = new ArrayList<>();
    private final int unterminated;

    private ReducedSql(String sql) {
        this.sql = sql;
        int end = -1;
        int endless = -1;
        for (SqlToken token : SqlLexer.tokens(sql)) {
            if (token.kind() == Kind.UNTERMINATED) {
                endless = token.start();
            }
            String part = part(token, sql.substring(token.start(), token.end()));
            boolean touches = token.start() == end && !(endsInQuote() && part.startsWith("'"));
            add(touches || parts.isEmpty() ? part : " " + part, token.start());
            end = token.end();
        }
        this.unterminated = endless;
    }

    static ReducedSql of(String sql) {
        return new ReducedSql(sql);
    }

    private boolean endsInQuote() {
        return !parts.isEmpty() && parts.getLast().endsWith("'");
    }

    private String part(SqlToken token, String text) {
        return switch (token.kind()) {
            case TEXT -> last(1).equalsIgnoreCase("uescape") ? text : text(text);
            case NUMBER ->
                    last(1).equals("(") && last(2).equalsIgnoreCase("float") ? text : number(text);
            case WORD, QUOTED_NAME, PARAMETER, OPERATOR, PUNCTUATION, UNTERMINATED, UNKNOWN -> text;
        };
    }

    private String last(int back) {
        int size = parts.size();
        return size < back ? "" : parts.get(size - back).strip();
    }

    private static String text(String text) {
        return switch (text.charAt(0)) {
            case '\'', '$' -> TEXT;
            case 'n', 'N' -> "n'?'";
            case 'b', 'B' -> "b'0'";
            case 'x', 'X' -> "x'0'";
            case 'e', 'E' -> text.indexOf('\\') < 0 ? "e'?'" : text;
            default -> text;
        };
    }

    private static String number(String text) {
        int digits = digits(text, 0);
        if (digits == text.length() && digits <= DIGITS_OF_INTEGERS) {
            return INTEGER;
        }
        boolean decimal =
                digits > 0
                        && digits + 1 < text.length()
                        && text.charAt(digits) == '.'
                        && digits(text, digits + 1) == text.length();
        return decimal ? DECIMAL : text;
    }

    /// Behind the digits that begin at `from`.
    private static int digits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private void add(String part, int start) {
        parts.add(part);
        starts.add(start);
        switch (part.charAt(part.length() - 1)) {
            case '(' -> open.add(parts.size() - 1);
            case ')' -> {
                if (!open.isEmpty()) {
                    int begin = open.removeLast();
                    leaveOutRepeated(parts.size() - begin);
                }
            }
            case '\'', '1', '0' -> leaveOutRepeated(1);
            default -> {}
        }
    }

    /// Takes the last `length` parts back, and the comma before them, if the same stood there [#KEPT] times already.
    private void leaveOutRepeated(int length) {
        int stride = length + 1;
        int from = parts.size() - length;
        if (from - KEPT * stride < 0 || (length == 1 && !isLiteral(parts.get(from).strip()))) {
            return;
        }
        for (int repeat = 1; repeat <= KEPT; repeat++) {
            int earlier = from - repeat * stride;
            if (!parts.get(earlier + length).strip().equals(",") || !equal(earlier, from, length)) {
                return;
            }
        }
        for (int i = 0; i < stride; i++) {
            parts.removeLast();
            starts.removeLast();
        }
    }

    private boolean equal(int one, int other, int length) {
        for (int i = 0; i < length; i++) {
            String first = parts.get(one + i);
            String second = parts.get(other + i);
            if (!(i == 0 ? first.strip().equals(second.strip()) : first.equals(second))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLiteral(String part) {
        return part.endsWith("'") || part.equals(INTEGER) || part.equals(DECIMAL);
    }

    /// The short text.
    String text() {
        return String.join("", parts);
    }

    /// Where a quoted text, name or comment begins that never ends; -1 if all end.
    int unterminated() {
        return unterminated;
    }

    /// The index in the original text of the token that stands at `codePoint` of the short one.
    int original(int codePoint) {
        int passed = 0;
        for (int i = 0; i < parts.size(); i++) {
            passed += parts.get(i).codePointCount(0, parts.get(i).length());
            if (passed > codePoint) {
                return starts.get(i);
            }
        }
        return sql.length();
    }
}
