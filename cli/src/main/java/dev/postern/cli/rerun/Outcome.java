package dev.postern.cli.rerun;

import org.jspecify.annotations.Nullable;

/// What became of a statement.
///
/// @param word     `completed`, `failed`, `empty`, `suspended`, or another word of the API's STATEMENT
/// @param tag      the command tag, empty unless it completed
/// @param rows     rows returned or changed
/// @param sqlState of its failure, else empty
/// @param message  of its failure, else empty
/// @param result   its rows; null if they are not known, or not as they were
record Outcome(
        String word,
        String tag,
        long rows,
        String sqlState,
        String message,
        @Nullable RowDigest result) {

    boolean isFailure() {
        return !sqlState.isEmpty();
    }

    /// `SELECT 3`, or `ERROR 42P01`.
    String shortly() {
        return isFailure() ? "ERROR " + sqlState : tag.isEmpty() ? word : tag;
    }

    /// How this differs from what was recorded; empty if it does not.
    String difference(Outcome recorded) {
        if (isFailure() || recorded.isFailure()) {
            return sqlState.equals(recorded.sqlState)
                    ? ""
                    : "was "
                            + recorded.shortly()
                            + ", now "
                            + shortly()
                            + (isFailure() ? ": " + message : "");
        }
        if (!shortly().equals(recorded.shortly()) || rows != recorded.rows) {
            boolean sameWords = shortly().equals(recorded.shortly());
            return "was "
                    + recorded.shortly()
                    + (sameWords ? ", " + recorded.rows + " rows" : "")
                    + ", now "
                    + shortly()
                    + (sameWords ? ", " + rows + " rows" : "");
        }
        RowDigest now = result;
        RowDigest then = recorded.result;
        return now == null || then == null ? "" : now.difference(then);
    }
}
