package dev.postern.broker.store.sql;

import java.util.List;

/// What is new about the values that were seen in a session.
///
/// @param filters those that are complete
/// @param upTo    the last statement whose values are in filters, these and earlier ones; -1 if nothing is known
public record SessionValues(List<Filter> filters, long upTo) {

    /// Nothing is known of a session's values.
    public static final SessionValues UNKNOWN = new SessionValues(List.of(), -1);

    public SessionValues {
        filters = List.copyOf(filters);
    }

    /// The tokens of values of some statements.
    ///
    /// @param part distinguishes filters that begin with the same statement
    /// @param bits of a [dev.postern.broker.store.value.ValueFilter], not copied
    @SuppressWarnings("ArrayRecordComponent") // written once, compared by nobody
    public record Filter(long firstOrdinal, long lastOrdinal, long part, byte[] bits) {}
}
