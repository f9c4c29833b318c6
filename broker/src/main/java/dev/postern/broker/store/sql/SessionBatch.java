package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What is new about a session since it was last written.
///
/// @param statements those that ended
/// @param running    all that were started and have not ended
/// @param ended      transactions that ended and have statements which were written before
/// @param values     what is new about the values that were seen
/// @param approvedAt when the access that the session lives by was approved, microseconds since 1970, or null
/// @param fromStart  whether the recording was read from its beginning: what is there of the session is replaced
public record SessionBatch(
        SessionRow session,
        List<StatementRow> statements,
        List<StatementRow> running,
        List<TransactionEnd> ended,
        SessionValues values,
        @Nullable Long approvedAt,
        boolean fromStart) {

    public SessionBatch {
        statements = List.copyOf(statements);
        running = List.copyOf(running);
        ended = List.copyOf(ended);
    }

    /// News of a session of whose values nothing is known.
    public SessionBatch(
            SessionRow session,
            List<StatementRow> statements,
            List<StatementRow> running,
            List<TransactionEnd> ended,
            boolean fromStart) {
        this(session, statements, running, ended, SessionValues.UNKNOWN, null, fromStart);
    }

    /// What became of a transaction.
    ///
    /// @param firstOrdinal the number of its first statement
    public record TransactionEnd(long number, long firstOrdinal, String outcome) {}
}
