package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

/// What the index knows of a statement.
public record StatementRow(
        String session,
        long ordinal,
        Timing timing,
        Text text,
        Result result,
        @Nullable Transaction transaction) {

    /// When: `startedAt` in microseconds since 1970, `atMicros` since the start of the session.
    public record Timing(
            long message, long startedAt, long atMicros, @Nullable Long durationMicros) {}

    /// What was sent; `parameters` is a JSON array.
    public record Text(
            String protocol, String verb, String sql, boolean sqlTruncated, String parameters) {}

    /// What came back; `outcome` is one of the API's words, `wrote` whether it changed something.
    public record Result(
            String outcome,
            @Nullable String tag,
            long rows,
            long bytes,
            boolean wrote,
            @Nullable Failure error) {

        /// Whether the server refused it or was told to stop it.
        public boolean isError() {
            return outcome.equals("failed") || outcome.equals("cancelled");
        }
    }

    /// The server's error.
    public record Failure(
            String severity,
            String sqlState,
            String message,
            @Nullable String detail,
            @Nullable String hint,
            @Nullable Integer position) {}

    /// The transaction it ran in and what became of that.
    public record Transaction(long number, String outcome) {}
}
