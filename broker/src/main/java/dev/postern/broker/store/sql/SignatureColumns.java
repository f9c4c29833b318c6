package dev.postern.broker.store.sql;

/// Who did something and when, in a row. The time is microseconds since 1970-01-01T00:00:00Z.
public record SignatureColumns(long at, String byId, String byName, String byEmail) {}
