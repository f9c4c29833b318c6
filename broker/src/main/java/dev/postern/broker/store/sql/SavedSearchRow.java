package dev.postern.broker.store.sql;

/// A row of `saved_search`.
///
/// @param kind      what the filter is of: `sessions` or `statements`
/// @param saved     who owns it, and since when
/// @param changedAt microseconds since 1970-01-01T00:00:00Z
public record SavedSearchRow(
        String id,
        String name,
        String kind,
        String filter,
        boolean shared,
        SignatureColumns saved,
        long changedAt) {}
