package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

/// A row of `unmasking`. Times are microseconds since 1970-01-01T00:00:00Z.
///
/// @param state `pending`, `rejected` or `granted`
public record UnmaskingRow(
        String id, Subject subject, Wish wish, String state, @Nullable Long endsAt, Deeds deeds) {

    /// The session that it is about.
    ///
    /// @param personId whose session it is
    public record Subject(String session, String target, String personId) {}

    /// What is to be shown.
    ///
    /// @param scope     `session`, `column` or `cell`
    /// @param subject   the column or cell; empty for the session
    /// @param strongest the strongest class that is shown: `secret` or `restricted`
    /// @param lasts     microseconds
    public record Wish(String scope, String subject, String strongest, long lasts) {}

    /// Who asked, and who decided: nobody while it is pending, or if it needs nobody.
    public record Deeds(DeedColumns asked, @Nullable DeedColumns decided) {}
}
