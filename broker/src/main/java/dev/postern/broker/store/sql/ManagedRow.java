package dev.postern.broker.store.sql;

/// A row of `managed_item`.
///
/// @param kind       `target` or `role`
/// @param definition YAML, as below its name in the configuration
/// @param changed    who wrote it last, and when; without a reason
public record ManagedRow(String kind, String name, String definition, DeedColumns changed) {}
