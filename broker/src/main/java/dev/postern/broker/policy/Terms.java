package dev.postern.broker.policy;

import java.time.Duration;
import java.util.List;

/// What a request by a rule must fulfil, and what its grant may be.
///
/// @param longestGrant  the longest grant that may be asked for
/// @param approvals     how many other people must approve it, at least 1
/// @param reviewers     names of roles, one of which an approver must hold; empty for any role that may approve
/// @param ticketPattern regular expression that the ticket must match as a whole; empty if no ticket is needed
/// @param automatic     what the policy grants by itself
/// @param breakGlass    whether it may be granted at once, to be reviewed afterwards
public record Terms(
        Duration longestGrant,
        int approvals,
        List<String> reviewers,
        String ticketPattern,
        Automatic automatic,
        boolean breakGlass) {

    public Terms {
        reviewers = List.copyOf(reviewers);
        if (approvals < 1) {
            throw new IllegalArgumentException("approvals is " + approvals + ", at least 1");
        }
    }

    /// One approval by anybody who may approve.
    public static Terms of(Duration longestGrant) {
        return new Terms(
                longestGrant, 1, List.of(), "", new Automatic(Duration.ZERO, Duration.ZERO), false);
    }

    /// What the policy grants without a person's decision.
    ///
    /// @param approveUpTo the longest grant that is approved by itself; zero for none
    /// @param extendUpTo  by how much its own person may make a grant longer, once; zero for not at all
    /// @param lapseAfter  after how long a request ends that nobody has decided
    public record Automatic(Duration approveUpTo, Duration extendUpTo, Duration lapseAfter) {

        /// A request that nobody decides lapses after a day.
        public static final Duration LAPSE_AFTER = Duration.ofDays(1);

        public Automatic(Duration approveUpTo, Duration extendUpTo) {
            this(approveUpTo, extendUpTo, LAPSE_AFTER);
        }
    }
}
