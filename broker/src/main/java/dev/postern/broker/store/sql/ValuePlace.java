package dev.postern.broker.store.sql;

/// Statements of a session that may hold a value.
///
/// @param lastOrdinal [Long#MAX_VALUE] for all that follow
public record ValuePlace(long firstOrdinal, long lastOrdinal) {}
