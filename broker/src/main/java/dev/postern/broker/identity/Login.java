package dev.postern.broker.identity;

import java.time.Instant;

/// One sign-in of a person, in a browser or in the CLI. It ends at [#expiresAt] or by logging out, whichever is first.
///
/// @param id      names the sign-in in certificates and the audit trail; not a secret
/// @param address where it came from, for display
public record Login(
        String id, Kind kind, Person person, Instant startedAt, Instant expiresAt, String address) {

    /// What carries the sign-in's token.
    public enum Kind {
        /// A cookie of the web UI.
        WEB,
        /// A bearer token of the CLI.
        CLI,
        /// A bearer token of the CLI, whose person typed a code in at the identity provider (RFC 8628): nothing shows that they
        /// sit at the terminal that has the token, so it is never a fresh sign-in.
        DEVICE,
        /// A bearer token of a job, which a CI system vouched for; it decides nothing and looks at nothing of others.
        MACHINE;

        /// Whether its token comes in the header `Authorization`.
        public boolean isBearer() {
            return this != WEB;
        }
    }
}
