package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

/// A row of `erasure`. Times are microseconds since 1970-01-01T00:00:00Z.
///
/// @param state      `pending`, `rejected`, `confirmed` or `done`
/// @param finishedAt null until the content is gone
public record ErasureRow(
        String id,
        Subject subject,
        String legalBasis,
        String state,
        Deeds deeds,
        @Nullable Long finishedAt) {

    /// What is kept of the session whose content is erased.
    public record Subject(
            String session, String target, String personId, String personName, long startedAt) {}

    /// Who asked, and who decided: nobody while it is pending.
    public record Deeds(DeedColumns asked, @Nullable DeedColumns decided) {}
}
