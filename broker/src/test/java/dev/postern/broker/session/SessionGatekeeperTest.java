package dev.postern.broker.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.broker.access.AccessException;
import dev.postern.broker.access.AccessRequest;
import dev.postern.broker.access.AccessRequests;
import dev.postern.broker.access.Asking;
import dev.postern.broker.access.Decisions;
import dev.postern.broker.access.GrantEnds;
import dev.postern.broker.access.Lock;
import dev.postern.broker.access.Locks;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.audit.TestTrail;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.ca.CertificateVerdict;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.MemoryLoginStore;
import dev.postern.broker.identity.Person;
import dev.postern.broker.policy.AccessPolicy;
import dev.postern.broker.policy.Conditions;
import dev.postern.broker.policy.Role;
import dev.postern.broker.policy.Rule;
import dev.postern.broker.policy.Selection;
import dev.postern.broker.policy.Terms;
import dev.postern.broker.record.Durability;
import dev.postern.broker.session.Admission.Refused;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetLogin;
import dev.postern.broker.target.TargetTls;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

final class SessionGatekeeperTest {

    private static final Instant START = Instant.parse("2026-11-21T14:00:00Z");
    private static final Person ERIN = person("erin", "engineers");
    private static final Person ALEX = person("alex", "approvers");
    private static final Target ORDERS =
            new Target(
                    "orders",
                    Map.of("env", "production"),
                    List.of(new Target.Host("localhost", 5432)),
                    new TargetTls(TargetTls.Mode.DISABLE, null),
                    List.of("shop"),
                    List.of(login("app_read"), login("app_write"), login("owner")),
                    Durability.STRICT);

    @TempDir private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final List<String> revoked = new ArrayList<>();
    private CertificateVerdict verdict = new CertificateVerdict.Missing();
    private StateStore store;
    private AuditTrail audit;
    private AccessRequests requests;
    private Asking asking;
    private Decisions decisions;
    private Locks locks;
    private SessionGatekeeper gatekeeper;

    @BeforeEach
    void open() throws IOException {
        store = StateStore.open(folder.resolve("state/state.db"));
        audit = TestTrail.open(store, folder, now::get);
        AccessPolicy policy =
                new AccessPolicy(
                        List.of(
                                new Role(
                                        "engineer",
                                        List.of("engineers"),
                                        List.of(
                                                rule("app_read", Rule.Access.OPEN),
                                                rule("app_write", Rule.Access.ON_REQUEST)),
                                        List.of(),
                                        List.of(),
                                        Set.of()),
                                new Role(
                                        "approver",
                                        List.of("approvers"),
                                        List.of(),
                                        List.of(),
                                        List.of("orders"),
                                        Set.of())));
        Ulids ulids = new Ulids(now::get, Randomness.system());
        requests = new AccessRequests(store, audit, now::get);
        asking = new Asking(store, requests, policy, audit, now::get, ulids);
        decisions = new Decisions(store, policy, audit, now::get, new Noted());
        locks = new Locks(store, audit, now::get, ulids);
        MemoryLoginStore logins = new MemoryLoginStore();
        logins.add(
                "00",
                new Login(
                        "L1",
                        Login.Kind.CLI,
                        ERIN,
                        START,
                        START.plus(Duration.ofHours(8)),
                        "127.0.0.1"));
        gatekeeper =
                new SessionGatekeeper(
                        new SessionGatekeeper.Sources(
                                chain -> verdict, logins, policy, requests, locks),
                        List.of(ORDERS),
                        audit,
                        now::get,
                        ulids);
        verdict =
                new CertificateVerdict.Valid(
                        ERIN.id(), "orders", "L1", START.plus(Duration.ofHours(4)), "a1");
    }

    @AfterEach
    void close() {
        audit.close();
        store.close();
    }

    @Test
    void openRole_isAdmittedUntilTheCertificateEnds() {
        Admission admission = gatekeeper.decide(attempt("app_read", "shop"));

        assertThat(admission)
                .isInstanceOfSatisfying(
                        Admission.Allowed.class,
                        allowed -> {
                            assertThat(allowed.database()).isEqualTo("shop");
                            assertThat(allowed.endsAt()).isEqualTo(START.plus(Duration.ofHours(4)));
                            assertThat(allowed.grant()).isNull();
                        });
        assertThat(audit.newest(Long.MAX_VALUE, 10))
                .singleElement()
                .satisfies(event -> assertThat(event.code()).isEqualTo("connection.allowed"));
    }

    @Test
    void everyRefusal_hasItsTextAndOneAuditEvent() {
        verdict = new CertificateVerdict.Missing();
        assertRefused(
                "app_read", "shop", "28000", "no client certificate was shown", "postern login");
        verdict = new CertificateVerdict.Expired(START.minus(Duration.ofMinutes(3)));
        assertRefused(
                "app_read", "shop", "28000", "certificate expired 3 min ago", "run: postern login");
        verdict = new CertificateVerdict.ForeignIssuer();
        assertRefused("app_read", "shop", "28000", "not issued by this broker", "postern login");
        verdict =
                new CertificateVerdict.Valid(
                        ERIN.id(), "orders", "gone", START.plusSeconds(60), "a1");
        assertRefused("app_read", "shop", "28000", "has ended", "postern login");
        verdict =
                new CertificateVerdict.Valid(
                        ALEX.id(), "orders", "L1", START.plusSeconds(60), "a1");
        assertRefused("app_read", "shop", "28000", "different people", "postern login");
        verdict =
                new CertificateVerdict.Valid(ERIN.id(), "stock", "L1", START.plusSeconds(60), "a1");
        assertRefused("app_read", "shop", "28000", "no target \"stock\"", "postern db ls");
        verdict =
                new CertificateVerdict.Valid(
                        ERIN.id(), "orders", "L1", START.plusSeconds(60), "a1");
        assertRefused("app_read", "hr", "3D000", "database \"hr\"", "shop");
        assertRefused(
                "owner",
                "shop",
                "28000",
                "role \"owner\" on target \"orders\" is not allowed for erin@",
                "app_read");
        assertRefused(
                "app_write",
                "shop",
                "28000",
                "needs a grant",
                "run: postern request create orders --as app_write --reason \"...\"");
    }

    @Test
    void failureInside_isARefusalInTheTrail() {
        SessionGatekeeper broken =
                new SessionGatekeeper(
                        new SessionGatekeeper.Sources(
                                chain -> {
                                    throw new IllegalStateException("broken");
                                },
                                new MemoryLoginStore(),
                                new AccessPolicy(List.of()),
                                requests,
                                locks),
                        List.of(ORDERS),
                        audit,
                        now::get,
                        new Ulids(now::get, Randomness.system()));

        Admission admission = broken.decide(attempt("app_read", "shop"));

        assertThat(admission)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> {
                            assertThat(refused.sqlState()).isEqualTo("57P03");
                            assertThat(refused.message()).isEqualTo("access could not be decided");
                        });
        assertThat(audit.count()).isEqualTo(1);
    }

    @Test
    void grant_letsInUntilItsEnd_andItsSessionIsLinked() throws AccessException, IOException {
        AccessRequest asked = ask();
        assertThatThrownBy(() -> decisions.approve(ERIN, asked, null, null, ""))
                .isInstanceOfSatisfying(
                        AccessException.class,
                        e -> assertThat(e.kind()).isEqualTo(AccessException.Kind.OWN_REQUEST));
        decisions.approve(ALEX, asked, "go", Duration.ofMinutes(5), "");

        Admission.Allowed allowed =
                (Admission.Allowed) gatekeeper.decide(attempt("app_write", "orders"));

        assertThat(allowed.grant()).isEqualTo(asked.id());
        assertThat(allowed.endsAt()).isEqualTo(START.plus(Duration.ofMinutes(5)));
        assertThat(allowed.endReason())
                .startsWith("access to orders as app_write ended: grant " + asked.shortId())
                .endsWith("reached its end at 2026-11-21T14:05:00Z");
        assertThat(requests.find(asked.shortId()).sessions()).containsExactly(allowed.session());
        now.set(START.plus(Duration.ofMinutes(5)));
        assertThat(gatekeeper.decide(attempt("app_write", "shop"))).isInstanceOf(Refused.class);
        assertThat(audit.firstBroken()).isEmpty();
    }

    @Test
    void revokedGrant_tellsTheWatchAndLetsNobodyIn() throws AccessException {
        AccessRequest asked = ask();
        decisions.revoke(ALEX, decisions.approve(ALEX, asked, null, null, ""), "done", "");

        assertThat(revoked).singleElement().asString().contains("was revoked by alex");
        assertThat(gatekeeper.decide(attempt("app_write", "shop"))).isInstanceOf(Refused.class);
    }

    @Test
    void manyDecisionsAtOnce_oneWins() throws Exception {
        for (int round = 0; round < 400; round++) {
            AccessRequest asked = ask();
            List<Callable<Boolean>> racers = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                boolean approve = i % 2 == 0;
                racers.add(() -> decides(asked, approve));
            }
            int won = 0;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Boolean> racer : threads.invokeAll(racers)) {
                    won += racer.get() ? 1 : 0;
                }
            }
            assertThat(won).isEqualTo(1);
            AccessRequest decided = requests.find(asked.id());
            if (decided.state() == AccessRequest.State.ACTIVE) {
                decisions.revoke(ALEX, decided, null, "");
            }
        }
    }

    @Test
    void lock_keepsOut_namesWhoPlacedItAndHowItEnds() throws AccessException {
        for (Lock.Scope scope : List.of(Lock.Scope.PERSON, Lock.Scope.ROLE, Lock.Scope.TARGET)) {
            String subject =
                    switch (scope) {
                        case PERSON -> "Erin@example.com";
                        case ROLE -> "engineer";
                        default -> "orders";
                    };
            Lock lock =
                    locks.place(
                            ALEX,
                            Lock.Subjects.of(ALEX, Set.of("approver")),
                            new Locks.Wanted(scope, subject, null, "laptop lost"),
                            "");
            assertRefused(
                    "app_read", "shop", "28000", "laptop lost", "postern lock rm " + lock.id());
            locks.lift(ALEX, lock.id().substring(18), "found", "");
            assertThat(gatekeeper.decide(attempt("app_read", "shop")))
                    .isInstanceOf(Admission.Allowed.class);
        }
    }

    @Test
    void lockWithAnEnd_endsByItself_andNobodyLocksThemselvesOut() throws AccessException {
        Lock.Subjects own = Lock.Subjects.of(ALEX, Set.of("approver"));
        locks.place(
                ALEX,
                own,
                new Locks.Wanted(Lock.Scope.TARGET, "orders", Duration.ofMinutes(5), "backup"),
                "");
        assertThat(gatekeeper.decide(attempt("app_read", "shop"))).isInstanceOf(Refused.class);
        now.set(START.plus(Duration.ofMinutes(5)));
        assertThat(gatekeeper.decide(attempt("app_read", "shop")))
                .isInstanceOf(Admission.Allowed.class);
        assertThatThrownBy(() ->
                        locks.place(
                                ALEX,
                                own,
                                new Locks.Wanted(Lock.Scope.ROLE, "approver", null, "x"),
                                ""))
                .isInstanceOf(AccessException.class)
                .hasMessageContaining("would lock you out");
    }

    @Test
    void lockThatCannotBeRead_refuses() {
        store.close();
        assertThat(gatekeeper.decide(attempt("app_read", "shop"))).isInstanceOf(Refused.class);
        store = StateStore.open(folder.resolve("state/state.db"));
    }

    private final class Noted implements GrantEnds {
        @Override
        public void grantRevoked(AccessRequest request, Instant at, String text) {
            revoked.add(text);
        }

        @Override
        public void grantExtended(AccessRequest request, Instant endsAt) {
            revoked.add("extended " + endsAt);
        }
    }

    private boolean decides(AccessRequest asked, boolean approve) {
        try {
            if (approve) {
                decisions.approve(ALEX, asked, null, null, "");
            } else {
                decisions.deny(ALEX, asked, null, "");
            }
            return true;
        } catch (AccessException e) {
            assertThat(e.text())
                    .startsWith("It was already decided by alex at 2026-11-21T14:00:00Z");
            return false;
        }
    }

    private AccessRequest ask() throws AccessException {
        return asking.create(
                ERIN,
                ORDERS,
                new Asking.Asked(
                        "app_write", "fix order 7", Duration.ofHours(1), AccessRequest.Wish.NONE),
                "127.0.0.1");
    }

    private void assertRefused(
            String role, String database, String sqlState, String message, String hint) {
        long before = audit.count();
        Admission admission = gatekeeper.decide(attempt(role, database));
        assertThat(admission)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> {
                            assertThat(refused.sqlState()).isEqualTo(sqlState);
                            assertThat(refused.message()).contains(message);
                            assertThat(refused.hint()).contains(hint);
                        });
        assertThat(audit.count()).isEqualTo(before + 1);
    }

    private static ConnectionAttempt attempt(String user, String database) {
        return new ConnectionAttempt(List.of(), user, database, "", "psql", "127.0.0.1:5555");
    }

    private static Rule rule(String role, Rule.Access access) {
        return new Rule(
                new Selection(List.of("orders"), List.of(), List.of("*"), List.of(role)),
                access,
                Terms.of(Duration.ofHours(8)),
                Conditions.NONE);
    }

    private static TargetLogin login(String role) {
        return new TargetLogin(role, null, null, null, false, false);
    }

    private static Person person(String name, String group) {
        return new Person(
                "https://login.example.com", name, name, name + "@example.com", List.of(group));
    }
}
