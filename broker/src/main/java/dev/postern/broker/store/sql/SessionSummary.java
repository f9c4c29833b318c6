package dev.postern.broker.store.sql;

import java.util.List;
import java.util.Map;

/// What sessions have in common.
///
/// @param facets   for each property its most frequent values, the most frequent first; of `risk` the highest first
/// @param starts   when the sessions started, microseconds since 1970, the newest first
/// @param troubled for each of `starts`, whether a statement of the session failed
/// @param undigested how many of them were indexed before there were digests, and so count in `has` for errors, writes
///                   and access that nobody had approved alone, in `risk` for the last of these, and not in `tx` and `error`
/// @param partial  whether there are more sessions than were counted
public record SessionSummary(
        Map<String, List<Count>> facets,
        List<Long> starts,
        List<Boolean> troubled,
        long undigested,
        boolean partial) {

    public SessionSummary {
        facets = Map.copyOf(facets);
        starts = List.copyOf(starts);
        troubled = List.copyOf(troubled);
    }

    /// How many sessions have a value.
    public record Count(String value, long sessions) {}
}
