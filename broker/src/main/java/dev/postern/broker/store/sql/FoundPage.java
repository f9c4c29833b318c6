package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A page of what a search found, newest first.
///
/// @param next           where the next page begins; null if there is none
/// @param searchedBackTo null, or the search stopped before the page was full because its budget was spent: everything
///                       that began after this is searched, microseconds since 1970; the next page goes on from there
/// @param total          how many there are, whatever page it is
public record FoundPage<T>(
        List<T> items,
        IndexQuery.@Nullable Place next,
        @Nullable Long searchedBackTo,
        IndexCount total) {

    public FoundPage {
        items = List.copyOf(items);
    }
}
