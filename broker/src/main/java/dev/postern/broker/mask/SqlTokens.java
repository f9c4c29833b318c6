package dev.postern.broker.mask;

import dev.postern.sql.SqlLexer;
import dev.postern.sql.SqlToken;
import dev.postern.sql.SqlToken.Kind;

import java.util.List;
import java.util.Locale;

/// The tokens of a statement with the questions that masking asks of them. An index that is out of range is no token.
record SqlTokens(String sql, List<SqlToken> all) {

    static SqlTokens of(String sql) {
        return new SqlTokens(sql, SqlLexer.tokens(sql));
    }

    /// The tokens with one stand-in for every constant that names no member of a document: what is asked of the columns of
    /// a result has the same answer for all statements of one form.
    String form() {
        StringBuilder form = new StringBuilder(sql.length() + size());
        for (int i = 0; i < size(); i++) {
            if (i > 0) {
                form.append(' ');
            }
            switch (get(i).kind()) {
                case NUMBER -> form.append('0');
                case UNTERMINATED -> form.append('\'');
                case TEXT -> {
                    if (isMember(i)) {
                        form.append(sql, get(i).start(), get(i).end());
                    } else {
                        form.append("'?'");
                    }
                }
                case WORD, QUOTED_NAME, PARAMETER, OPERATOR, PUNCTUATION, UNKNOWN ->
                        form.append(sql, get(i).start(), get(i).end());
            }
        }
        return form.toString();
    }

    int size() {
        return all.size();
    }

    SqlToken get(int i) {
        return all.get(i);
    }

    String text(int i) {
        return i < 0 || i >= size() ? "" : sql.substring(get(i).start(), get(i).end());
    }

    boolean is(int i, String text) {
        return i >= 0
                && i < size()
                && get(i).end() - get(i).start() == text.length()
                && sql.startsWith(text, get(i).start());
    }

    boolean isKind(int i, Kind kind) {
        return i >= 0 && i < size() && get(i).kind() == kind;
    }

    /// A word in lower case; empty for what is no word.
    String word(int i) {
        return isKind(i, Kind.WORD) ? text(i).toLowerCase(Locale.ROOT) : "";
    }

    boolean isName(int i) {
        return isKind(i, Kind.WORD) || isKind(i, Kind.QUOTED_NAME);
    }

    /// A name as the catalog has it.
    String name(int i) {
        String text = text(i);
        int quote = text.indexOf('"');
        return quote < 0
                ? text.toLowerCase(Locale.ROOT)
                : text.substring(quote + 1, Math.max(quote + 1, text.length() - 1))
                        .replace("\"\"", "\"");
    }

    /// Whether this is a value: a constant or a parameter.
    boolean isValue(int i) {
        return isConstant(i) || isKind(i, Kind.PARAMETER);
    }

    boolean isConstant(int i) {
        return isKind(i, Kind.TEXT) || isKind(i, Kind.NUMBER) || isKind(i, Kind.UNTERMINATED);
    }

    /// Whether this text names a member of a document: it stands behind `->` or `->>`.
    boolean isMember(int i) {
        return isKind(i, Kind.TEXT) && (is(i - 1, "->") || is(i - 1, "->>"));
    }

    /// The index of the bracket that closes the one at `open`; the size if none does.
    int closing(int open) {
        int depth = 0;
        for (int i = open; i < size(); i++) {
            if (is(i, "(") || is(i, "[")) {
                depth++;
            } else if (is(i, ")") || is(i, "]")) {
                depth--;
                if (depth <= 0) {
                    return i;
                }
            }
        }
        return size();
    }

    /// What stands in a constant, without its quotes, doubled quotes as one.
    static String inner(String constant) {
        int[] range = innerRange(constant);
        String inside = constant.substring(range[0], range[1]);
        return constant.startsWith("$") ? inside : inside.replace("''", "'");
    }

    /// Where the inside of a constant begins and ends; all of it if it has no quotes.
    static int[] innerRange(String constant) {
        if (constant.startsWith("$")) {
            int tag = constant.indexOf('$', 1) + 1;
            return tag > 0 && constant.length() >= 2 * tag
                    ? new int[] {tag, constant.length() - tag}
                    : new int[] {0, constant.length()};
        }
        int quote = constant.indexOf('\'');
        int last = constant.lastIndexOf('\'');
        return quote >= 0 && last > quote
                ? new int[] {quote + 1, last}
                : new int[] {0, constant.length()};
    }
}
