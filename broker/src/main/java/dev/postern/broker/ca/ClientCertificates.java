package dev.postern.broker.ca;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.Person;

import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;

/// Issues client certificates: for one person, one target and one sign-in, never longer than the sign-in.
public final class ClientCertificates {

    private final RotatingAuthority authority;
    private final Certificates certificates;
    private final Clock clock;
    private final Duration lifetime;
    private final Issuance issuance;

    /// @param lifetime the longest life of a certificate
    /// @param issuance writes the audit event before a certificate is handed out
    public ClientCertificates(
            RotatingAuthority authority,
            Clock clock,
            Randomness randomness,
            Duration lifetime,
            Issuance issuance) {
        this.authority = authority;
        this.certificates = new Certificates(clock, randomness);
        this.clock = clock;
        this.lifetime = lifetime;
        this.issuance = issuance;
    }

    /// A certificate for `key`, whose possession the caller has proven.
    public Issued issue(Login login, String target, ECPublicKey key) throws CaException {
        Instant end = clock.now().plus(lifetime);
        if (login.expiresAt().isBefore(end)) {
            end = login.expiresAt();
        }
        Person person = login.person();
        Binding binding = new Binding(person.issuer(), person.subject(), target, login.id());
        Authority signing = authority.signing();
        X509Certificate certificate =
                certificates.client(signing, key, person.name(), binding, end);
        String serial = certificate.getSerialNumber().toString(16);
        Instant notAfter = certificate.getNotAfter().toInstant();
        issuance.beforeHandingOut(login, target, serial, notAfter);
        return new Issued(Pem.chain(certificate, signing), notAfter, serial);
    }

    /// A certificate that may be handed out.
    ///
    /// @param pem    the certificate, and behind it the intermediates between it and a root, if there are any
    /// @param serial lower-case hexadecimal
    public record Issued(String pem, Instant notAfter, String serial) {}
}
