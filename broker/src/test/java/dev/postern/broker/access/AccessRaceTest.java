package dev.postern.broker.access;

import static dev.postern.broker.access.AccessFixture.ALEX;
import static dev.postern.broker.access.AccessFixture.BEA;
import static dev.postern.broker.access.AccessFixture.ERIN;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.access.AccessRequest.State;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.identity.Person;
import dev.postern.broker.policy.Terms;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// People who decide, revoke and connect in the same moment: one of them is first, the others are told so, and nobody
/// approves what they asked for or counts twice.
@Tag("G23")
final class AccessRaceTest {

    private static final int RACES = Integer.getInteger("postern.races", 400);
    private static final Person ERIN_AGAIN =
            new Person(
                    "https://other.example.com", "e2", "Erin", ERIN.email(), List.of("approvers"));

    @TempDir private Path folder;

    private final ExecutorService people = Executors.newVirtualThreadPerTaskExecutor();

    /// Something that one person tries; the broker may refuse it.
    private interface Try {
        void run() throws AccessException;
    }

    @Test
    void oneApprovalNeeded_oneDecides() throws Exception {
        try (AccessFixture access = new AccessFixture(folder, terms(1))) {
            for (int i = 0; i < RACES; i++) {
                AccessRequest asked = ask(access, false);
                int won =
                        race(
                                () -> access.decisions.approve(ALEX, asked, "yes", null, ""),
                                () -> access.decisions.approve(BEA, asked, "yes", null, ""),
                                () -> access.decisions.deny(BEA, asked, "no", ""),
                                () -> access.decisions.approve(ERIN, asked, "me", null, ""),
                                () -> access.decisions.approve(ERIN_AGAIN, asked, "me", null, ""));

                AccessRequest now = access.requests.find(asked.id());
                assertThat(won).as("race %d", i).isEqualTo(1);
                assertThat(decided(access, asked)).hasSize(1);
                assertThat(now.state()).isIn(State.ACTIVE, State.DENIED);
                assertThat(approvers(now)).doesNotContain(ERIN.id(), ERIN_AGAIN.id());
                assertThat(approvers(now)).hasSize(now.state() == State.ACTIVE ? 1 : 0);
                end(access, now);
            }
        }
    }

    @Test
    void twoApprovalsNeeded_onePersonCountsOnce() throws Exception {
        try (AccessFixture access = new AccessFixture(folder, terms(2))) {
            for (int i = 0; i < RACES; i++) {
                AccessRequest asked = ask(access, false);
                int won =
                        race(
                                () -> access.decisions.approve(ALEX, asked, "", null, ""),
                                () -> access.decisions.approve(ALEX, asked, "", null, ""),
                                () -> access.decisions.approve(ERIN, asked, "", null, ""),
                                () -> access.decisions.approve(ERIN_AGAIN, asked, "", null, ""));
                AccessRequest half = access.requests.find(asked.id());
                assertThat(won).as("race %d", i).isEqualTo(1);
                assertThat(half.state()).isEqualTo(State.PENDING);
                assertThat(approvers(half)).containsExactly(ALEX.id());

                assertThat(
                                race(
                                        () -> access.decisions.approve(BEA, half, "", null, ""),
                                        () -> access.decisions.approve(ALEX, half, "", null, ""),
                                        () -> access.decisions.approve(BEA, half, "", null, "")))
                        .isEqualTo(1);
                AccessRequest whole = access.requests.find(asked.id());
                assertThat(whole.state()).isEqualTo(State.ACTIVE);
                assertThat(approvers(whole)).containsExactly(ALEX.id(), BEA.id());
                end(access, whole);
            }
        }
    }

    @Test
    void revocationAndConnections_noneIsLetInBehindIt_andASingleUseIsOne() throws Exception {
        try (AccessFixture access = new AccessFixture(folder, terms(1))) {
            for (int i = 0; i < RACES; i++) {
                AccessRequest asked = ask(access, true);
                access.decisions.approve(ALEX, asked, "", null, "");
                List<String> letIn = new ArrayList<>();
                race(
                        () -> connect(access, asked, "A", letIn),
                        () -> connect(access, asked, "B", letIn),
                        () -> access.decisions.revoke(BEA, asked, "", ""),
                        () -> connect(access, asked, "C", letIn));

                assertThat(letIn).as("race %d", i).hasSizeLessThanOrEqualTo(1);
                assertThat(access.requests.find(asked.id()).state()).isEqualTo(State.REVOKED);
                connect(access, asked, "behind", letIn);
                assertThat(letIn).doesNotContain("behind");
            }
        }
    }

    private static Terms terms(int approvals) {
        return new Terms(
                Duration.ofHours(8),
                approvals,
                List.of(),
                "",
                new Terms.Automatic(Duration.ZERO, Duration.ZERO),
                false);
    }

    private static AccessRequest ask(AccessFixture access, boolean singleUse)
            throws AccessException {
        return access.ask(new AccessRequest.Wish("", null, "", singleUse, false, ""));
    }

    /// Makes room for the next request: there is one at a time that waits or lives.
    private static void end(AccessFixture access, AccessRequest request) throws AccessException {
        if (request.state() == State.ACTIVE) {
            access.decisions.revoke(ERIN, request, "done", "");
        }
    }

    /// Everybody at once.
    ///
    /// @return how many were not refused
    private int race(Try... tries) throws Exception {
        CyclicBarrier start = new CyclicBarrier(tries.length);
        List<Future<Boolean>> outcomes = new ArrayList<>();
        for (Try one : tries) {
            outcomes.add(
                    people.submit(() -> {
                        start.await();
                        try {
                            one.run();
                            return true;
                        } catch (AccessException refused) {
                            assertThat(refused.hint()).as(refused.text()).isNotBlank();
                            return false;
                        }
                    }));
        }
        int won = 0;
        for (Future<Boolean> outcome : outcomes) {
            won += outcome.get() ? 1 : 0;
        }
        return won;
    }

    private static void connect(
            AccessFixture access, AccessRequest grant, String session, List<String> letIn) {
        try {
            access.requests.admit(
                    new AuditTrail.NewEvent(
                            AuditCode.SESSION_START, null, "", null, session, Map.of(), "let in"),
                    grant.id(),
                    session + grant.id());
            synchronized (letIn) {
                letIn.add(session);
            }
        } catch (IllegalStateException ended) {
            assertThat(ended).hasMessageContaining(grant.id());
        }
    }

    private static List<String> approvers(AccessRequest request) {
        return request.history().approvals().stream().map(AccessRequest.Deed::byId).toList();
    }

    private static List<String> decided(AccessFixture access, AccessRequest request) {
        return access.audit.newest(Long.MAX_VALUE, 20).stream()
                .filter(event -> event.detail().containsValue(request.id()))
                .map(event -> event.code())
                .filter(code -> code.equals("request.approved") || code.equals("request.denied"))
                .toList();
    }
}
