package dev.postern.broker.session;

import dev.postern.broker.ca.CertificateVerdict;
import dev.postern.broker.identity.Person;
import dev.postern.broker.target.Target;

import java.time.Instant;

/// What a person with a certificate asks for.
///
/// @param certificateEnd when the certificate or its sign-in ends, whichever is first
record Wish(
        ConnectionAttempt attempt,
        CertificateVerdict.Valid certificate,
        Person person,
        Target target,
        String database,
        Instant certificateEnd) {}
