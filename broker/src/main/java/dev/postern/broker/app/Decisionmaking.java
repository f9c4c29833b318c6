package dev.postern.broker.app;

import dev.postern.broker.access.AccessRequests;
import dev.postern.broker.access.Asking;
import dev.postern.broker.access.Decisions;
import dev.postern.broker.access.Explaining;
import dev.postern.broker.access.Extensions;
import dev.postern.broker.access.Locks;
import dev.postern.broker.access.ManagedAccess;
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
import dev.postern.broker.identity.RecentLogins;
import dev.postern.broker.identity.SqlLoginStore;
import dev.postern.broker.mask.Masking;
import dev.postern.broker.mask.Unmaskings;
import dev.postern.broker.policy.AccessPolicy;
import dev.postern.broker.session.GrantWatch;
import dev.postern.broker.session.Greeting;
import dev.postern.broker.session.SessionGatekeeper;
import dev.postern.broker.session.SessionQuotas;
import dev.postern.broker.session.SessionRegistry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Everything that says who somebody is and what they may do, built from the configuration.
record Decisionmaking(
        AuditTrail audit,
        Bookkeeping books,
        Authorities authorities,
        ClientCertificates certificates,
        TargetCertificates targetAuthority,
        AccessPolicy policy,
        ManagedAccess managed,
        AccessRequests requests,
        Asking asking,
        Decisions decisions,
        Extensions extensions,
        Locks locks,
        Masking masking,
        Explaining explaining,
        Logins logins,
        OidcClient oidc,
        MachineSignIn machines,
        SessionGatekeeper gatekeeper,
        GrantWatch watch,
        ScheduledExecutorService scheduler,
        AtomicReference<String> webAddress)
        implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Decisionmaking.class);
    private static final int MANAGED_LOOK_SECONDS = 2;
    private static final int LONGEST_END_SECONDS = 10;

    static Decisionmaking of(
            BrokerConfig config, Storage storage, SessionRegistry sessions, Broker.Machine machine)
            throws CaException {
        AuditTrail audit = storage.audit();
        Bookkeeping books = new Bookkeeping(audit);
        Authorities authorities =
                AuthoritiesReader.open(
                        config, storage.keys(), machine.clock(), machine.randomness());
        AccessPolicy policy = new AccessPolicy(config.roles());
        ManagedAccess managed =
                new ManagedAccess(
                        storage.state(),
                        new ManagedReader(config.managed(), config.postgres().announce()),
                        policy,
                        audit,
                        machine.clock(),
                        new ManagedAccess.Configured(config.targets(), config.roles()));
        Ulids ulids = new Ulids(machine.clock(), machine.randomness());
        AccessRequests requests = new AccessRequests(storage.state(), audit, machine.clock());
        Asking asking =
                new Asking(storage.state(), requests, policy, audit, machine.clock(), ulids);
        Locks locks = new Locks(storage.state(), audit, machine.clock(), ulids);
        locks.refresh();
        LoginStore logins = new RecentLogins(new SqlLoginStore(storage.state()), machine.ticker());
        CertificateJudge judge = new CertificateJudge(authorities.clients(), machine.clock());
        AtomicReference<String> webAddress = new AtomicReference<>("");
        ScheduledExecutorService scheduler =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("grant-watch").daemon().factory());
        GrantWatch watch = new GrantWatch(sessions, requests, locks, machine.clock(), scheduler);
        follow(managed, scheduler);
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
                managed,
                requests,
                asking,
                decisions,
                new Extensions(storage.state(), decisions, asking, audit, machine.clock(), watch),
                locks,
                new Masking(
                        config.masking(),
                        new Unmaskings(storage.state(), audit, machine.clock(), ulids)),
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
                        managed::targets,
                        config.postgres().publicHost(),
                        audit,
                        machine.clock(),
                        ulids),
                watch,
                scheduler,
                webAddress);
    }

    /// Takes over what other brokers of the same database add.
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the scheduler
    private static void follow(ManagedAccess managed, ScheduledExecutorService scheduler) {
        scheduler.scheduleWithFixedDelay(
                () -> {
                    try {
                        managed.refresh();
                    } catch (RuntimeException e) {
                        LOG.atWarn()
                                .addKeyValue("reason", e.toString())
                                .log("added targets and roles cannot be read; those so far go on");
                    }
                },
                MANAGED_LOOK_SECONDS,
                MANAGED_LOOK_SECONDS,
                TimeUnit.SECONDS);
    }

    /// Lets what runs come to its end, as the storage that it reads is closed next; nothing begins any more.
    private static void awaitEnd(ScheduledExecutorService scheduler) {
        scheduler.shutdown();
        try {
            if (!scheduler.awaitTermination(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
                scheduler.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            scheduler.shutdownNow();
        }
    }

    @Override
    public void close() {
        watch.close();
        awaitEnd(scheduler);
        oidc.close();
        machines.close();
    }
}
