package dev.postern.broker.session;

import dev.postern.broker.target.SessionLimits;

/// What holds for an admitted session besides its end.
///
/// @param limits      of its times
/// @param greeting    one line that the client is told when the session begins, or empty
/// @param replication whether it may be a replication connection
/// @param lease       its place under the quotas, which the edge gives back when the session is over
public record SessionTerms(
        SessionLimits limits, String greeting, boolean replication, SessionQuotas.Lease lease) {

    /// No limits, nothing said, no replication.
    public static final SessionTerms NONE =
            new SessionTerms(SessionLimits.NONE, "", false, SessionQuotas.Lease.NONE);
}
