package dev.postern.broker.session;

import dev.postern.broker.access.AccessRequest;
import dev.postern.broker.access.AccessRequests;
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
import java.util.function.Supplier;

/// Decides by certificate, sign-in, configuration and grants, and writes one audit event for every answer.
///
/// The event is durable before an answer is given; an admission that cannot be written is a refusal.
public final class SessionGatekeeper implements Gatekeeper {

    private static final Logger LOG = LoggerFactory.getLogger(SessionGatekeeper.class);

    private final Sources sources;
    private final Router router;
    private final AuditTrail audit;
    private final Clock clock;
    private final Admitting admitting;

    public SessionGatekeeper(
            Sources sources, List<Target> targets, AuditTrail audit, Clock clock, Ulids ulids) {
        this(sources, () -> targets, "", audit, clock, ulids);
    }

    /// As the other, for a broker that clients dial as `publicHost`, with targets as labels before it.
    ///
    /// @param targets those in force
    public SessionGatekeeper(
            Sources sources,
            Supplier<List<Target>> targets,
            String publicHost,
            AuditTrail audit,
            Clock clock,
            Ulids ulids) {
        this.sources = sources;
        this.router = new Router(targets, publicHost);
        this.audit = audit;
        this.clock = clock;
        this.admitting = new Admitting(sources, clock, ulids);
    }

    /// What a decision is made of.
    ///
    /// @param judge    what a client's certificates, leaf first, are worth now
    /// @param quotas   how many sessions there are
    /// @param greeting what clients are told when their session begins
    public record Sources(
            Function<List<X509Certificate>, CertificateVerdict> judge,
            LoginStore logins,
            AccessPolicy policy,
            AccessRequests requests,
            Locks locks,
            SessionQuotas quotas,
            Greeting greeting) {

        /// Sources of a broker that opens no web address.
        public Sources(
                Function<List<X509Certificate>, CertificateVerdict> judge,
                LoginStore logins,
                AccessPolicy policy,
                AccessRequests requests,
                Locks locks) {
            this(
                    judge,
                    logins,
                    policy,
                    requests,
                    locks,
                    new SessionQuotas(),
                    new Greeting(() -> ""));
        }
    }

    @Override
    public Admission decide(ConnectionAttempt attempt) {
        Case open = new Case(attempt);
        Admission admission = null;
        try {
            admission = judge(open);
            write(open, admission);
            return admission;
        } catch (RuntimeException e) {
            if (admission instanceof Admission.Allowed allowed) {
                allowed.terms().lease().release();
            }
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
        ConnectionAttempt attempt = open.attempt;
        boolean isForAny = certificate.target().equals(Router.ANY);
        Optional<Target> target =
                isForAny
                        ? router.chosen(attempt.serverName(), attempt.database())
                        : router.target(certificate.target());
        if (target.isEmpty()) {
            return isForAny
                    ? Refusals.noTarget(attempt.database())
                    : Refusals.unknownTarget(certificate.target());
        }
        String name = target.get().name();
        open.target = name;
        Optional<Target> labelled = router.labelled(attempt.serverName());
        if (labelled.isPresent() && !labelled.get().name().equals(name)) {
            return Refusals.targetDisagrees(
                    name, "certificate", labelled.get().name(), "server name");
        }
        String by = isForAny ? "server name" : "certificate";
        return switch (router.route(target.get(), attempt.database(), attempt.user())) {
            case Router.Route.Disagrees other ->
                    Refusals.targetDisagrees(name, by, other.target(), "database name");
            case Router.Route.Unknown unknown ->
                    Refusals.database(unknown.database(), name, databases(target.get()));
            case Router.Route.Found found -> {
                Instant certificateEnd =
                        Admitting.earlier(certificate.notAfter(), login.get().expiresAt());
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
            case Decision.Open open ->
                    admitting.admit(wish, login.orElseThrow(), open.role(), null);
            case Decision.NeedsRequest needs -> {
                Optional<AccessRequest> grant =
                        sources.requests()
                                .grant(wish.person(), target.name(), role, wish.database());
                yield grant.isPresent()
                        ? admitting.admit(wish, login.orElseThrow(), needs.role(), grant.get())
                        : Refusals.needsGrant(
                                role,
                                target.name(),
                                sources.policy().approverRoles(target.name()),
                                sources.requests().waiting(wish.person(), target.name(), role));
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

    /// What is known so far of an attempt, for the audit event.
    private static final class Case {
        private final ConnectionAttempt attempt;
        private @Nullable Actor person;
        private @Nullable String target;

        private Case(ConnectionAttempt attempt) {
            this.attempt = attempt;
        }
    }
}
