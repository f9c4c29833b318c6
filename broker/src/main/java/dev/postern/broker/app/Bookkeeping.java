package dev.postern.broker.app;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.ca.Issuance;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.Person;
import dev.postern.broker.identity.SignInAudit;
import dev.postern.broker.session.AttemptLog;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetHealth;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes to the audit trail what sign-in, certificates and the PostgreSQL edge are about to do.
final class Bookkeeping implements SignInAudit, Issuance, AttemptLog {

    private final AuditTrail audit;

    Bookkeeping(AuditTrail audit) {
        this.audit = audit;
    }

    @Override
    public void signedIn(Login login) {
        audit.write(
                AuditCode.LOGIN_STARTED,
                actor(login.person()),
                login.address(),
                null,
                null,
                Map.of(
                        "login",
                        login.id(),
                        "kind",
                        login.kind().name(),
                        "expiresAt",
                        login.expiresAt().toString()),
                login.person().name()
                        + (login.kind() == Login.Kind.DEVICE
                                ? " signed in with a device code."
                                : " signed in."));
    }

    @Override
    public void refused(String code, String address) {
        audit.write(
                AuditCode.LOGIN_REFUSED,
                null,
                address,
                null,
                null,
                Map.of("reason", code),
                "A sign-in was refused: " + code + ".");
    }

    @Override
    public void loggedOut(Login login) {
        audit.write(
                AuditCode.LOGIN_ENDED,
                actor(login.person()),
                login.address(),
                null,
                null,
                Map.of("login", login.id()),
                login.person().name() + " signed out.");
    }

    @Override
    public void beforeHandingOut(Login login, String target, String serial, Instant notAfter) {
        audit.write(
                AuditCode.CERTIFICATE_ISSUED,
                actor(login.person()),
                login.address(),
                target,
                null,
                Map.of("serial", serial, "notAfter", notAfter.toString(), "login", login.id()),
                login.person().name() + " received a certificate for " + target + ".");
    }

    @Override
    public void refused(String address, String code, String text, String user, String database) {
        audit.write(
                AuditCode.CONNECTION_REFUSED,
                null,
                address,
                null,
                null,
                Map.of("reason", code, "user", user, "database", database),
                text);
    }

    @Override
    public void cancelAsked(String address, String session, boolean encrypted, String certificate) {
        audit.write(
                AuditCode.SESSION_CANCEL_ASKED,
                null,
                address,
                null,
                session,
                Map.of("tls", encrypted, "certificate", certificate),
                "Somebody at " + address + " asked to cancel the running statement.");
    }

    /// Writes that a host of a target changed.
    void hostChanged(String target, Target.Host host, TargetHealth.Finding finding) {
        String state = finding.state().name().toLowerCase(Locale.ROOT);
        audit.write(
                AuditCode.TARGET_CHANGED,
                null,
                "",
                target,
                null,
                Map.of("host", host.toString(), "state", state, "text", finding.text()),
                "Host " + host + " of target " + target + " is " + state + ": " + finding.text());
    }

    /// Writes that clients are shown other certificates than before.
    void serverCertificates(List<String> serials) {
        audit.write(
                AuditCode.SERVER_CERTIFICATE_CHANGED,
                null,
                "",
                null,
                null,
                Map.of("serials", String.join(", ", serials)),
                "The certificates that database clients are shown were read again.");
    }

    private static Actor actor(Person person) {
        return new Actor(person.id(), person.name(), person.email());
    }
}
