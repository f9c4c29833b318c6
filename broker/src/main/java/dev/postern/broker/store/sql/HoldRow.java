package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

/// A row of `legal_hold`.
///
/// @param scope   `session`, `person` or `target`
/// @param subject the id of the session or person, or the name of the target
/// @param lifted  null while it holds
public record HoldRow(
        String id,
        String scope,
        String subject,
        DeedColumns placed,
        @Nullable DeedColumns lifted) {}
