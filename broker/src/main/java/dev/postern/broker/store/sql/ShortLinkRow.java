package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

/// A row of `short_link`.
///
/// @param place  a position in the session, as links write it; null for the whole session
/// @param madeAt microseconds since 1970-01-01T00:00:00Z, as `endsAt`
public record ShortLinkRow(
        String id,
        String session,
        @Nullable String place,
        String makerId,
        long madeAt,
        long endsAt) {}
