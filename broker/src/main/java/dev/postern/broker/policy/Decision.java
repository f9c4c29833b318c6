package dev.postern.broker.policy;

import java.time.Duration;

/// Whether a person may use a database of a target as a database role, now.
public sealed interface Decision {

    /// At once.
    ///
    /// @param role the role that allows it
    record Open(String role) implements Decision {}

    /// While a grant lasts.
    ///
    /// @param role         the role that allows it
    /// @param longestGrant the longest grant that may be asked for
    record NeedsRequest(String role, Duration longestGrant) implements Decision {}

    /// Not at all.
    ///
    /// @param why one sentence without a full stop
    record Denied(String why) implements Decision {}
}
