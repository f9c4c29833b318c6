package dev.postern.broker.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.keys.TestKeys;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.SearchBudget;
import dev.postern.broker.store.sql.SessionBatch;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.Sight;
import dev.postern.keys.KeyFolder;
import dev.postern.keys.KeyUnavailableException;
import dev.postern.keys.Tombstone;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

final class ReviewQueueTest {

    private static final Instant ENDED = Instant.parse("2026-11-21T14:00:00Z");
    private static final Checklist ASKED = new Checklist(List.of("Is it true?"));
    private static final ReviewRule WRITES = rule("writes", "has:write", 100, "PT168H");
    private static final ReviewRule REST = rule("rest", "", 100, null);

    @TempDir Path folder;

    private IndexStore store;
    private IndexRows rows;
    private KeyFolder keys;

    @BeforeEach
    void open() throws IOException {
        store = IndexStore.open(folder.resolve("index.db"), TestKeys.KEYS, Randomness.system());
        rows = new IndexRows(store);
        keys = new KeyFolder(folder.resolve("recording-keys"), TestKeys.KEYS);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void withoutRules_everyEndedSessionWaits_withoutADueTime() {
        add("S1", 0, false);
        add("S2", 3, false);
        ReviewQueue queue = queue(List.of());

        assertThat(waiting(queue)).containsExactly("S2", "S1");
        assertThat(due(queue, "S1"))
                .isEqualTo(new ReviewQueue.Due(null, null, false, true, Checklist.NONE));
    }

    @Test
    void firstRuleThatTakesASession_counts_andOthersDoNotWait() {
        add("S1", 0, false);
        add("S2", 3, false);
        ReviewQueue queue = queue(List.of(WRITES, rule("never", "has:write", 100, "PT1H")));

        assertThat(waiting(queue)).containsExactly("S2");
        assertThat(due(queue, "S2"))
                .isEqualTo(
                        new ReviewQueue.Due(
                                "writes", ENDED.plus(Duration.ofDays(7)), false, true, ASKED));
        assertThat(due(queue, "S2").isOverdue(ENDED.plus(Duration.ofDays(7)))).isFalse();
        assertThat(due(queue, "S2").isOverdue(ENDED.plus(Duration.ofDays(8)))).isTrue();
        assertThat(due(queue, "S1").waits()).isFalse();
    }

    @Test
    void breakGlass_alwaysWaits_dueInADay_unlessARuleSaysSooner() {
        add("S1", 0, true);

        assertThat(dueIn(List.of())).isEqualTo(ReviewQueue.BREAK_GLASS);
        assertThat(dueIn(List.of(WRITES))).as("no rule takes it").isEqualTo(Duration.ofHours(24));
        assertThat(dueIn(List.of(rule("none", "has:breakglass", 0, "PT1H"))))
                .as("the sample leaves it out")
                .isEqualTo(Duration.ofHours(24));
        assertThat(dueIn(List.of(rule("later", "has:breakglass", 100, "PT168H"))))
                .isEqualTo(Duration.ofHours(24));
        assertThat(dueIn(List.of(rule("sooner", "has:breakglass", 100, "PT4H"))))
                .isEqualTo(Duration.ofHours(4));
    }

    @Test
    void breakGlass_isFirst_whateverIsDueBefore() {
        add("S1", 0, true);
        add("S2", 3, false);

        assertThat(waiting(queue(List.of(rule("writes", "has:write", 100, "PT1H"), REST))))
                .containsExactly("S1", "S2");
    }

    @Test
    void sample_isTheSameAfterReindexing_andOfItsSize() throws IOException {
        int sessions = 600;
        for (int i = 0; i < sessions; i++) {
            String id = id(i);
            add(id, 0, false);
            keys.create(id, Randomness.system()::bytes).close();
        }
        List<ReviewRule> rules = List.of(rule("some", "", 30, null));
        TreeSet<String> drawn = new TreeSet<>(waiting(queue(rules)));

        assertThat(drawn.size()).as("30% of 600, by more than six deviations").isBetween(110, 250);
        rows.clear();
        for (int i = 0; i < sessions; i++) {
            add(id(i), 0, false);
        }
        assertThat(new TreeSet<>(waiting(queue(rules)))).isEqualTo(drawn);
        assertThat(waiting(queue(List.of(rule("more", "", 60, null)))))
                .as("a larger sample holds the smaller")
                .containsAll(drawn);
    }

    @Test
    void erasedSession_doesNotWait_andTheOthersAreDecided() throws IOException {
        add(id(1), 0, false);
        add(id(2), 0, true);
        add(id(3), 0, false);
        for (String id : List.of(id(1), id(2), id(3))) {
            keys.create(id, Randomness.system()::bytes).close();
        }
        for (String id : List.of(id(1), id(2))) {
            keys.destroy(new Tombstone(id, ENDED, "ada", "asked", "GDPR Art. 17"));
        }
        ReviewQueue queue = queue(List.of(rule("some", "", 99, null)));

        assertThat(queue.due(id(1))).isEmpty();
        assertThat(queue.due(id(2))).isEmpty();
        assertThat(queue.due(id(3))).isPresent();
        assertThat(waiting(queue)).doesNotContain(id(1), id(2));
    }

    @Test
    void sessionWhoseKeyCannotBeHad_waits_untilItsNumberIsKnown() throws IOException {
        List<String> ids = IntStream.range(0, 40).mapToObj(ReviewQueueTest::id).toList();
        for (String id : ids) {
            add(id, 0, false);
            keys.create(id, Randomness.system()::bytes).close();
        }
        List<ReviewRule> rules = List.of(rule("some", "", 50, "PT1H"));
        AtomicBoolean isAway = new AtomicBoolean(true);
        ReviewQueue queue =
                new ReviewQueue(
                        rows,
                        id -> {
                            if (isAway.get()) {
                                throw KeyUnavailableException.noKeyEncryptionKey("kms", "nowhere");
                            }
                            return keys.dataKey(id);
                        },
                        () -> ENDED,
                        rules);
        queue.decide(ids);

        assertThat(waiting(queue)).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(due(queue, id(1)))
                .isEqualTo(
                        new ReviewQueue.Due(
                                "some", ENDED.plus(Duration.ofHours(1)), false, true, ASKED));
        queue.decideAll();
        assertThat(waiting(queue)).as("still away").hasSize(ids.size());

        isAway.set(false);
        queue.decideAll();

        TreeSet<String> sample = new TreeSet<>(waiting(queue));
        assertThat(sample.size()).as("half of 40, by more than five deviations").isBetween(4, 36);
        rows.clear();
        ids.forEach(id -> add(id, 0, false));
        assertThat(new TreeSet<>(waiting(queue(rules))))
                .as("what it is with keys from the beginning")
                .isEqualTo(sample);
    }

    @Test
    void changedRules_decideAnew_butNotAboutWhatIsReviewed() {
        add("S1", 0, false);
        add("S2", 3, false);
        ReviewQueue queue = queue(List.of());
        rows.outcomes().put("S1", "ok");

        assertThat(queue.configure(List.of(WRITES))).isTrue();
        queue.decideAll();

        assertThat(due(queue, "S2").rule()).isEqualTo("writes");
        assertThat(due(queue, "S1").waits()).as("as it was when it was reviewed").isTrue();
        rows.outcomes().put("S1", null);
        queue.decide(List.of("S1"));
        assertThat(due(queue, "S1").waits()).isFalse();
    }

    @Test
    void changedChecklist_needsNoNewDecision() {
        add("S2", 3, false);
        ReviewQueue queue = queue(List.of(WRITES));
        ReviewRule more =
                new ReviewRule(
                        "writes",
                        WRITES.sessions(),
                        WRITES.sample(),
                        WRITES.within(),
                        new Checklist(List.of("Why?", "By whom?")));

        assertThat(queue.configure(List.of(more))).isFalse();
        assertThat(due(queue, "S2").checklist().items()).containsExactly("Why?", "By whom?");
    }

    @Test
    void sessionThatEnds_isDecidedOnce() {
        ReviewQueue queue = queue(List.of(WRITES));
        add("S2", 0, false);
        queue.decide(List.of("S2", "none"));
        assertThat(due(queue, "S2").waits()).isFalse();

        add("S2", 3, false);
        queue.decide(List.of("S2"));

        assertThat(due(queue, "S2").waits()).as("indexing it again changes nothing").isFalse();
    }

    /// The id of a session that has a key.
    private static String id(int number) {
        return "%026d".formatted(number);
    }

    private Duration dueIn(List<ReviewRule> rules) {
        ReviewQueue queue = queue(rules);
        assertThat(waiting(queue)).containsExactly("S1");
        ReviewQueue.Due due = due(queue, "S1");
        assertThat(due.isBreakGlass()).isTrue();
        Instant at = due.at();
        return at == null ? Duration.ZERO : Duration.between(ENDED, at);
    }

    private ReviewQueue queue(List<ReviewRule> rules) {
        ReviewQueue queue = new ReviewQueue(rows, keys, () -> ENDED, rules);
        queue.decideAll();
        return queue;
    }

    private static ReviewQueue.Due due(ReviewQueue queue, String session) {
        return queue.due(session).orElseThrow();
    }

    private static List<String> waiting(ReviewQueue queue) {
        return queue
                .page(
                        new IndexQuery(List.of(), Sight.ALL, null, null),
                        null,
                        null,
                        1_000,
                        SearchBudget.unlimited())
                .items()
                .stream()
                .map(one -> one.session().id())
                .toList();
    }

    private static ReviewRule rule(
            String name, String sessions, int percent, @Nullable String within) {
        return new ReviewRule(
                name,
                sessions,
                percent * (ReviewRule.ALL / 100),
                within == null ? null : Duration.parse(within),
                ASKED);
    }

    private void add(String id, long writes, boolean isBreakGlass) {
        long ended = ENDED.getEpochSecond() * 1_000_000;
        rows.write(
                List.of(
                        new SessionBatch(
                                new SessionRow(
                                        id,
                                        new SessionRow.Who(
                                                "i|e", "Erin", "e@x", "R", "", isBreakGlass),
                                        new SessionRow.Where(
                                                "orders", "shop", "app_read", "psql", "127.0.0.1"),
                                        new SessionRow.Lifetime(
                                                ended - 1_000, ended, "ended", null, null),
                                        new SessionRow.Counts(0, 0, writes, 0, 0, 0, 0),
                                        new SessionRow.Verdict(true, "{}")),
                                List.of(),
                                List.of(),
                                List.of(),
                                true)));
    }
}
