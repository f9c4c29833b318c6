package dev.postern.broker.access;

import static dev.postern.broker.access.AccessFixture.ALEX;
import static dev.postern.broker.access.AccessFixture.BEA;
import static dev.postern.broker.access.AccessFixture.ORDERS;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.ca.CertificateVerdict;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.MemoryLoginStore;
import dev.postern.broker.identity.Person;
import dev.postern.broker.policy.Terms;
import dev.postern.broker.session.Admission;
import dev.postern.broker.session.ConnectionAttempt;
import dev.postern.broker.session.GrantWatch;
import dev.postern.broker.session.LiveSession;
import dev.postern.broker.session.SessionGatekeeper;
import dev.postern.broker.session.SessionRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// Walks every state that a request, its approvals, its grant, a lock and a session can reach by what three people and
/// the clock can do, and compares the broker with a model of a few lines in each of them.
@Tag("G23")
final class AccessModelTest {

    private static final Duration YEARS = Duration.ofDays(3650);

    /// What can happen.
    private enum Act {
        ASK,
        APPROVE_OWN,
        APPROVE_BY_SECOND_ACCOUNT,
        APPROVE_ALEX,
        APPROVE_BEA,
        DENY_ALEX,
        REVOKE_OWN,
        REVOKE_BEA,
        LOCK,
        UNLOCK,
        CONNECT,
        HOUR_PASSES
    }

    private enum Stage {
        NONE,
        PENDING,
        ACTIVE,
        DENIED,
        REVOKED,
        EXPIRED
    }

    /// The model: two approvals by others make a grant; it, and no lock, is what a session lives by.
    private record Model(Stage stage, Set<Act> approvals, boolean locked, boolean session) {

        static final Model START = new Model(Stage.NONE, Set.of(), false, false);

        Model after(Act act) {
            Model next =
                    switch (act) {
                        case ASK ->
                                stage == Stage.NONE
                                        ? new Model(Stage.PENDING, Set.of(), locked, session)
                                        : this;
                        case APPROVE_OWN, APPROVE_BY_SECOND_ACCOUNT -> this;
                        case APPROVE_ALEX, APPROVE_BEA -> approvedBy(act);
                        case DENY_ALEX -> stage == Stage.PENDING ? at(Stage.DENIED) : this;
                        case REVOKE_OWN, REVOKE_BEA ->
                                stage == Stage.ACTIVE ? at(Stage.REVOKED) : this;
                        case LOCK -> new Model(stage, approvals, true, session);
                        case UNLOCK -> new Model(stage, approvals, false, session);
                        case CONNECT ->
                                new Model(stage, approvals, locked, session || mayConnect());
                        case HOUR_PASSES -> stage == Stage.ACTIVE ? at(Stage.EXPIRED) : this;
                    };
            return next.mayConnect()
                    ? next
                    : new Model(next.stage, next.approvals, next.locked, false);
        }

        boolean mayConnect() {
            return stage == Stage.ACTIVE && !locked;
        }

        private Model approvedBy(Act act) {
            if (stage != Stage.PENDING) {
                return this;
            }
            Set<Act> all = new TreeSet<>(approvals);
            all.add(act);
            return new Model(
                    all.size() == 2 ? Stage.ACTIVE : Stage.PENDING,
                    Set.copyOf(all),
                    locked,
                    session);
        }

        private Model at(Stage other) {
            return new Model(other, approvals, locked, session);
        }
    }

    @TempDir private Path folder;

    @Test
    void everyReachableState_isAsTheModelHasIt() throws Exception {
        Terms terms =
                new Terms(
                        Duration.ofHours(8),
                        2,
                        List.of(),
                        "",
                        new Terms.Automatic(Duration.ZERO, Duration.ZERO),
                        false);
        int transitions = 0;
        try (AccessFixture access = new AccessFixture(folder, terms);
                ScheduledExecutorService never = Executors.newSingleThreadScheduledExecutor()) {
            Map<Model, List<Act>> paths = new HashMap<>();
            Deque<Model> open = new ArrayDeque<>();
            paths.put(Model.START, List.of());
            open.add(Model.START);
            while (!open.isEmpty()) {
                Model model = open.remove();
                List<Act> path = paths.getOrDefault(model, List.of());
                for (Act act : Act.values()) {
                    transitions++;
                    List<Act> longer = new ArrayList<>(path);
                    longer.add(act);
                    Model next = model.after(act);
                    World world = new World(access, transitions, never);
                    for (Act step : longer) {
                        world.does(step);
                    }
                    world.compare(next, longer);
                    if (paths.putIfAbsent(next, longer) == null) {
                        open.add(next);
                    }
                }
            }
            never.shutdownNow();
            assertThat(paths).as("states").hasSizeGreaterThan(15);
        }
        assertThat(transitions).isGreaterThan(180);
    }

    /// The broker's own parts, with a requester of their own.
    private static final class World {

        private final AccessFixture access;
        private final Person erin;
        private final Person secondAccount;
        private final SessionRegistry registry = new SessionRegistry();
        private final GrantWatch watch;
        private final Decisions decisions;
        private final SessionGatekeeper gatekeeper;
        private @Nullable String request;
        private @Nullable String lock;
        private @Nullable Session session;

        World(AccessFixture access, int number, ScheduledExecutorService never) {
            this.access = access;
            this.erin = AccessFixture.person("erin" + number, "engineers");
            this.secondAccount =
                    new Person(
                            "https://other.example.com",
                            "e" + number,
                            "Erin",
                            erin.email(),
                            List.of("approvers"));
            this.watch =
                    new GrantWatch(registry, access.requests, access.locks, access.now::get, never);
            this.watch.close();
            this.decisions =
                    new Decisions(
                            access.store, access.policy, access.audit, access.now::get, watch);
            MemoryLoginStore logins = new MemoryLoginStore();
            Instant end = access.now.get().plus(YEARS);
            logins.add(
                    "hash",
                    new Login("L", Login.Kind.CLI, erin, access.now.get(), end, "127.0.0.1"));
            this.gatekeeper =
                    new SessionGatekeeper(
                            new SessionGatekeeper.Sources(
                                    chain ->
                                            new CertificateVerdict.Valid(
                                                    erin.id(), "orders", "L", end, "a1"),
                                    logins,
                                    access.policy,
                                    access.requests,
                                    access.locks),
                            List.of(ORDERS),
                            access.audit,
                            access.now::get,
                            new Ulids(access.now::get, Randomness.system()));
        }

        /// Tries it; what the broker refuses changes nothing.
        void does(Act act) {
            try {
                switch (act) {
                    case ASK -> ask();
                    case APPROVE_OWN -> approve(erin);
                    case APPROVE_BY_SECOND_ACCOUNT -> approve(secondAccount);
                    case APPROVE_ALEX -> approve(ALEX);
                    case APPROVE_BEA -> approve(BEA);
                    case DENY_ALEX -> decisions.deny(ALEX, current(), "no", "");
                    case REVOKE_OWN -> decisions.revoke(erin, current(), "done", "");
                    case REVOKE_BEA -> decisions.revoke(BEA, current(), "stop", "");
                    case LOCK -> lock();
                    case UNLOCK -> unlock();
                    case CONNECT -> connect();
                    case HOUR_PASSES ->
                            access.now.updateAndGet(now -> now.plus(Duration.ofHours(1)));
                }
            } catch (AccessException refused) {
                assertThat(refused.hint()).as(refused.text()).isNotBlank();
            }
            watch.endDue();
        }

        private void ask() throws AccessException {
            if (request == null) {
                request =
                        access.asking
                                .create(
                                        erin,
                                        ORDERS,
                                        new Asking.Asked(
                                                "app_write",
                                                "model",
                                                Duration.ofHours(1),
                                                AccessRequest.Wish.NONE),
                                        "")
                                .id();
            }
        }

        private void approve(Person person) throws AccessException {
            decisions.approve(person, current(), "", null, "");
        }

        private AccessRequest current() throws AccessException {
            return access.requests.find(request == null ? "NONE" : request);
        }

        private void lock() throws AccessException {
            if (lock == null) {
                lock =
                        access.locks
                                .place(
                                        ALEX,
                                        Lock.Subjects.of(ALEX, Set.of("approver")),
                                        new Locks.Wanted(
                                                Lock.Scope.PERSON, erin.id(), null, "model"),
                                        "")
                                .id();
            }
        }

        private void unlock() throws AccessException {
            if (lock != null) {
                access.locks.lift(ALEX, lock, "", "");
                lock = null;
            }
        }

        private void connect() {
            Admission admission =
                    gatekeeper.decide(
                            new ConnectionAttempt(
                                    List.of(), "app_write", "shop", "", "psql", "127.0.0.1:1"));
            if ((session == null || session.last != null)
                    && admission instanceof Admission.Allowed allowed) {
                session = new Session(allowed);
                registry.add(session);
            }
        }

        void compare(Model model, List<Act> path) {
            boolean lives = session != null && session.last == null;
            assertThat(lives).as("a session lives after " + path).isEqualTo(model.session());
            boolean isLetIn =
                    gatekeeper.decide(
                                    new ConnectionAttempt(
                                            List.of(),
                                            "app_write",
                                            "shop",
                                            "",
                                            "psql",
                                            "127.0.0.1:1"))
                            instanceof Admission.Allowed;
            assertThat(isLetIn).as("is let in after " + path).isEqualTo(model.mayConnect());
            if (request != null) {
                AccessRequest seen =
                        access.store.read(rows ->
                                RequestMapping.read(
                                        rows, String.valueOf(request), access.now.get()));
                assertThat(seen.state().name())
                        .as("state after " + path)
                        .isEqualTo(model.stage().name());
                assertThat(seen.history().approvals())
                        .as("own approvals after " + path)
                        .noneMatch(deed -> deed.byEmail().equals(erin.email()));
            }
        }
    }

    private static final class Session implements LiveSession {
        private final Admission.Allowed allowed;
        private @Nullable String last;

        Session(Admission.Allowed allowed) {
            this.allowed = allowed;
        }

        @Override
        public String id() {
            return allowed.session();
        }

        @Override
        public @Nullable String grant() {
            return allowed.grant();
        }

        @Override
        public Instant endsAt() {
            return allowed.endsAt();
        }

        @Override
        public String endReason() {
            return allowed.endReason();
        }

        @Override
        public Map<String, Object> facts() {
            return allowed.facts();
        }

        @Override
        public void tell(String message, String detail) {
            assertThat(message).contains("this session ends in");
        }

        @Override
        public void end(String reason, String sqlState, String message, String detail) {
            assertThat(sqlState).isEqualTo("57P01");
            last = message;
        }

        @Override
        public void endWhenIdle(String reason, String sqlState, String message, String notice) {
            throw new AssertionError(message);
        }
    }
}
