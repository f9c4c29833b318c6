package dev.postern.sql;

import dev.postern.sql.SqlToken.Kind;

import java.util.ArrayList;
import java.util.List;

/// Cuts SQL into tokens by the rules of PostgreSQL's scanner. Never throws: what no rule fits is a token too.
///
/// Comments nest; `--` ends at a line feed or carriage return; a string constant goes on in the next line if only space with a
/// line break lies between; `E''` knows backslashes, a plain constant does not (`standard_conforming_strings` is on); an
/// operator does not end in `+` or `-` unless it holds one of `~ ! @ # % ^ & | \` ?`, and ends before a comment. Source:
/// PostgreSQL 18, `src/backend/parser/scan.l`.
public final class SqlLexer {

    private static final String OPERATORS = "~!@#^&|`?+-*/%<>=";
    private static final String OPERATORS_THAT_KEEP_SIGNS = "~!@#^&|`?%";
    private static final String PUNCTUATION = "()[],;.:";

    private final String sql;
    private final List<SqlToken> tokens = new ArrayList<>();
    private int at;

    private SqlLexer(String sql) {
        this.sql = sql;
    }

    /// The tokens of `sql`, in order.
    public static List<SqlToken> tokens(String sql) {
        SqlLexer lexer = new SqlLexer(sql);
        while (lexer.skipSpace()) {
            int start = lexer.at;
            Kind kind = lexer.next();
            lexer.tokens.add(new SqlToken(kind, start, lexer.at));
        }
        return lexer.tokens;
    }

    /// Moves to the next token; false at the end.
    private boolean skipSpace() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (isSpace(c)) {
                at++;
            } else if (c == '-' && peek(1) == '-') {
                skipLine();
            } else if (c == '/' && peek(1) == '*') {
                int end = commentEnd(at);
                if (end < 0) {
                    return true;
                }
                at = end;
            } else {
                return true;
            }
        }
        return false;
    }

    private void skipLine() {
        while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
            at++;
        }
    }

    /// Behind the comment that begins at `from`, or -1 if it never ends.
    private int commentEnd(int from) {
        int depth = 0;
        int i = from;
        while (i < sql.length()) {
            if (sql.startsWith("/*", i)) {
                depth++;
                i += 2;
            } else if (sql.startsWith("*/", i)) {
                depth--;
                i += 2;
                if (depth == 0) {
                    return i;
                }
            } else {
                i++;
            }
        }
        return -1;
    }

    private Kind next() {
        char c = sql.charAt(at);
        if (c == '/' && peek(1) == '*') {
            return toTheEnd();
        }
        if (c == '\'') {
            return text(at, false);
        }
        if (c == '"') {
            return quotedName(at);
        }
        if (isWordStart(c)) {
            return wordOrPrefixed(c);
        }
        if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
            return number();
        }
        if (c == '$') {
            return dollar();
        }
        if (PUNCTUATION.indexOf(c) >= 0) {
            return punctuation(c);
        }
        if (OPERATORS.indexOf(c) >= 0) {
            return operator();
        }
        at += Character.charCount(sql.codePointAt(at));
        return Kind.UNKNOWN;
    }

    private Kind wordOrPrefixed(char c) {
        char second = peek(1);
        if (second == '\'' && "bBxX".indexOf(c) >= 0) {
            return bits(at + 1);
        }
        if (second == '\'' && "eEnN".indexOf(c) >= 0) {
            return text(at + 1, c == 'e' || c == 'E');
        }
        if ((c == 'u' || c == 'U') && second == '&') {
            if (peek(2) == '\'') {
                return text(at + 2, false);
            }
            if (peek(2) == '"') {
                return quotedName(at + 2);
            }
        }
        while (at < sql.length() && isWordPart(sql.charAt(at))) {
            at++;
        }
        return Kind.WORD;
    }

    /// A bit string has no quotes in it: two in a row end one constant and begin another.
    ///
    /// @param quote index of the opening quote
    private Kind bits(int quote) {
        int i = quote;
        do {
            int close = sql.indexOf('\'', i + 1);
            if (close < 0) {
                return toTheEnd();
            }
            at = close + 1;
            i = continuation(at);
        } while (i >= 0);
        return Kind.TEXT;
    }

    /// @param quote index of the opening quote
    private Kind text(int quote, boolean backslashes) {
        int i = quote + 1;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (c == '\\' && backslashes) {
                i += 2;
            } else if (c != '\'') {
                i++;
            } else if (i + 1 < sql.length() && sql.charAt(i + 1) == '\'') {
                i += 2;
            } else {
                int goesOn = continuation(i + 1);
                if (goesOn < 0) {
                    at = i + 1;
                    return Kind.TEXT;
                }
                i = goesOn + 1;
            }
        }
        return toTheEnd();
    }

    /// The index of the quote that takes a constant up again behind `from`, or -1: space with a line break lies between,
    /// and comments to the end of a line may.
    private int continuation(int from) {
        boolean lineBreak = false;
        int i = from;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (c == '\n' || c == '\r') {
                lineBreak = true;
                i++;
            } else if (isSpace(c)) {
                i++;
            } else if (lineBreak && sql.startsWith("--", i)) {
                while (i < sql.length() && sql.charAt(i) != '\n' && sql.charAt(i) != '\r') {
                    i++;
                }
            } else {
                return lineBreak && c == '\'' ? i : -1;
            }
        }
        return -1;
    }

    private Kind quotedName(int quote) {
        int i = quote + 1;
        while (i < sql.length()) {
            if (sql.charAt(i) != '"') {
                i++;
            } else if (i + 1 < sql.length() && sql.charAt(i + 1) == '"') {
                i += 2;
            } else {
                at = i + 1;
                return Kind.QUOTED_NAME;
            }
        }
        return toTheEnd();
    }

    private Kind dollar() {
        if (isDigit(peek(1))) {
            at += 2;
            while (at < sql.length() && isDigit(sql.charAt(at))) {
                at++;
            }
            return Kind.PARAMETER;
        }
        int tagEnd = at + 1;
        while (tagEnd < sql.length() && isTagPart(sql.charAt(tagEnd))) {
            tagEnd++;
        }
        if (tagEnd == sql.length() || sql.charAt(tagEnd) != '$') {
            at++;
            return Kind.UNKNOWN;
        }
        String tag = sql.substring(at, tagEnd + 1);
        int end = sql.indexOf(tag, tagEnd + 1);
        if (end < 0) {
            return toTheEnd();
        }
        at = end + tag.length();
        return Kind.TEXT;
    }

    private Kind number() {
        if (sql.charAt(at) == '0' && "xXoObB".indexOf(peek(1)) >= 0) {
            at += 2;
            while (at < sql.length() && (isHex(sql.charAt(at)) || sql.charAt(at) == '_')) {
                at++;
            }
            return Kind.NUMBER;
        }
        skipDigits();
        if (at < sql.length() && sql.charAt(at) == '.' && peek(1) != '.') {
            at++;
            skipDigits();
        }
        if (at < sql.length() && (sql.charAt(at) == 'e' || sql.charAt(at) == 'E')) {
            int sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
            if (isDigit(peek(1 + sign))) {
                at += 1 + sign;
                skipDigits();
            }
        }
        return Kind.NUMBER;
    }

    private void skipDigits() {
        while (at < sql.length() && (isDigit(sql.charAt(at)) || sql.charAt(at) == '_')) {
            at++;
        }
    }

    private Kind punctuation(char c) {
        at++;
        if ((c == ':' && at < sql.length() && ":=".indexOf(sql.charAt(at)) >= 0)
                || (c == '.' && at < sql.length() && sql.charAt(at) == '.')) {
            at++;
        }
        return Kind.PUNCTUATION;
    }

    private Kind operator() {
        int end = at;
        boolean keepsSigns = false;
        while (end < sql.length() && OPERATORS.indexOf(sql.charAt(end)) >= 0) {
            if (end > at && (sql.startsWith("--", end) || sql.startsWith("/*", end))) {
                break;
            }
            keepsSigns |= OPERATORS_THAT_KEEP_SIGNS.indexOf(sql.charAt(end)) >= 0;
            end++;
        }
        while (!keepsSigns && end - at > 1 && "+-".indexOf(sql.charAt(end - 1)) >= 0) {
            end--;
        }
        at = end;
        return Kind.OPERATOR;
    }

    private Kind toTheEnd() {
        at = sql.length();
        return Kind.UNTERMINATED;
    }

    /// The character `offset` behind the current one, or NUL at the end.
    private char peek(int offset) {
        return at + offset < sql.length() ? sql.charAt(at + offset) : 0;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == 0x0B;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isHex(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static boolean isWordStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean isWordPart(char c) {
        return isWordStart(c) || isDigit(c) || c == '$';
    }

    private static boolean isTagPart(char c) {
        return isWordStart(c) || isDigit(c);
    }
}
