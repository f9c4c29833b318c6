package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What is new about a session since it was last written.
///
/// @param statements those that ended
/// @param running    all that were started and have not ended
/// @param ended      transactions, or parts of them, that ended and have statements which were written before; in that order
/// @param values     what is new about the values that were seen
/// @param acts       upon the session
/// @param approvedAt when the access that the session lives by was approved, microseconds since 1970, or null
/// @param fromStart  whether the recording was read from its beginning: what is there of the session is replaced
public record SessionBatch(
        SessionRow session,
        List<StatementRow> statements,
        List<StatementRow> running,
        List<TransactionEnd> ended,
        SessionValues values,
        List<ActRow> acts,
        @Nullable Long approvedAt,
        boolean fromStart) {

    public SessionBatch {
        statements = List.copyOf(statements);
        running = List.copyOf(running);
        ended = List.copyOf(ended);
        acts = List.copyOf(acts);
    }

    /// News of a session of whose values and acts nothing is known.
    public SessionBatch(
            SessionRow session,
            List<StatementRow> statements,
            List<StatementRow> running,
            List<TransactionEnd> ended,
            boolean fromStart) {
        this(
                session,
                statements,
                running,
                ended,
                SessionValues.UNKNOWN,
                List.of(),
                null,
                fromStart);
    }

    /// What became of statements of a transaction that is not known of yet: of all behind `firstOrdinal` if the transaction
    /// ended, of some if it went back to a savepoint.
    ///
    /// @param firstOrdinal the number of the first of them
    /// @param lastOrdinal  that of the last, or one that no statement has yet
    public record TransactionEnd(
            long number, long firstOrdinal, long lastOrdinal, String outcome) {}
}
