package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Statements that match, by what they have in common.
///
/// @param groups         the largest of them, the largest first
/// @param known          how many groups there are among the statements that were looked at
/// @param statements     how many statements match of those that were looked at, in groups or not
/// @param isWhole        whether all of these statements are counted by their groups: not if there were too many groups
/// @param next           where to go on with older statements; null if all were looked at
/// @param searchedBackTo null, or the search stopped because its budget was spent: every statement that began after this
///                       was looked at, microseconds since 1970
public record FoundGroups(
        List<Group> groups,
        long known,
        long statements,
        boolean isWhole,
        IndexQuery.@Nullable Place next,
        @Nullable Long searchedBackTo) {

    public FoundGroups {
        groups = List.copyOf(groups);
    }

    /// Statements that have something in common.
    ///
    /// @param key     the id of the session or the person, the fingerprint, or the table
    /// @param session that of the newest statement
    /// @param newest  the number of the newest statement in it
    /// @param sql     the SQL of the newest statement, perhaps only the begin of it; null if it was not read
    public record Group(
            String key, SessionRow session, long newest, @Nullable String sql, Counts counts) {}

    /// How much there is in a group.
    ///
    /// @param rows    rows that its statements returned or changed
    /// @param firstAt when its oldest statement began, microseconds since 1970
    /// @param lastAt  when its newest statement began
    public record Counts(
            long statements, long sessions, long errors, long rows, long firstAt, long lastAt) {}
}
