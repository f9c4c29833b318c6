package dev.postern.broker.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.audit.TestTrail;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.identity.Person;
import dev.postern.broker.identity.Rights;
import dev.postern.broker.keys.TestKeys;
import dev.postern.broker.review.ReviewException.Kind;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.StateStore;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

final class AssignmentsTest {

    private static final Instant NOW = Instant.parse("2026-11-21T14:00:00Z");
    private static final String SESSION = "01KAJ4V8000000000000000001";
    private static final Person ERIN = person("erin", "auditors");
    private static final Person ADA = person("ada", "auditors");
    private static final Person AXEL = person("axel", "auditors");
    private static final Person DEV = person("dev", "engineers");

    @TempDir Path folder;

    private StateStore state;
    private IndexStore index;
    private AuditTrail audit;
    private Assignments assignments;

    @BeforeEach
    void open() throws Exception {
        state = StateStore.open(folder.resolve("state.db"));
        audit = TestTrail.open(state, folder, () -> NOW);
        index = IndexStore.open(folder.resolve("index.db"), TestKeys.KEYS, Randomness.system());
        assignments =
                new Assignments(
                        state,
                        new IndexRows(index).due(),
                        audit,
                        () -> NOW,
                        new Assignments.Reviewers(
                                AssignmentsTest::byEmail, AssignmentsTest::rights));
    }

    @AfterEach
    void close() throws Exception {
        index.close();
        audit.close();
        state.close();
    }

    @Test
    void session_isAssignedToOneselfOrToAnother_andToNobodyAgain() throws Exception {
        assertThat(assign(ADA, "ended", "me")).isEqualTo(actor(ADA));
        assertThat(assignments.of(List.of(SESSION))).isEqualTo(Map.of(SESSION, actor(ADA)));
        assertThat(assign(ADA, "ended", "axel@example.com")).isEqualTo(actor(AXEL));
        assertThat(assign(AXEL, "ended", null)).isNull();

        assertThat(assignments.of(List.of(SESSION))).isEmpty();
        assertThat(audit.newest(Long.MAX_VALUE, 10).reversed())
                .extracting(event -> event.code() + " " + event.text())
                .containsExactly(
                        said("ada", "ada"),
                        said("ada", "axel"),
                        said("axel", "nobody in particular"));
    }

    @Test
    void theirOwnSession_orSomebodyWithoutTheRight_isRefused() {
        assertRefused(
                Kind.OWN_SESSION,
                "It is erin's own session; another person reviews it.",
                () -> assign(ADA, "ended", "erin@example.com"));
        assertRefused(
                Kind.OWN_SESSION,
                "It is your own session; another person reviews it.",
                () -> assign(ERIN, "ended", "me"));
        assertRefused(
                Kind.NOT_A_REVIEWER,
                "dev may not review sessions.",
                () -> assign(ADA, "ended", "dev@example.com"));
        assertRefused(
                Kind.NOT_FOUND,
                "Nobody with the e-mail \"who@example.com\" is signed in.",
                () -> assign(ADA, "ended", "who@example.com"));
        assertThat(assignments.of(List.of(SESSION))).isEmpty();
        assertThat(audit.newest(Long.MAX_VALUE, 10)).isEmpty();
    }

    @Test
    void runningOrReviewedSession_isRefused() throws Exception {
        assertRefused(
                Kind.STILL_RUNNING,
                "Session " + SESSION + " is still running.",
                () -> assign(ADA, "live", "me"));
        new Reviews(
                        state,
                        new IndexRows(index).outcomes(),
                        audit,
                        () -> NOW,
                        new Ulids(() -> NOW, Randomness.system()))
                .done(AXEL, session("ended"), Review.Finding.of(Review.Outcome.OK), "");
        assertRefused(
                Kind.ALREADY_REVIEWED,
                "Session " + SESSION + " is reviewed.",
                () -> assign(ADA, "ended", "me"));
    }

    @Test
    void index_isBroughtUpWithTheState() throws Exception {
        assign(ADA, "ended", "me");
        assertThat(assignments.reindex()).isZero();
        new IndexRows(index).due().assign(SESSION, null);
        assertThat(assignments.reindex()).isEqualTo(1);
    }

    private static String said(String by, String to) {
        return "session.review_assigned "
                + by
                + " assigned the review of session "
                + SESSION
                + " of erin to "
                + to
                + ".";
    }

    private @Nullable Actor assign(Person by, String lifetime, @Nullable String to)
            throws ReviewException {
        return assignments.assign(by, session(lifetime), to, "127.0.0.1");
    }

    private static Optional<Person> byEmail(String email) {
        return Stream.of(ERIN, ADA, AXEL, DEV).filter(one -> one.email().equals(email)).findFirst();
    }

    private static Rights.Granted rights(Person person) {
        boolean sees = person.groups().contains("auditors");
        return new Rights.Granted(
                Set.of(), sees, Set.of(), false, false, false, false, false, false);
    }

    private static Actor actor(Person person) {
        return new Actor(person.id(), person.name(), person.email());
    }

    private static SessionRow session(String state) {
        return new SessionRow(
                SESSION,
                new SessionRow.Who(ERIN.id(), ERIN.name(), ERIN.email(), null),
                new SessionRow.Where("orders", "shop", "app_read", "psql", "127.0.0.1"),
                new SessionRow.Lifetime(0, 1L, state, null, null),
                new SessionRow.Counts(0, 0, 0, 0, 0, 0, 0),
                new SessionRow.Verdict(true, "{}"));
    }

    private static void assertRefused(Kind kind, String text, Action action) {
        assertThatExceptionOfType(ReviewException.class)
                .isThrownBy(action::run)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
                .satisfies(e -> assertThat(e.text()).isEqualTo(text));
    }

    private static Person person(String name, String group) {
        return new Person("https://id", name, name, name + "@example.com", List.of(group));
    }

    /// Something that is refused.
    private interface Action {
        void run() throws Exception;
    }
}
