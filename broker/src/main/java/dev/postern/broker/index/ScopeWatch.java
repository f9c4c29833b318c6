package dev.postern.broker.index;

import dev.postern.broker.store.sql.StatementRow;
import dev.postern.sql.AccessScope;
import dev.postern.sql.SqlLexer;
import dev.postern.sql.SqlToken;
import dev.postern.sql.SqlToken.Kind;
import dev.postern.sql.TableNames;
import dev.postern.sql.grammar.Noise;
import dev.postern.sql.grammar.Reading;
import dev.postern.sql.grammar.Reading.Parsed;
import dev.postern.sql.grammar.Reading.Unparsed;
import dev.postern.sql.grammar.Statement;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// Tells which statements of a session go beyond what its request was for, by their SQL alone: what cannot be shown to be
/// within the scope is beyond it. Not thread-safe.
final class ScopeWatch {

    /// First words of statements that change something which may be no table, or do what their text does not name.
    private static final Set<String> UNNAMED =
            Set.of(
                    "CREATE",
                    "ALTER",
                    "DROP",
                    "COMMENT",
                    "REINDEX",
                    "REFRESH",
                    "SECURITY",
                    "IMPORT",
                    "GRANT",
                    "REVOKE",
                    "REASSIGN",
                    "DO",
                    "CALL",
                    "LOAD");

    private static final Set<String> USUAL_PATHS = Set.of("\"$user\", public", "public");

    private static final String SYNTAX_ERROR = "42601";

    private final AccessScope scope;
    private boolean isUsualPath = true;

    ScopeWatch(AccessScope scope) {
        this.scope = scope;
    }

    /// The server says what a setting is.
    void setting(String name, String value) {
        if (name.equals("search_path") && !USUAL_PATHS.contains(value)) {
            isUsualPath = false;
        }
    }

    /// Whether the next statement of the session goes beyond the scope. From a statement on that may change `search_path`,
    /// a name without a schema is no longer taken for one of `public`.
    boolean isBeyond(String sql, Reading reading) {
        isUsualPath = isUsualPath && !mayChangePath(sql, reading);
        return isBeyond(scope, sql, reading, isUsualPath);
    }

    /// Whether a statement goes beyond a scope.
    ///
    /// @param isUsualPath whether a name without a schema may be one of the schema `public`
    static boolean isBeyond(AccessScope scope, String sql, Reading reading, boolean isUsualPath) {
        if (scope.coversAll() || !Noise.of(sql, reading).equals(Noise.NONE)) {
            return false;
        }
        if (!(reading instanceof Parsed parsed)) {
            return true;
        }
        boolean mayMislead = !scope.coversAllReads() && hasMisleadingName(sql, parsed);
        return mayMislead
                || parsed.statements().stream()
                        .anyMatch(each -> isBeyond(scope, each, isUsualPath));
    }

    /// Whether neither the grammar nor the server could read a statement: it has done nothing.
    static boolean isMistake(Reading reading, StatementRow.@Nullable Failure error) {
        return reading instanceof Unparsed
                && error != null
                && error.sqlState().equals(SYNTAX_ERROR);
    }

    private static boolean isBeyond(AccessScope scope, Statement statement, boolean isUsualPath) {
        boolean isUnnamed =
                statement.writes().isEmpty() && UNNAMED.contains(firstWord(statement.verb()));
        return isUnnamed
                || !statement.outside().isEmpty()
                || !statement.reads().stream()
                        .allMatch(table -> scope.coversReading(table, isUsualPath))
                || !statement.writes().stream()
                        .allMatch(table -> scope.coversChanging(table, isUsualPath));
    }

    /// Whether a quoted name has a full stop in it, so that it reads like one of a schema, or is written in escapes, and may
    /// be that of a table.
    private static boolean hasMisleadingName(String sql, Parsed parsed) {
        if (sql.indexOf('"') < 0) {
            return false;
        }
        Set<String> tables = parsed.tables();
        return !tables.isEmpty()
                && SqlLexer.tokens(sql).stream()
                        .filter(token -> token.kind() == Kind.QUOTED_NAME)
                        .anyMatch(token -> mayMislead(sql, token, tables));
    }

    private static boolean mayMislead(String sql, SqlToken token, Set<String> tables) {
        String text = sql.substring(token.start(), token.end());
        if (!text.startsWith("\"")) {
            return true;
        }
        String name = text.substring(1, text.length() - 1).replace("\"\"", "\"");
        return name.indexOf('.') >= 0
                && tables.stream()
                        .anyMatch(table -> ("." + table + ".").contains("." + name + "."));
    }

    /// Whether names without a schema may mean others from now on.
    private static boolean mayChangePath(String sql, Reading reading) {
        return reading instanceof Parsed parsed
                ? parsed.statements().stream().anyMatch(each -> mayChangePath(sql, each))
                : isAboutPath(sql);
    }

    private static boolean mayChangePath(String sql, Statement statement) {
        return switch (statement.verb()) {
            case "SET" -> isAboutPath(sql);
            case "DO", "CALL" -> true;
            default ->
                    Stream.concat(statement.functions().stream(), statement.writes().stream())
                            .anyMatch(name ->
                                    TableNames.isNamed(name, "set_config")
                                            || TableNames.isNamed(name, "pg_settings"));
        };
    }

    /// Whether a text may set `search_path`, which SET SCHEMA does too.
    private static boolean isAboutPath(String sql) {
        String text = sql.toLowerCase(Locale.ROOT);
        return Stream.of("search_path", "schema", "set_config", "u&").anyMatch(text::contains);
    }

    private static String firstWord(String verb) {
        int space = verb.indexOf(' ');
        return space < 0 ? verb : verb.substring(0, space);
    }
}
