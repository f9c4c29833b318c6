package dev.postern.broker.policy;

/// Whether a person may use a database of a target as a database role, now.
public sealed interface Decision {

    /// At once.
    ///
    /// @param role the role that allows it
    record Open(String role) implements Decision {}

    /// While a grant lasts.
    ///
    /// @param role  the role that allows it
    /// @param terms what a request must fulfil
    record NeedsRequest(String role, Terms terms) implements Decision {}

    /// Not at all.
    ///
    /// @param why one sentence without a full stop
    record Denied(String why) implements Decision {}
}
