package dev.postern.broker.session;

/// Decides whether a connection may become a session.
@FunctionalInterface
public interface Gatekeeper {

    /// Judges the certificate, finds the target and the login, asks the policy and the grants, writes the audit event.
    /// Blocks: call it from a virtual thread. Any failure inside is a refusal, never an exception.
    Admission decide(ConnectionAttempt attempt);
}
