package dev.postern.broker.app;

import dev.postern.broker.access.AccessRequests;
import dev.postern.broker.access.Asking;
import dev.postern.broker.access.Decisions;
import dev.postern.broker.access.Explaining;
import dev.postern.broker.access.Extensions;
import dev.postern.broker.access.Locks;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.ca.Authorities;
import dev.postern.broker.ca.CaException;
import dev.postern.broker.ca.CertificateJudge;
import dev.postern.broker.ca.ClientCertificates;
import dev.postern.broker.ca.TargetCertificates;
import dev.postern.broker.identity.LoginStore;
import dev.postern.broker.identity.Logins;
import dev.postern.broker.identity.MachineSignIn;
import dev.postern.broker.identity.OidcClient;
import dev.postern.broker.identity.SqlLoginStore;
import dev.postern.broker.policy.AccessPolicy;
import dev.postern.broker.session.GrantWatch;
import dev.postern.broker.session.Greeting;
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
        Asking asking,
        Decisions decisions,
        Extensions extensions,
        Locks locks,
        Explaining explaining,
        Logins logins,
        OidcClient oidc,
        MachineSignIn machines,
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
                AuthoritiesReader.open(
                        config, storage.keys(), machine.clock(), machine.randomness());
        AccessPolicy policy = new AccessPolicy(config.roles());
        Ulids ulids = new Ulids(machine.clock(), machine.randomness());
        AccessRequests requests = new AccessRequests(storage.state(), audit, machine.clock());
        Asking asking =
                new Asking(storage.state(), requests, policy, audit, machine.clock(), ulids);
        Locks locks = new Locks(storage.state(), audit, machine.clock(), ulids);
        locks.refresh();
        LoginStore logins = new SqlLoginStore(storage.state());
        CertificateJudge judge = new CertificateJudge(authorities.clients(), machine.clock());
        AtomicReference<String> webAddress = new AtomicReference<>("");
        ScheduledExecutorService scheduler =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("grant-watch").daemon().factory());
        GrantWatch watch = new GrantWatch(sessions, requests, locks, machine.clock(), scheduler);
        Decisions decisions = new Decisions(storage.state(), policy, audit, machine.clock(), watch);
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
                asking,
                decisions,
                new Extensions(storage.state(), decisions, asking, audit, machine.clock(), watch),
                locks,
                new Explaining(policy, requests, locks, machine.clock()),
                new Logins(
                        logins,
                        machine.clock(),
                        machine.randomness(),
                        config.signIn().identity().loginLifetime()),
                new OidcClient(config.signIn().identity(), machine.clock(), machine.ticker()),
                new MachineSignIn(config.signIn().machines(), machine.clock(), machine.ticker()),
                new SessionGatekeeper(
                        new SessionGatekeeper.Sources(
                                judge::judge,
                                logins,
                                policy,
                                requests,
                                locks,
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

    @Override
    public void close() {
        watch.close();
        scheduler.shutdownNow();
        oidc.close();
        machines.close();
    }
}
