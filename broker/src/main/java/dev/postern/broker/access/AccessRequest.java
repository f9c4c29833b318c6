package dev.postern.broker.access;

import dev.postern.sql.AccessScope;

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
/// @param wish     what else is asked for
/// @param demands  what the policy demanded when it was made; later changes of the policy do not touch it
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
        List<String> sessions,
        Wish wish,
        Demands demands,
        History history) {

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

    /// What is asked for besides target, role and time. An empty text means none.
    ///
    /// @param database   the only database, or empty for any that the rules allow
    /// @param notBefore  when the grant begins at the earliest, or null for at once
    /// @param singleUse  whether the grant is for one session
    /// @param breakGlass whether it was granted at once, without an approval
    /// @param follows    the request whose grant it makes longer, or empty
    /// @param scope      which tables it is for: says what is marked in its sessions, not what they may do
    public record Wish(
            String database,
            @Nullable Instant notBefore,
            String ticket,
            boolean singleUse,
            boolean breakGlass,
            String follows,
            AccessScope scope) {

        /// Nothing else.
        public static final Wish NONE = new Wish("", null, "", false, false, "");

        /// Without a word on what it is for.
        public Wish(
                String database,
                @Nullable Instant notBefore,
                String ticket,
                boolean singleUse,
                boolean breakGlass,
                String follows) {
            this(database, notBefore, ticket, singleUse, breakGlass, follows, AccessScope.NONE);
        }
    }

    /// What it must fulfil.
    ///
    /// @param role       the role whose rule allows it
    /// @param approvals  how many people must approve
    /// @param reviewers  names of roles, one of which an approver must hold; empty for any that may approve
    /// @param longest    the longest that its grant may last, extensions included
    /// @param extendUpTo by how much its requester may make it longer, once; zero for not at all
    /// @param decideWithin after how long it ends if nobody has decided it; zero for never
    public record Demands(
            String role,
            int approvals,
            List<String> reviewers,
            Duration longest,
            Duration extendUpTo,
            Duration decideWithin) {
        public Demands {
            reviewers = List.copyOf(reviewers);
        }
    }

    /// What was done to it besides the decision.
    public record History(
            List<Deed> approvals, List<Extension> extensions, @Nullable Review review) {
        public History {
            approvals = List.copyOf(approvals);
            extensions = List.copyOf(extensions);
        }
    }

    /// A grant was made longer.
    public record Extension(Deed deed, Instant grantEndsAt) {}

    /// What somebody else found who looked at what was done.
    ///
    /// @param outcome `ok`, `follow-up` or `incident`
    public record Review(Deed deed, String outcome) {}

    /// When it ends if it is still pending; null for never.
    public @Nullable Instant decideBy() {
        Duration within = demands.decideWithin();
        return within.isZero() ? null : createdAt.plus(within);
    }

    /// Whether a review is due and missing.
    public boolean lacksReview() {
        return wish.breakGlass() && history.review() == null;
    }

    /// Where a request stands.
    public enum State {
        PENDING,
        /// Approved, and its grant begins later.
        APPROVED,
        /// Approved, and its grant has begun and not ended.
        ACTIVE,
        /// As active, but its one session was had.
        USED,
        DENIED,
        /// Approved, and its grant has reached its end; or never decided, and the time for that is over.
        EXPIRED,
        /// Approved, and its grant was ended by hand.
        REVOKED;

        /// Whether there is a grant that can be ended.
        boolean hasGrant() {
            return this == APPROVED || this == ACTIVE || this == USED;
        }
    }
}
