package dev.postern.sql;

import dev.postern.sql.SqlToken.Kind;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/// Calls of functions whose first argument is a text or a parameter, found token by token.
final class SqlCalls {

    private final String sql;
    private final List<SqlToken> tokens;
    private final IntFunction<@Nullable String> parameters;

    /// @param parameters the text that is bound to a parameter, counted from 1, or null
    SqlCalls(String sql, List<SqlToken> tokens, IntFunction<@Nullable String> parameters) {
        this.sql = sql;
        this.tokens = tokens;
        this.parameters = parameters;
    }

    /// The first arguments of all calls of a function.
    ///
    /// @param schema that the function must be written with; empty for any or none
    List<String> firstArguments(String schema, String function) {
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i + 2 < tokens.size(); i++) {
            if (name(i).equals(function) && is(i + 1, "(") && (schema.isEmpty() || of(schema, i))) {
                String argument = argument(tokens.get(i + 2));
                if (argument != null) {
                    arguments.add(argument);
                }
            }
        }
        return arguments;
    }

    private boolean of(String schema, int function) {
        return function >= 2 && is(function - 1, ".") && name(function - 2).equals(schema);
    }

    private @Nullable String argument(SqlToken token) {
        String text = sql.substring(token.start(), token.end());
        return switch (token.kind()) {
            case TEXT -> content(text);
            case PARAMETER ->
                    text.length() < 6
                            ? parameters.apply(Integer.parseInt(text.substring(1)))
                            : null;
            case WORD, QUOTED_NAME, NUMBER, OPERATOR, PUNCTUATION, UNTERMINATED, UNKNOWN -> null;
        };
    }

    /// What stands between the quotes of a constant; of escapes only those of quotes and backslashes are undone.
    private static String content(String text) {
        if (text.startsWith("$")) {
            int tag = text.indexOf('$', 1) + 1;
            return text.substring(tag, text.length() - tag);
        }
        String inner = text.substring(text.indexOf('\'') + 1, text.length() - 1).replace("''", "'");
        return text.charAt(0) == 'E' || text.charAt(0) == 'e'
                ? inner.replace("\\'", "'").replace("\\\\", "\\")
                : inner;
    }

    /// The name at a place, an unquoted one in lower case; empty if none stands there.
    String name(int index) {
        if (index >= tokens.size()) {
            return "";
        }
        SqlToken token = tokens.get(index);
        String text = sql.substring(token.start(), token.end());
        if (token.kind() == Kind.WORD) {
            return text.toLowerCase(Locale.ROOT);
        }
        return token.kind() == Kind.QUOTED_NAME && text.charAt(0) == '"'
                ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
                : "";
    }

    private boolean is(int index, String text) {
        SqlToken token = tokens.get(index);
        return token.end() - token.start() == text.length() && sql.startsWith(text, token.start());
    }
}
