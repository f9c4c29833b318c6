package dev.postern.broker.ca;

import dev.postern.broker.identity.Login;

import java.time.Instant;

/// Is told of a client certificate before it leaves the broker. If it throws, the certificate does not leave.
@FunctionalInterface
public interface Issuance {

    /// Writes the audit event.
    ///
    /// @param serial lower-case hexadecimal
    void beforeHandingOut(Login login, String target, String serial, Instant notAfter);
}
