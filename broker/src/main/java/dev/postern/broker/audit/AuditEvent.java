package dev.postern.broker.audit;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;

/// One thing that happened, as the trail keeps it.
///
/// @param id      its place in the trail: 1, 2, 3, ...
/// @param person  null if nobody was known, as for a connection without a certificate
/// @param target  or null
/// @param session or null
/// @param detail  texts, numbers, booleans, lists and maps of them
/// @param text    one sentence
public record AuditEvent(
        long id,
        Instant at,
        String code,
        @Nullable Actor person,
        String address,
        @Nullable String target,
        @Nullable String session,
        Map<String, @Nullable Object> detail,
        String text) {}
