package dev.postern.broker.access;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A request for temporary access, at one moment.
///
/// @param shortId  8 characters of the id that people type
/// @param state    as of the moment it was read
/// @param version  grows with every change
/// @param decision null while pending
/// @param revocation null unless revoked
/// @param sessions the sessions that lived by its grant, oldest first
public record AccessRequest(
        String id,
        String shortId,
        Requester requester,
        String target,
        String databaseRole,
        String reason,
        Duration ttl,
        State state,
        long version,
        Instant createdAt,
        @Nullable Deed decision,
        @Nullable Deed revocation,
        @Nullable Instant grantEndsAt,
        List<String> sessions) {

    public AccessRequest {
        sessions = List.copyOf(sessions);
    }

    /// Who asked.
    public record Requester(String issuer, String subject, String name, String email) {

        /// Issuer and subject, as [dev.postern.broker.identity.Person#id].
        public String id() {
            return issuer + "|" + subject;
        }
    }

    /// A decision or a revocation.
    public record Deed(
            Instant at, String byId, String byName, String byEmail, @Nullable String reason) {}

    /// Where a request stands.
    public enum State {
        PENDING,
        /// Approved, and its grant has not ended.
        ACTIVE,
        DENIED,
        /// Approved, and its grant has reached its end.
        EXPIRED,
        /// Approved, and its grant was ended by hand.
        REVOKED
    }
}
