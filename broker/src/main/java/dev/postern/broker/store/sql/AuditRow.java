package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

/// A row of `audit_event`. The hashes are 32 bytes and must not be changed by whoever holds the row.
///
/// @param id           1, 2, 3, ... without gaps
/// @param occurredAt   microseconds since 1970
/// @param detail       a JSON object
/// @param previousHash the hash of the row before, or zeros for the first
@SuppressWarnings("ArrayRecordComponent") // rows are carried, never compared
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
        String sentence,
        byte[] previousHash,
        byte[] rowHash) {}
