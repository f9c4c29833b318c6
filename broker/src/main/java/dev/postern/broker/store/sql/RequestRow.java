package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

/// A row of `access_request`; times are microseconds since 1970.
///
/// @param state    `pending`, `approved`, `denied` or `revoked`; expiry is not a state but a comparison with the clock
/// @param version  grows by one with every change
/// @param decision null while pending
/// @param revocation null unless revoked
/// @param usedBy   the session that used up a grant for one session, or null
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
        @Nullable DecisionColumns revocation,
        WishColumns wish,
        @Nullable String usedBy) {

    /// A person as kept beside what they did.
    public record PersonColumns(String issuer, String subject, String name, String email) {}

    /// What else is asked for. An empty text means none.
    ///
    /// @param database  the only database, or empty for any
    /// @param notBefore when the grant begins at the earliest, or null
    /// @param follows   the request whose grant it makes longer, or empty
    /// @param scope     JSON of the tables that it is for, an array of texts
    /// @param demands   JSON of what it must fulfil
    public record WishColumns(
            String database,
            @Nullable Long notBefore,
            String ticket,
            boolean singleUse,
            boolean breakGlass,
            String follows,
            String scope,
            String demands) {}

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
