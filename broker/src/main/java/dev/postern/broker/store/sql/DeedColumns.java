package dev.postern.broker.store.sql;

/// Who did something, when and why. The time is microseconds since 1970-01-01T00:00:00Z.
public record DeedColumns(long at, String byId, String byName, String byEmail, String reason) {}
