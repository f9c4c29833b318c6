package dev.postern.broker.session;

import dev.postern.broker.access.AccessRequest;
import dev.postern.broker.access.Lock;
import dev.postern.broker.ca.CertificateVerdict;
import dev.postern.broker.session.Admission.Refused;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What psql shows when a connection may not become a session.
final class Refusals {

    private static final String INVALID_AUTHORIZATION = "28000";
    private static final String INVALID_CATALOG = "3D000";
    private static final String CANNOT_CONNECT_NOW = "57P03";
    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final String FEATURE_NOT_SUPPORTED = "0A000";
    private static final String LOG_IN = "run: postern login";
    private static final String LIST = "run: postern db ls";

    private Refusals() {}

    /// Why a certificate is not accepted; nothing if it is.
    static Optional<Refused> certificate(CertificateVerdict verdict, Instant now) {
        return switch (verdict) {
            case CertificateVerdict.Valid valid -> Optional.empty();
            case CertificateVerdict.Missing missing ->
                    Optional.of(
                            refused(
                                    "no-certificate",
                                    "no client certificate was shown",
                                    "",
                                    LOG_IN + ", then connect with psql service=postern-TARGET"));
            case CertificateVerdict.Expired expired ->
                    Optional.of(
                            refused(
                                    "certificate-expired",
                                    "certificate expired "
                                            + age(Duration.between(expired.since(), now))
                                            + " ago",
                                    "It was valid until " + expired.since() + ".",
                                    LOG_IN));
            case CertificateVerdict.NotYetValid early ->
                    Optional.of(
                            refused(
                                    "certificate-not-yet-valid",
                                    "certificate is valid only from " + early.from(),
                                    "It is " + now + " here: one of the two clocks is wrong.",
                                    LOG_IN));
            case CertificateVerdict.ForeignIssuer foreign ->
                    Optional.of(
                            refused(
                                    "certificate-foreign",
                                    "certificate was not issued by this broker",
                                    "",
                                    LOG_IN));
            case CertificateVerdict.RetiredIssuer(Instant since) ->
                    Optional.of(
                            refused(
                                    "certificate-retired",
                                    "certificate was issued by an authority that was replaced "
                                            + age(Duration.between(since, now))
                                            + " ago",
                                    "Since "
                                            + since
                                            + " this broker accepts certificates of its new"
                                            + " authority only.",
                                    LOG_IN));
            case CertificateVerdict.WrongUsage usage ->
                    Optional.of(
                            refused(
                                    "certificate-wrong-usage",
                                    "certificate is not for signing in",
                                    sentence(usage.problem()),
                                    LOG_IN));
            case CertificateVerdict.Malformed malformed ->
                    Optional.of(
                            refused(
                                    "certificate-malformed",
                                    "certificate is not of a form this broker issues",
                                    sentence(malformed.problem()),
                                    LOG_IN));
        };
    }

    static Refused loginEnded() {
        return refused(
                "login-ended", "the sign-in this certificate belongs to has ended", "", LOG_IN);
    }

    static Refused foreignLogin() {
        return refused(
                "login-mismatch", "certificate and sign-in name different people", "", LOG_IN);
    }

    static Refused unknownTarget(String target) {
        return refused("target-unknown", "there is no target \"" + target + "\"", "", LIST);
    }

    static Refused noTarget(String database) {
        return refused(
                "target-unknown",
                "neither the server name nor the database name \"" + database + "\" names a target",
                "The certificate is good for every target of yours.",
                "ask for the database TARGET or TARGET/DATABASE; " + LIST);
    }

    /// @param certified the target that counts
    /// @param by        what says so: `certificate` or `server name`
    /// @param asked     the other target
    /// @param where     what asks for it: `server name` or `database name`
    static Refused targetDisagrees(String certified, String by, String asked, String where) {
        return refused(
                "target-mismatch",
                by
                        + " is for target \""
                        + certified
                        + "\", the "
                        + where
                        + " asks for \""
                        + asked
                        + "\"",
                "",
                "connect with psql service=postern-" + asked);
    }

    static Refused database(String database, String target, List<String> databases) {
        return new Refused(
                "database-unknown",
                INVALID_CATALOG,
                "database \"" + database + "\" cannot be asked for on target \"" + target + "\"",
                "",
                databases.isEmpty()
                        ? LIST
                        : "databases of "
                                + target
                                + ": "
                                + String.join(", ", databases)
                                + "; run: postern db connect "
                                + target
                                + "/"
                                + databases.getFirst());
    }

    static Refused role(String role, String target, String email, String why, List<String> usable) {
        return refused(
                "role-denied",
                "role \"" + role + "\" on target \"" + target + "\" is not allowed for " + email,
                sentence(why),
                usable.isEmpty()
                        ? "ask an administrator for access to "
                                + target
                                + "; why: postern access explain me "
                                + target
                                + " --as "
                                + role
                        : "roles you may use or ask for: "
                                + String.join(", ", usable)
                                + "; why: postern access explain me "
                                + target
                                + " --as "
                                + role);
    }

    static Refused databaseDenied(
            String role, String database, String target, String email, String why) {
        return refused(
                "database-denied",
                "database \""
                        + database
                        + "\" on target \""
                        + target
                        + "\" as role \""
                        + role
                        + "\" is not allowed for "
                        + email,
                sentence(why),
                "ask an administrator for a role that allows it; why: postern access explain me "
                        + target
                        + " --as "
                        + role
                        + " --database "
                        + database);
    }

    static Refused locked(Lock lock) {
        return new Refused("locked", INVALID_AUTHORIZATION, lock.text(), "", lock.hint());
    }

    /// @param deciders names of the roles that decide
    /// @param waiting  what was asked for and is not usable yet
    static Refused needsGrant(
            String role, String target, List<String> deciders, Optional<AccessRequest> waiting) {
        String message =
                "role \""
                        + role
                        + "\" on target \""
                        + target
                        + "\" needs a grant, and you have none";
        String who =
                deciders.isEmpty()
                        ? "No role of this broker may approve it."
                        : "A person with the role "
                                + String.join(" or ", deciders)
                                + " approves it.";
        if (waiting.isPresent()) {
            AccessRequest request = waiting.get();
            return refused(
                    "grant-waiting",
                    message + " yet",
                    request.state() == AccessRequest.State.APPROVED
                            ? "Your request " + request.shortId() + " is approved and begins later."
                            : "Your request " + request.shortId() + " is pending. " + who,
                    "run: postern request watch " + request.shortId() + ", then connect again");
        }
        return refused(
                "grant-needed",
                message,
                who,
                "run: postern request create " + target + " --as " + role + " --reason \"...\"");
    }

    static Refused quota(SessionQuotas.Quota quota) {
        return new Refused(
                "quota",
                TOO_MANY_CONNECTIONS,
                "too many sessions: the quota of "
                        + quota.most()
                        + " for "
                        + quota.name()
                        + " is used up",
                "",
                "end a session (postern sessions ls --live shows them), or ask an administrator for"
                        + " a larger quota");
    }

    static Refused replication(String role, String target) {
        return new Refused(
                "replication",
                FEATURE_NOT_SUPPORTED,
                "replication connections are refused by policy",
                "No role of yours gives replication as \""
                        + role
                        + "\" on target \""
                        + target
                        + "\"; it moves whole databases past the record of statements.",
                "ask an administrator for a rule with replication: true");
    }

    static Refused undecided() {
        return new Refused(
                "undecided",
                CANNOT_CONNECT_NOW,
                "access could not be decided",
                "The broker failed while judging this connection, so it was refused.",
                "try again; if it stays, tell the broker's administrator");
    }

    static String age(Duration age) {
        if (age.toMinutes() < 1) {
            return Math.max(age.toSeconds(), 0) + " s";
        }
        if (age.toHours() < 2) {
            return age.toMinutes() + " min";
        }
        return age.toDays() < 2 ? age.toHours() + " h" : age.toDays() + " days";
    }

    private static String sentence(String text) {
        return text.isEmpty()
                ? ""
                : Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    private static Refused refused(String code, String message, String detail, String hint) {
        return new Refused(code, INVALID_AUTHORIZATION, message, detail, hint);
    }
}
