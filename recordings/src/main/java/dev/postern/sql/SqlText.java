package dev.postern.sql;

import dev.postern.sql.SqlToken.Kind;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// One SQL statement, looked at token by token: its verb, the tables it seems to name, its fingerprint.
///
/// A scanner knows no grammar: [#tables] is a good guess for searching, never a verdict.
public final class SqlText {

    /// Stands for a value in a [#shape].
    private static final String VALUE = "?";

    private static final int FINGERPRINT_BYTES = 8;
    private static final Set<String> BEFORE_TABLES =
            Set.of("from", "join", "update", "into", "table", "only", "copy", "truncate", "using");
    private static final Set<String> BEFORE_NAMES =
            Set.of("only", "if", "not", "exists", "table", "concurrently", "lateral", "of");
    private static final Set<String> NO_NAMES =
            Set.of(
                    "select", "set", "where", "values", "on", "to", "from", "stdin", "stdout",
                    "program", "nowait", "skip", "with");

    private final String sql;
    private final List<SqlToken> tokens;

    private SqlText(String sql, List<SqlToken> tokens) {
        this.sql = sql;
        this.tokens = tokens;
    }

    /// Reads the tokens of a statement.
    public static SqlText of(String sql) {
        return of(sql, SqlLexer.tokens(sql));
    }

    /// A statement whose tokens are known.
    ///
    /// @param tokens as [SqlLexer#tokens] gives them
    public static SqlText of(String sql, List<SqlToken> tokens) {
        return new SqlText(sql, tokens);
    }

    /// The first word in upper case; empty if it begins with none.
    public String firstWord() {
        for (SqlToken token : tokens) {
            if (token.kind() == Kind.WORD) {
                return text(token).toUpperCase(Locale.ROOT);
            }
            if (!is(token, "(")) {
                return "";
            }
        }
        return "";
    }

    /// Whether this is a COPY that brings rows into a table.
    public boolean isCopyIn() {
        if (!firstWord().equals("COPY")) {
            return false;
        }
        int depth = 0;
        for (SqlToken token : tokens) {
            if (is(token, "(")) {
                depth++;
            } else if (is(token, ")")) {
                depth--;
            } else if (depth == 0 && token.kind() == Kind.WORD) {
                String word = word(token);
                if (word.equals("from") || word.equals("to")) {
                    return word.equals("from");
                }
            }
        }
        return false;
    }

    /// The tables that seem to be named, as `schema.table` or `table`, unquoted ones in lower case.
    public Set<String> tables() {
        Set<String> tables = new LinkedHashSet<>();
        int i = 0;
        while (i < tokens.size()) {
            if (tokens.get(i).kind() == Kind.WORD && BEFORE_TABLES.contains(word(tokens.get(i)))) {
                i = names(i + 1, tables);
            } else {
                i++;
            }
        }
        return tables;
    }

    /// Adds the names in a list that begins at `from`; returns the index behind the first of them.
    private int names(int from, Set<String> tables) {
        int i = from;
        while (i < tokens.size()
                && tokens.get(i).kind() == Kind.WORD
                && BEFORE_NAMES.contains(word(tokens.get(i)))) {
            i++;
        }
        if (i < tokens.size()
                && tokens.get(i).kind() == Kind.WORD
                && NO_NAMES.contains(word(tokens.get(i)))) {
            return i;
        }
        StringBuilder name = new StringBuilder();
        while (i < tokens.size() && isName(tokens.get(i))) {
            name.append(name(tokens.get(i)));
            i++;
            if (i + 1 < tokens.size() && is(tokens.get(i), ".") && isName(tokens.get(i + 1))) {
                name.append('.');
                i++;
            } else {
                break;
            }
        }
        boolean call = i < tokens.size() && is(tokens.get(i), "(") && !isInto(from);
        if (!name.isEmpty() && !call) {
            tables.add(name.toString());
        }
        int next = behindAlias(i);
        if (!name.isEmpty() && next < tokens.size() && is(tokens.get(next), ",")) {
            return names(next + 1, tables);
        }
        return Math.max(i, from);
    }

    private boolean isInto(int from) {
        String before = word(tokens.get(from - 1));
        return before.equals("into") || before.equals("table") || before.equals("copy");
    }

    private int behindAlias(int from) {
        int i = from;
        if (i < tokens.size()
                && tokens.get(i).kind() == Kind.WORD
                && word(tokens.get(i)).equals("as")) {
            i++;
        }
        return i < tokens.size() && isName(tokens.get(i)) ? i + 1 : i;
    }

    private static boolean isName(SqlToken token) {
        return token.kind() == Kind.WORD || token.kind() == Kind.QUOTED_NAME;
    }

    private String name(SqlToken token) {
        String text = text(token);
        if (token.kind() == Kind.WORD) {
            return text.toLowerCase(Locale.ROOT);
        }
        return text.substring(text.indexOf('"') + 1, text.length() - 1).replace("\"\"", "\"");
    }

    /// The statement with every literal and parameter as `?`, lists of them as one, unquoted words in lower case, and one
    /// space between tokens.
    public String shape() {
        StringBuilder shape = new StringBuilder(sql.length() + tokens.size());
        for (SqlToken token : tokens) {
            boolean isValue =
                    switch (token.kind()) {
                        case TEXT, NUMBER, PARAMETER, UNTERMINATED -> true;
                        case WORD, QUOTED_NAME, PUNCTUATION, UNKNOWN -> false;
                        case OPERATOR -> is(token, VALUE);
                    };
            if (isValue && endsIn(shape, VALUE + " ,")) {
                shape.setLength(shape.length() - 2);
                continue;
            }
            if (!shape.isEmpty()) {
                shape.append(' ');
            }
            if (isValue) {
                shape.append(VALUE);
            } else if (token.kind() == Kind.WORD) {
                addLower(token, shape);
            } else {
                shape.append(sql, token.start(), token.end());
            }
        }
        while (endsIn(shape, ";")) {
            shape.setLength(Math.max(0, shape.length() - 2));
        }
        return shape.toString();
    }

    /// Whether `shape` ends in these tokens.
    private static boolean endsIn(StringBuilder shape, String tokens) {
        int from = shape.length() - tokens.length();
        if (from < 0 || (from > 0 && shape.charAt(from - 1) != ' ')) {
            return false;
        }
        for (int i = 0; i < tokens.length(); i++) {
            if (shape.charAt(from + i) != tokens.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void addLower(SqlToken word, StringBuilder shape) {
        int begin = shape.length();
        for (int i = word.start(); i < word.end(); i++) {
            char c = sql.charAt(i);
            if (c >= 0x80) {
                shape.setLength(begin);
                shape.append(word(word));
                return;
            }
            shape.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
        }
    }

    /// 16 hexadecimal digits that statements of one [#shape] share: the beginning of its SHA-256.
    public String fingerprint() {
        return fingerprint(shape());
    }

    /// The fingerprint of the statements of a shape.
    static String fingerprint(String shape) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(shape.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private boolean is(SqlToken token, String text) {
        return token.end() - token.start() == text.length() && sql.startsWith(text, token.start());
    }

    private String word(SqlToken token) {
        return text(token).toLowerCase(Locale.ROOT);
    }

    private String text(SqlToken token) {
        return sql.substring(token.start(), token.end());
    }
}
