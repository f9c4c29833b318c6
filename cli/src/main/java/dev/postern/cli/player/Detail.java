package dev.postern.cli.player;

import dev.postern.export.DisplayWidth;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// A statement and its result in lines.
final class Detail {

    private Detail() {}

    /// The SQL and its parameters.
    static List<String> asked(Statement statement) {
        List<String> lines = new ArrayList<>(Text.lines(statement.sql()));
        for (int i = 0; i < statement.parameters().size(); i++) {
            lines.add(
                    "-- $"
                            + (i + 1)
                            + " = "
                            + Text.lines(statement.parameters().get(i)).getFirst());
        }
        return lines;
    }

    /// What came back.
    ///
    /// @param result null if it did not come yet, or belongs to another statement
    static List<String> answered(Statement statement, @Nullable Result result) {
        List<String> lines = new ArrayList<>();
        if (statement.hasResult()) {
            if (result != null && result.ordinal() == statement.ordinal()) {
                lines.addAll(result.lines());
            } else {
                lines.add("-- the result is being fetched");
            }
        }
        if (statement.error() != null) {
            addError(statement, statement.error(), lines);
        }
        String said =
                switch (statement.outcome()) {
                    case "completed" -> rowsSpeak(statement) ? "" : Text.line(statement.tag());
                    case "empty" -> "-- empty statement";
                    case "suspended" -> "-- suspended: not fetched to its end";
                    case "skipped" -> "-- skipped: an earlier statement of the pipeline failed";
                    case "no_answer" -> "-- no answer";
                    case "withdrawn" -> "-- withdrawn: held, and never sent to the server";
                    default -> "";
                };
        if (!said.isEmpty()) {
            lines.add(said);
        }
        if (statement.isRolledBack()) {
            lines.add("-- rolled back with transaction " + statement.transaction());
        }
        return lines;
    }

    private static boolean rowsSpeak(Statement statement) {
        return statement.tag().matches("(SELECT|SHOW|EXPLAIN|FETCH|VALUES)\\b.*");
    }

    private static void addError(Statement statement, Statement.Failure error, List<String> lines) {
        lines.addAll(
                Text.lines(
                        error.severity()
                                + ":  "
                                + error.message()
                                + "  ["
                                + error.sqlState()
                                + "]"));
        addPlace(statement.sql(), error.position(), lines);
        if (!error.detail().isEmpty()) {
            lines.addAll(Text.lines("DETAIL:  " + error.detail()));
        }
        if (!error.hint().isEmpty()) {
            lines.addAll(Text.lines("HINT:  " + error.hint()));
        }
    }

    /// The line of the SQL that the position is in, with a caret below.
    private static void addPlace(String sql, int position, List<String> lines) {
        if (position < 1 || position > sql.codePointCount(0, sql.length())) {
            return;
        }
        int at = sql.offsetByCodePoints(0, position - 1);
        int begin = sql.lastIndexOf('\n', at - 1) + 1;
        int end = sql.indexOf('\n', at);
        String label = "LINE " + (sql.substring(0, begin).lines().count() + 1) + ": ";
        lines.add(
                label + Text.lines(sql.substring(begin, end < 0 ? sql.length() : end)).getFirst());
        String before = label + Text.lines(sql.substring(begin, Math.max(begin, at))).getFirst();
        lines.add(" ".repeat(DisplayWidth.of(before)) + "^");
    }
}
