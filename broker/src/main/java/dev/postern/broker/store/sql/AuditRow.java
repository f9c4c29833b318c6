package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

/// A row of `audit_event`: what a leaf of the site log says.
///
/// @param id           1, 2, 3, ... without gaps
/// @param occurredAt   microseconds since 1970
/// @param detail       a JSON object
public record AuditRow(
        long id,
        long occurredAt,
        String code,
        @Nullable String personId,
        @Nullable String personName,
        @Nullable String personEmail,
        String address,
        @Nullable String target,
        @Nullable String session,
        String detail,
        String sentence) {}
