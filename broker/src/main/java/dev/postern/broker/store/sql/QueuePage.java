package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A page of the sessions that wait for a review, in their order.
///
/// @param next      where the next page begins; null if there is none
/// @param isStopped whether the search stopped before the page was full because its budget was spent
/// @param total     how many there are, whatever page it is
public record QueuePage(
        List<Waiting> items, DueRow.@Nullable Place next, boolean isStopped, IndexCount total) {

    public QueuePage {
        items = List.copyOf(items);
    }

    /// A session that waits.
    public record Waiting(SessionRow session, DueRow due) {}
}
