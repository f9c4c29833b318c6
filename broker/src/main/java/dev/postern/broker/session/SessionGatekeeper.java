package dev.postern.broker.session;

import dev.postern.broker.access.AccessRequest;
import dev.postern.broker.access.AccessRequests;
import dev.postern.broker.access.GrantText;
import dev.postern.broker.access.Lock;
import dev.postern.broker.access.Locks;
import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.ca.CertificateVerdict;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.LoginStore;
import dev.postern.broker.identity.Person;
import dev.postern.broker.policy.AccessPolicy;
import dev.postern.broker.policy.Circumstances;
import dev.postern.broker.policy.Decision;
import dev.postern.broker.session.Admission.Refused;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetLogin;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Decides by certificate, sign-in, configuration and grants, and writes one audit event for every answer.
///
/// The event is durable before an answer is given; an admission that cannot be written is a refusal.
public final class SessionGatekeeper implements Gatekeeper {

    private static final Logger LOG = LoggerFactory.getLogger(SessionGatekeeper.class);

    private final Sources sources;
    private final Router router;
    private final AuditTrail audit;
    private final Clock clock;
    private final Ulids ulids;

    public SessionGatekeeper(
            Sources sources, List<Target> targets, AuditTrail audit, Clock clock, Ulids ulids) {
        this.sources = sources;
        this.router = new Router(targets);
        this.audit = audit;
        this.clock = clock;
        this.ulids = ulids;
    }

    /// What a decision is made of.
    ///
    /// @param judge what a client's certificates, leaf first, are worth now
    public record Sources(
            Function<List<X509Certificate>, CertificateVerdict> judge,
            LoginStore logins,
            AccessPolicy policy,
            AccessRequests requests,
            Locks locks) {}

    @Override
    public Admission decide(ConnectionAttempt attempt) {
        Case open = new Case(attempt);
        try {
            Admission admission = judge(open);
            write(open, admission);
            return admission;
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("phase", "authorizing")
                    .setCause(e)
                    .log("A connection could not be judged and is refused");
            return refusedByFailure(open);
        }
    }

    private Admission judge(Case open) {
        Instant now = clock.now();
        CertificateVerdict verdict = sources.judge().apply(open.attempt.certificates());
        Optional<Refused> unacceptable = Refusals.certificate(verdict, now);
        if (unacceptable.isPresent()
                || !(verdict instanceof CertificateVerdict.Valid certificate)) {
            return unacceptable.orElseThrow();
        }
        open.target = certificate.target();
        Optional<Login> login = sources.logins().findById(certificate.loginId());
        if (login.isEmpty() || !now.isBefore(login.get().expiresAt())) {
            return Refusals.loginEnded();
        }
        Person person = login.get().person();
        if (!person.id().equals(certificate.personId())) {
            return Refusals.foreignLogin();
        }
        open.person = new Actor(person.id(), person.name(), person.email());
        Optional<Target> target = router.target(certificate.target());
        if (target.isEmpty()) {
            return Refusals.unknownTarget(certificate.target());
        }
        ConnectionAttempt attempt = open.attempt;
        return switch (router.route(target.get(), attempt.database(), attempt.user())) {
            case Router.Route.Disagrees other ->
                    Refusals.targetDisagrees(certificate.target(), other.target());
            case Router.Route.Unknown unknown ->
                    Refusals.database(
                            unknown.database(), certificate.target(), databases(target.get()));
            case Router.Route.Found found -> {
                Instant certificateEnd = earlier(certificate.notAfter(), login.get().expiresAt());
                yield authorize(
                        new Wish(
                                attempt,
                                certificate,
                                person,
                                target.get(),
                                found.database(),
                                certificateEnd));
            }
        };
    }

    private Admission authorize(Wish wish) {
        Target target = wish.target();
        String role = wish.attempt().user();
        Optional<TargetLogin> login = targetLogin(target, role);
        Decision decision =
                login.isEmpty()
                        ? new Decision.Denied(
                                "the broker has no way to log in to the target as this role")
                        : sources.policy()
                                .decide(
                                        wish.person(),
                                        target,
                                        wish.database(),
                                        role,
                                        Circumstances.of(clock.now(), wish.attempt().address()));
        return switch (decision) {
            case Decision.Denied denied -> denied(wish, denied.why());
            case Decision.Open open -> allowed(wish, login.orElseThrow(), null);
            case Decision.NeedsRequest needs -> {
                Optional<AccessRequest> grant =
                        sources.requests()
                                .grant(wish.person(), target.name(), role, wish.database());
                yield grant.isPresent()
                        ? allowed(wish, login.orElseThrow(), grant.get())
                        : Refusals.needsGrant(
                                role,
                                target.name(),
                                sources.policy().approverRoles(target.name()),
                                sources.requests()
                                        .waiting(wish.person(), target.name(), role));
            }
        };
    }

    private Refused denied(Wish wish, String why) {
        String role = wish.attempt().user();
        String target = wish.target().name();
        List<String> usable = sources.policy().databaseRoles(wish.person(), wish.target());
        return usable.contains(role)
                ? Refusals.databaseDenied(role, wish.database(), target, wish.person().email(), why)
                : Refusals.role(role, target, wish.person().email(), why, usable);
    }

    private Admission allowed(Wish wish, TargetLogin login, @Nullable AccessRequest grant) {
        Person person = wish.person();
        Optional<Lock> lock =
                sources.locks()
                        .on(
                                Lock.Subjects.of(person, sources.policy().roleNames(person))
                                        .at(
                                                wish.target().name(),
                                                grant == null ? null : grant.id()));
        if (lock.isPresent()) {
            return Refusals.locked(lock.get());
        }
        Instant endsAt = wish.certificateEnd();
        String endReason = SessionEnds.certificateText(endsAt);
        if (grant != null) {
            Instant grantEnd = grant.grantEndsAt();
            if (grantEnd != null && grantEnd.isBefore(endsAt)) {
                endsAt = grantEnd;
                endReason = GrantText.ended(grant, grantEnd);
            }
        }
        String session = ulids.next();
        return new Admission.Allowed(
                session,
                wish.target(),
                login,
                wish.database(),
                wish.attempt().user(),
                endsAt,
                endReason,
                grant == null ? null : grant.id(),
                facts(wish, session, grant));
    }

    private Map<String, Object> facts(Wish wish, String session, @Nullable AccessRequest grant) {
        Person person = wish.person();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("session", session);
        facts.put("startedAt", clock.now().toString());
        facts.put(
                "person",
                Map.of(
                        "id", person.id(),
                        "issuer", person.issuer(),
                        "subject", person.subject(),
                        "name", person.name(),
                        "email", person.email()));
        facts.put("roles", sources.policy().roleNames(person).stream().sorted().toList());
        facts.put("target", wish.target().name());
        facts.put("database", wish.database());
        facts.put("databaseRole", wish.attempt().user());
        facts.put(
                "client",
                Map.of(
                        "address", wish.attempt().address(),
                        "application", wish.attempt().application()));
        facts.put("certificate", wish.certificate().serial());
        facts.put("login", wish.certificate().loginId());
        facts.put("certificateEndsAt", wish.certificateEnd().toString());
        if (grant != null) {
            facts.put("grant", grant.id());
            facts.put("grantEndsAt", String.valueOf(grant.grantEndsAt()));
        }
        return facts;
    }

    private void write(Case open, Admission admission) {
        ConnectionAttempt attempt = open.attempt;
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("role", attempt.user());
        detail.put("database", attempt.database());
        detail.put("application", attempt.application());
        Actor person = open.person;
        String who = person == null ? "somebody at " + attempt.address() : person.email();
        switch (admission) {
            case Admission.Allowed allowed -> {
                String grant = allowed.grant();
                if (grant != null) {
                    detail.put("grant", grant);
                }
                sources.requests()
                        .admit(
                                new AuditTrail.NewEvent(
                                        AuditCode.CONNECTION_ALLOWED,
                                        person,
                                        attempt.address(),
                                        allowed.target().name(),
                                        allowed.session(),
                                        detail,
                                        who
                                                + " was let in to "
                                                + allowed.target().name()
                                                + "/"
                                                + allowed.database()
                                                + " as "
                                                + allowed.databaseRole()),
                                grant,
                                allowed.session());
            }
            case Refused refused -> {
                detail.put("code", refused.code());
                audit.write(
                        AuditCode.CONNECTION_REFUSED,
                        person,
                        attempt.address(),
                        open.target,
                        null,
                        detail,
                        who + " was refused: " + refused.message());
            }
        }
    }

    private Refused refusedByFailure(Case open) {
        Refused refused = Refusals.undecided();
        try {
            write(open, refused);
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("phase", "authorizing")
                    .setCause(e)
                    .log("The refusal of a connection could not be written to the audit trail");
        }
        return refused;
    }

    private static Optional<TargetLogin> targetLogin(Target target, String role) {
        return target.logins().stream()
                .filter(login -> login.databaseRole().equals(role))
                .findFirst()
                .or(() ->
                        target.logins().stream()
                                .filter(login -> login.databaseRole().equals("*"))
                                .findFirst());
    }

    private static List<String> databases(Target target) {
        return target.databases().stream().filter(name -> !name.equals("*")).toList();
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    /// What is known so far of an attempt, for the audit event.
    private static final class Case {
        private final ConnectionAttempt attempt;
        private @Nullable Actor person;
        private @Nullable String target;

        private Case(ConnectionAttempt attempt) {
            this.attempt = attempt;
        }
    }

    private record Wish(
            ConnectionAttempt attempt,
            CertificateVerdict.Valid certificate,
            Person person,
            Target target,
            String database,
            Instant certificateEnd) {}
}
