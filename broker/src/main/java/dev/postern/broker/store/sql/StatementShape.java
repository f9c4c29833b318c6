package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

/// A statement without its text: what is needed to draw it among the others of its session.
///
/// @param atMicros       since the start of the session
/// @param durationMicros null while it runs
/// @param verb           as in [StatementRow.Text], empty if it is none of PostgreSQL's
/// @param copiedIn       whether it is a COPY that brought rows in, which the verb does not tell
/// @param outcome        one of the API's words
public record StatementShape(
        long ordinal,
        long atMicros,
        @Nullable Long durationMicros,
        String verb,
        boolean copiedIn,
        String outcome,
        long rows,
        StatementRow.@Nullable Transaction transaction) {}
