package dev.postern.sql;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;

/// Whether a statement changes in whose name the session acts: `SET ROLE`, `SET SESSION AUTHORIZATION`, their `RESET`, and
/// `set_config` with one of these settings.
public final class SqlIdentity {

    private static final Set<String> SETTINGS = Set.of("role", "session_authorization");

    private SqlIdentity() {}

    /// Whether the statement is one of these.
    ///
    /// @param parameters the text that is bound to a parameter, counted from 1, or null
    public static boolean changes(String sql, IntFunction<@Nullable String> parameters) {
        List<SqlToken> tokens = SqlLexer.tokens(sql);
        SqlCalls words = new SqlCalls(sql, tokens, parameters);
        String first = words.name(0);
        if (first.equals("set") || first.equals("reset")) {
            int at = 1;
            // SET SESSION AUTHORIZATION sets the setting of that name; SET SESSION role says how
            // long.
            if (words.name(1).equals("local")
                    || (words.name(1).equals("session")
                            && !words.name(2).equals("authorization"))) {
                at = 2;
            }
            return SETTINGS.contains(words.name(at))
                    || (words.name(at).equals("session")
                            && words.name(at + 1).equals("authorization"));
        }
        return words.firstArguments("", "set_config").stream()
                .anyMatch(setting -> SETTINGS.contains(setting.toLowerCase(Locale.ROOT)));
    }
}
