package dev.postern.broker.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.store.sql.DueRows.Assigned;
import dev.postern.broker.store.sql.IndexQuery.Clause;
import dev.postern.broker.store.sql.IndexQuery.Comparison;
import dev.postern.broker.store.sql.IndexQuery.Criterion;
import dev.postern.broker.store.sql.IndexQuery.Kind;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The queue of reviews. The same on both kinds of database.
abstract class DueContract {

    @TempDir Path folder;

    /// Where this test keeps its tables; they are empty.
    abstract DatabaseConfig database();

    @Test
    void queue_hasBreakGlassFirst_thenByDueTime_thenTheNewest_inPagesOfAnySize() {
        try (IndexStore store = filled()) {
            DueRows due = new IndexRows(store).due();
            for (int limit = 1; limit <= 7; limit++) {
                assertThat(walk(due, null, limit))
                        .as("pages of " + limit)
                        .containsExactly("S3", "S5", "S1", "S4", "S6", "S2");
            }
            QueuePage page = page(due, query(), null, null, 2);
            assertThat(page.total()).isEqualTo(new IndexCount(6, true));
            assertThat(page.items().getFirst().due().breakGlass()).isTrue();
            assertThat(page(due, query(), null, page.next(), 1).total())
                    .isEqualTo(new IndexCount(6, true));
        }
    }

    @Test
    void queue_ofOnePersonOrOfNobody_isPartOfIt() {
        try (IndexStore store = filled()) {
            DueRows due = new IndexRows(store).due();
            due.assign("S4", "i|ada");
            due.assign("S7", "i|ada");
            due.assign("S1", "i|bob");

            assertThat(walk(due, new Assigned("i|ada"), 3))
                    .as("also what does not wait by itself")
                    .containsExactly("S4", "S7");
            assertThat(walk(due, new Assigned(null), 2)).containsExactly("S3", "S5", "S6", "S2");
            assertThat(walk(due, null, 2)).contains("S7");
            due.assign("S7", null);
            assertThat(walk(due, null, 2)).doesNotContain("S7");
        }
    }

    @Test
    void assignees_areBroughtUpWithTheState() {
        try (IndexStore store = filled()) {
            DueRows due = new IndexRows(store).due();
            due.assign("S1", "i|ada");
            due.assign("S2", "i|ada");

            assertThat(due.assignAll(Map.of("S2", "i|bob", "S3", "i|ada"))).isEqualTo(3);
            assertThat(due.assignAll(Map.of("S2", "i|bob", "S3", "i|ada"))).isZero();
            assertThat(walk(due, new Assigned("i|ada"), 5)).containsExactly("S3");
        }
    }

    @Test
    void reviewedSession_waitsNoMore_andKeepsItsPlace() {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);
            rows.outcomes().put("S5", "ok");

            assertThat(walk(rows.due(), null, 2)).containsExactly("S3", "S1", "S4", "S6", "S2");
            DueRow.Place place = rows.due().of("S5").orElseThrow().place();
            assertThat(page(rows.due(), query(), null, place, 1).items().getFirst().session().id())
                    .as("the next behind it")
                    .isEqualTo("S1");
        }
    }

    @Test
    void filterThatLooksIntoSessions_findsThemInTheSameOrder() {
        try (IndexStore store = filled()) {
            DueRows due = new IndexRows(store).due();
            IndexQuery texts = query(is(Kind.TEXT, "number = 2"));
            List<String> found = new ArrayList<>();
            DueRow.Place after = null;
            do {
                QueuePage page = page(due, texts, null, after, 2);
                page.items().forEach(one -> found.add(one.session().id()));
                after = page.next();
            } while (after != null);
            assertThat(found).containsExactly("S3", "S5", "S1", "S4", "S6", "S2");
            assertThat(page(due, query(is(Kind.SESSION, "S6")), null, null, 5).items()).hasSize(1);
            assertThat(page(due, query(is(Kind.BREAK_GLASS, "breakglass")), null, null, 5).items())
                    .hasSize(1);
        }
    }

    @Test
    void spentBudget_stopsAPage_whichTheNextGoesOnFrom() {
        try (IndexStore store = filled()) {
            DueRows due = new IndexRows(store).due();
            IndexQuery texts = query(is(Kind.TEXT, "number = 2"));
            QueuePage first =
                    due.page(
                            texts,
                            null,
                            null,
                            10,
                            SearchBudget.of(2, java.time.Duration.ofHours(1), () -> 0));
            assertThat(first.isStopped()).isTrue();
            assertThat(first.items()).isNotEmpty().hasSizeLessThan(6);
            QueuePage rest = due.page(texts, null, first.next(), 10, SearchBudget.unlimited());
            assertThat(first.items().size() + rest.items().size()).isEqualTo(6);
        }
    }

    @Test
    void undecided_areThoseThatEnded_thatNobodyReviewed_andThatOtherRulesDecided() {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);
            rows.write(
                    List.of(IndexSamples.batch("S8", 1, true), IndexSamples.batch("S9", 1, false)));
            assertThat(undecided(rows.due(), "R1", null)).containsExactly("S8");
            assertThat(undecided(rows.due(), "R1", List.of("S1"))).isEmpty();
            rows.outcomes().put("S1", "ok");
            assertThat(undecided(rows.due(), "R2", null))
                    .containsExactly("S2", "S3", "S4", "S5", "S6", "S7", "S8");
            assertThat(rows.due().undecided("R2", List.of("S7"), "", 5).getFirst().draw())
                    .as("is drawn once")
                    .isEqualTo(70L);
        }
    }

    @Test
    void forgottenSession_isInNoQueue_andReindexingForgetsAllDecisions() {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);
            rows.forget("S3");
            assertThat(rows.due().of("S3")).isEmpty();
            assertThat(walk(rows.due(), null, 3)).startsWith("S5");
            rows.clear();
            assertThat(rows.due().of("S5")).isEmpty();
        }
    }

    private static List<String> undecided(DueRows due, String rules, @Nullable List<String> among) {
        return due.undecided(rules, among, "", 100).stream()
                .map(DueRow.Undecided::session)
                .toList();
    }

    private static List<String> walk(DueRows due, @Nullable Assigned assigned, int limit) {
        List<String> found = new ArrayList<>();
        DueRow.Place after = null;
        do {
            QueuePage page = page(due, query(), assigned, after, limit);
            page.items().forEach(one -> found.add(one.session().id()));
            after = page.next();
        } while (after != null);
        return found;
    }

    private static QueuePage page(
            DueRows due,
            IndexQuery query,
            @Nullable Assigned assigned,
            DueRow.@Nullable Place after,
            int limit) {
        return due.page(query, assigned, after, limit, SearchBudget.unlimited());
    }

    private static IndexQuery query(Clause... clauses) {
        return new IndexQuery(List.of(clauses), Sight.ALL, null, null);
    }

    private static Clause is(Kind kind, String value) {
        return new Clause(List.of(new Criterion(kind, Comparison.IS, value, false)));
    }

    /// S3 is break-glass, S5, S1 and S4 have due times, S6 and S2 have none, S7 does not wait.
    private IndexStore filled() {
        IndexStore store =
                IndexStore.open(
                        database(),
                        folder.resolve("index.db"),
                        StoreContract.ring(),
                        Randomness.system());
        IndexRows rows = new IndexRows(store);
        List<SessionBatch> batches = new ArrayList<>();
        for (int i = 1; i <= 7; i++) {
            SessionBatch batch = IndexSamples.batch("S" + i, 3, true);
            batches.add(i == 3 ? brokenGlass(batch) : batch);
        }
        rows.write(batches);
        rows.due()
                .put(
                        List.of(
                                row("S1", true, 500L, null),
                                row("S2", true, null, null),
                                row("S3", true, 900L, null),
                                row("S4", true, 600L, null),
                                row("S5", true, 400L, null),
                                row("S6", true, null, null),
                                row("S7", false, null, 70L)));
        return store;
    }

    private static SessionBatch brokenGlass(SessionBatch batch) {
        SessionRow row = batch.session();
        return new SessionBatch(
                new SessionRow(
                        row.id(),
                        new SessionRow.Who("i|a", "Ada", "ada@x", "R1", "", true),
                        row.where(),
                        row.lifetime(),
                        row.counts(),
                        row.verdict()),
                batch.statements(),
                List.of(),
                List.of(),
                true);
    }

    private static DueRow row(
            String session, boolean waits, @Nullable Long dueAt, @Nullable Long draw) {
        boolean isBreakGlass = session.equals("S3");
        long started = session.charAt(1) * 1000L;
        return new DueRow(
                session,
                "R1",
                "a rule",
                waits,
                isBreakGlass,
                dueAt,
                new DueRow.Place(
                        isBreakGlass ? 0 : dueAt != null ? 1 : 2,
                        dueAt == null ? -started : dueAt,
                        session),
                draw);
    }
}
