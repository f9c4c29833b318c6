package dev.postern.broker.access;

import java.time.Instant;

/// Is told, after it is durable, that a grant was ended by hand, or goes on for longer.
public interface GrantEnds {

    /// Ends the sessions that live by the grant.
    ///
    /// @param request the request's id
    /// @param text    what the sessions' clients read, without the `postern: ` prefix
    void grantRevoked(AccessRequest request, Instant at, String text);

    /// Lets the sessions that live by the grant go on.
    void grantExtended(AccessRequest request, Instant endsAt);
}
