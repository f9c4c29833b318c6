package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

/// A row of `access_request`; times are microseconds since 1970.
///
/// @param state    `pending`, `approved`, `denied` or `revoked`; expiry is not a state but a comparison with the clock
/// @param version  grows by one with every change
/// @param decision null while pending
/// @param revocation null unless revoked
public record RequestRow(
        String id,
        String shortId,
        PersonColumns requester,
        String target,
        String databaseRole,
        String reason,
        long ttlSeconds,
        String state,
        long version,
        long createdAt,
        @Nullable DecisionColumns decision,
        @Nullable DecisionColumns revocation) {

    /// A person as kept beside what they did.
    public record PersonColumns(String issuer, String subject, String name, String email) {}

    /// Who decided or revoked, when and why.
    ///
    /// @param grantEndsAt when the grant ends, null if denied; not used for a revocation
    public record DecisionColumns(
            long at,
            String byId,
            String byName,
            String byEmail,
            @Nullable String reason,
            @Nullable Long grantEndsAt) {}
}
