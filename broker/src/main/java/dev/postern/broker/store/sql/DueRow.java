package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

/// A row of `session_due`: what was decided about the review of a session that has ended.
///
/// @param rules      names the rules that decided
/// @param rule       the rule that took the session, or null
/// @param waits      whether it waits for a review without being assigned to anybody
/// @param breakGlass whether it lived by access that nobody had approved
/// @param dueAt      microseconds since 1970, or null
/// @param place      where it stands in the queue
/// @param draw       its number in the sample, 0 to 999999; null as long as no rule asked for it
public record DueRow(
        String session,
        String rules,
        @Nullable String rule,
        boolean waits,
        boolean breakGlass,
        @Nullable Long dueAt,
        Place place,
        @Nullable Long draw) {

    /// A place in the queue: by rank, then by `at`, both least first, then the newest session first.
    ///
    /// @param rank 0 for access that nobody had approved, 1 with a due time, 2 without
    /// @param at   the due time, or without one the start of the session, negated; microseconds since 1970
    public record Place(long rank, long at, String session) {}

    /// A session about which nothing is decided by the rules of today.
    ///
    /// @param endedAt microseconds since 1970
    /// @param draw    as in a row, from an earlier decision
    public record Undecided(
            String session,
            long startedAt,
            long endedAt,
            boolean breakGlass,
            @Nullable Long draw) {}
}
