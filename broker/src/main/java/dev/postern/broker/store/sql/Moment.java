package dev.postern.broker.store.sql;

/// A statement that was found.
///
/// @param place where the search goes on behind it
public record Moment(SessionRow session, StatementRow statement, IndexQuery.Place place) {}
