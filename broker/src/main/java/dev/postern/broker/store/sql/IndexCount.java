package dev.postern.broker.store.sql;

/// How many there are.
///
/// @param isExact whether there are no more than `number`
public record IndexCount(long number, boolean isExact) {}
