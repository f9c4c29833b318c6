package dev.postern.broker.app;

import dev.postern.broker.access.AccessRequests;
import dev.postern.broker.access.Decisions;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.ca.Authorities;
import dev.postern.broker.ca.CaException;
import dev.postern.broker.ca.CertificateJudge;
import dev.postern.broker.ca.ClientCertificates;
import dev.postern.broker.ca.TargetCertificates;
import dev.postern.broker.identity.IdentityConfig;
import dev.postern.broker.identity.LoginStore;
import dev.postern.broker.identity.Logins;
import dev.postern.broker.identity.OidcClient;
import dev.postern.broker.identity.SqlLoginStore;
import dev.postern.broker.policy.AccessPolicy;
import dev.postern.broker.session.GrantWatch;
import dev.postern.broker.session.Greeting;
import dev.postern.broker.session.LiveSession;
import dev.postern.broker.session.SessionGatekeeper;
import dev.postern.broker.session.SessionQuotas;
import dev.postern.broker.session.SessionRegistry;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;

/// Everything that says who somebody is and what they may do, built from the configuration.
record Decisionmaking(
        AuditTrail audit,
        Bookkeeping books,
        Authorities authorities,
        ClientCertificates certificates,
        TargetCertificates targetAuthority,
        AccessPolicy policy,
        AccessRequests requests,
        Decisions decisions,
        Logins logins,
        OidcClient oidc,
        SessionGatekeeper gatekeeper,
        GrantWatch watch,
        ScheduledExecutorService scheduler,
        AtomicReference<String> webAddress)
        implements AutoCloseable {

    static Decisionmaking of(
            BrokerConfig config, Storage storage, SessionRegistry sessions, Broker.Machine machine)
            throws CaException {
        AuditTrail audit = storage.audit();
        Bookkeeping books = new Bookkeeping(audit);
        Authorities authorities =
                Authorities.open(
                        config.data().resolve("authorities"),
                        storage.keys(),
                        machine.clock(),
                        machine.randomness());
        AccessPolicy policy = new AccessPolicy(config.roles());
        Ulids ulids = new Ulids(machine.clock(), machine.randomness());
        AccessRequests requests =
                new AccessRequests(storage.state(), policy, audit, machine.clock(), ulids);
        LoginStore logins = new SqlLoginStore(storage.state());
        CertificateJudge judge = new CertificateJudge(authorities.clients(), machine.clock());
        AtomicReference<String> webAddress = new AtomicReference<>("");
        ScheduledExecutorService scheduler =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("grant-watch").daemon().factory());
        GrantWatch watch =
                new GrantWatch(sessions, LiveSession::endReason, machine.clock(), scheduler);
        return new Decisionmaking(
                audit,
                books,
                authorities,
                new ClientCertificates(
                        authorities.clients(),
                        machine.clock(),
                        machine.randomness(),
                        config.certificateLifetime(),
                        books),
                new TargetCertificates(
                        authorities.targets(), machine.clock(), machine.randomness()),
                policy,
                requests,
                new Decisions(storage.state(), policy, audit, machine.clock(), watch),
                new Logins(
                        logins, machine.clock(), machine.randomness(), config.signIn().lifetime()),
                new OidcClient(identity(config.signIn()), machine.clock(), machine.ticker()),
                new SessionGatekeeper(
                        new SessionGatekeeper.Sources(
                                judge::judge,
                                logins,
                                policy,
                                requests,
                                new SessionQuotas(),
                                new Greeting(webAddress::get)),
                        config.targets(),
                        config.postgres().publicHost(),
                        audit,
                        machine.clock(),
                        ulids),
                watch,
                scheduler,
                webAddress);
    }

    private static IdentityConfig identity(BrokerConfig.SignIn signIn) {
        return new IdentityConfig(
                signIn.issuer(),
                signIn.clientId(),
                signIn.clientSecret(),
                signIn.groupsClaim(),
                signIn.algorithms(),
                signIn.lifetime());
    }

    @Override
    public void close() {
        watch.close();
        scheduler.shutdownNow();
        oidc.close();
    }
}
