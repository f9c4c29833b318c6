package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

/// A row of `access_lock`.
///
/// @param scope   `person`, `role`, `target`, `grant` or `session`
/// @param subject an id or a name, as the scope has it
/// @param endsAt  microseconds since 1970, or null if it holds until it is lifted
/// @param lifted  null unless lifted
public record LockRow(
        String id,
        String scope,
        String subject,
        @Nullable Long endsAt,
        DeedColumns placed,
        @Nullable DeedColumns lifted) {}
