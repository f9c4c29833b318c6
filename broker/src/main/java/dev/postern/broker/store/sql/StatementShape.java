package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// A statement without its text: what is needed to draw it among the others of its session.
///
/// @param atMicros       since the start of the session
/// @param durationMicros until it was answered, what it waited in a held session included; null while it runs
/// @param verb           as in [StatementRow.Text], empty if it is none of PostgreSQL's
/// @param copiedIn       whether it is a COPY that brought rows in, which the verb does not tell
/// @param outcome        one of the API's words
/// @param returned       what came back
/// @param signs          what stands out about it
public record StatementShape(
        long ordinal,
        long atMicros,
        @Nullable Long durationMicros,
        String verb,
        boolean copiedIn,
        String outcome,
        Returned returned,
        StatementRow.@Nullable Transaction transaction,
        Signs signs) {

    /// A statement of which nothing stands out.
    public StatementShape(
            long ordinal,
            long atMicros,
            @Nullable Long durationMicros,
            String verb,
            boolean copiedIn,
            String outcome,
            long rows,
            StatementRow.@Nullable Transaction transaction) {
        this(
                ordinal,
                atMicros,
                durationMicros,
                verb,
                copiedIn,
                outcome,
                new Returned(rows, 0, 0),
                transaction,
                new Signs(Set.of(), null));
    }

    /// What came back: rows, bytes of them, and values in classed columns.
    public record Returned(long rows, long bytes, long sensitive) {}

    /// What stands out; `mark` is what somebody wrote to mark it, null if nobody did.
    public record Signs(Set<StatementTrait> traits, @Nullable String mark) {

        public Signs {
            traits = Set.copyOf(traits);
        }
    }
}
