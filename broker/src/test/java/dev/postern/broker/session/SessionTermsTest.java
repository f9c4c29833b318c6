package dev.postern.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.access.AccessRequests;
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
import dev.postern.broker.session.Admission.Allowed;
import dev.postern.broker.session.Admission.Refused;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.broker.target.ClientIdentity;
import dev.postern.broker.target.SessionLimits;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetLogin;
import dev.postern.broker.target.TargetOptions;
import dev.postern.broker.target.TargetTls;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Quotas, times, replication and the greeting of admitted sessions.
final class SessionTermsTest {

    private static final Instant NOW = Instant.parse("2026-11-21T14:00:00Z");
    private static final Person ERIN = person("erin");
    private static final Person ALEX = person("alex");

    @TempDir private Path folder;

    private StateStore store;
    private AuditTrail audit;
    private SessionLimits ofTarget = SessionLimits.NONE;
    private SessionLimits ofRole = SessionLimits.NONE;
    private int ofLogin;
    private boolean isReplicationGiven;
    private final SessionQuotas quotas = new SessionQuotas();

    @BeforeEach
    void open() throws IOException {
        store = StateStore.open(folder.resolve("state/state.db"));
        audit = TestTrail.open(store, folder, () -> NOW);
    }

    @AfterEach
    void close() {
        audit.close();
        store.close();
    }

    @Test
    void quotaOfAPersonOnATarget_isHisAlone_andIsGivenBack() {
        ofTarget = new SessionLimits(0, 2, null, null, null, null);
        Allowed first = allowed(decide(ERIN, "psql", false));
        allowed(decide(ERIN, "psql", false));

        assertRefused(decide(ERIN, "psql", false), "2 for erin@example.com on target orders");
        allowed(decide(ALEX, "psql", false));
        first.terms().lease().release();
        first.terms().lease().release();
        allowed(decide(ERIN, "psql", false));
        assertRefused(decide(ERIN, "psql", false), "2 for erin@example.com on target orders");
    }

    @Test
    void quotaOfARole_countsEverybody() {
        ofRole = new SessionLimits(2, 0, null, null, null, null);
        allowed(decide(ERIN, "psql", false));
        allowed(decide(ALEX, "psql", false));

        assertRefused(decide(ALEX, "psql", false), "2 for role engineer");
    }

    @Test
    void quotasOfATargetAndOfALogin_areNamed() {
        ofTarget = new SessionLimits(1, 0, null, null, null, null);
        Allowed first = allowed(decide(ERIN, "psql", false));
        assertRefused(decide(ALEX, "psql", false), "1 for target orders");
        first.terms().lease().release();
        ofTarget = SessionLimits.NONE;
        ofLogin = 1;
        allowed(decide(ERIN, "psql", false));

        assertRefused(decide(ALEX, "psql", false), "1 for login app of target orders");
    }

    @Test
    void times_areTheShorterOfTargetAndRole() {
        ofTarget = new SessionLimits(0, 0, Duration.ofMinutes(9), null, Duration.ofHours(2), null);
        ofRole = new SessionLimits(0, 0, Duration.ofMinutes(3), Duration.ofMinutes(1), null, null);

        SessionLimits limits = allowed(decide(ERIN, "psql", false)).terms().limits();

        assertThat(limits)
                .isEqualTo(
                        new SessionLimits(
                                0,
                                0,
                                Duration.ofMinutes(3),
                                Duration.ofMinutes(1),
                                Duration.ofHours(2),
                                null));
        assertThat(limits.hasTimes()).isTrue();
    }

    @Test
    void greeting_isForPsql_andNamesSessionModeEndAndPage() {
        ofTarget = new SessionLimits(0, 0, null, null, Duration.ofMinutes(30), null);

        Allowed psql = allowed(decide(ERIN, "psql", false));

        assertThat(psql.terms().greeting())
                .isEqualTo(
                        "session "
                                + psql.session()
                                + " is recorded (strict), ends at 2026-11-21 14:30:00Z,"
                                + " https://postern.example.com/s/"
                                + psql.session());
        assertThat(allowed(decide(ERIN, "pgbench", false)).terms().greeting()).isEmpty();
    }

    @Test
    void replication_needsARuleThatGivesIt() {
        assertThat(decide(ERIN, "walreceiver", true))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> {
                            assertThat(refused.sqlState()).isEqualTo("0A000");
                            assertThat(refused.message())
                                    .isEqualTo("replication connections are refused by policy");
                        });
        isReplicationGiven = true;

        assertThat(allowed(decide(ERIN, "walreceiver", true)).terms().replication()).isTrue();
    }

    private static Allowed allowed(Admission admission) {
        assertThat(admission).isInstanceOf(Allowed.class);
        return (Allowed) admission;
    }

    private static void assertRefused(Admission admission, String quota) {
        assertThat(admission)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> {
                            assertThat(refused.sqlState()).isEqualTo("53300");
                            assertThat(refused.message())
                                    .isEqualTo(
                                            "too many sessions: the quota of "
                                                    + quota
                                                    + " is used up");
                        });
    }

    private Admission decide(Person person, String application, boolean replication) {
        AccessPolicy policy = new AccessPolicy(List.of(role()));
        MemoryLoginStore logins = new MemoryLoginStore();
        logins.add(
                "00",
                new Login(
                        "L1",
                        Login.Kind.CLI,
                        person,
                        NOW,
                        NOW.plus(Duration.ofHours(8)),
                        "127.0.0.1"));
        Ulids ulids = new Ulids(() -> NOW, Randomness.system());
        return new SessionGatekeeper(
                        new SessionGatekeeper.Sources(
                                chain ->
                                        new CertificateVerdict.Valid(
                                                person.id(),
                                                "orders",
                                                "L1",
                                                NOW.plus(Duration.ofHours(4)),
                                                "a1"),
                                logins,
                                policy,
                                new AccessRequests(store, audit, () -> NOW),
                                new Locks(store, audit, () -> NOW, ulids),
                                quotas,
                                new Greeting(() -> "https://postern.example.com")),
                        List.of(orders()),
                        audit,
                        () -> NOW,
                        ulids)
                .decide(
                        new ConnectionAttempt(
                                List.of(),
                                "app",
                                "shop",
                                "",
                                application,
                                "127.0.0.1:5555",
                                replication));
    }

    private Role role() {
        return new Role(
                "engineer",
                List.of("engineers"),
                List.of(
                        new Rule(
                                new Selection(
                                        List.of("orders"), List.of(), List.of("*"), List.of("app")),
                                Rule.Access.OPEN,
                                Terms.of(Duration.ofHours(8)),
                                Conditions.NONE,
                                isReplicationGiven)),
                List.of(),
                List.of(),
                List.of(),
                Set.of(),
                ofRole);
    }

    private Target orders() {
        return new Target(
                "orders",
                Map.of(),
                List.of(new Target.Host("localhost", 5432)),
                new TargetTls(TargetTls.Mode.DISABLE, null),
                List.of("shop"),
                List.of(
                        new TargetLogin(
                                "app",
                                null,
                                new ClientIdentity.Absent(),
                                Set.of(TargetLogin.Concession.TRUST),
                                ofLogin)),
                Durability.STRICT,
                new TargetOptions(
                        TargetOptions.ServerRole.ANY, ofTarget, TargetOptions.Announce.PSQL, null));
    }

    private static Person person(String name) {
        return new Person(
                "https://login.example.com",
                name,
                name,
                name + "@example.com",
                List.of("engineers"));
    }
}
