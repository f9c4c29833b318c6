package dev.postern.broker.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.store.sql.FoundOrdinals.Range;
import dev.postern.broker.store.sql.IndexQuery.Clause;
import dev.postern.broker.store.sql.IndexQuery.Comparison;
import dev.postern.broker.store.sql.IndexQuery.Criterion;
import dev.postern.broker.store.sql.IndexQuery.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The statements of one session that match, in its order. The same on both kinds of database.
abstract class SessionMatchesContract {

    /// More chunks than are looked into at once in the beginning.
    private static final int STATEMENTS = 10 * FillingChunk.MAX_STATEMENTS;

    @TempDir Path folder;

    /// Where this test keeps its tables; they are empty.
    abstract DatabaseConfig database();

    @Test
    void withoutCriteria_allStatementsOfTheSessionMatch_andNoOthers() {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);
            assertThat(found(rows, "S1"))
                    .isEqualTo(
                            new FoundOrdinals(List.of(new Range(1, STATEMENTS)), STATEMENTS, null));
            assertThat(found(rows, "S2").ranges()).containsExactly(new Range(1, 30));
            assertThat(found(rows, "S3")).isEqualTo(new FoundOrdinals(List.of(), 0, null));
            assertThat(found(rows, "none").total()).isZero();
        }
    }

    @Test
    void criteriaOnStatements_areComparedWithEach() {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);
            assertThat(found(rows, "S2", is(Kind.HAS_ERROR, "")).ranges())
                    .containsExactly(new Range(10, 10), new Range(20, 20), new Range(30, 30));
            FoundOrdinals others = found(rows, "S2", not(Kind.HAS_ERROR, ""));
            assertThat(others.ranges())
                    .containsExactly(new Range(1, 9), new Range(11, 19), new Range(21, 29));
            assertThat(others.total()).isEqualTo(27);
            assertThat(found(rows, "S2", is(Kind.TRAIT, "ddl")).ranges()).isEmpty();
            assertThat(found(rows, "S4", is(Kind.TRAIT, "ddl")).ranges())
                    .containsExactly(new Range(1, 1));
        }
    }

    @Test
    void criteriaOnTexts_areComparedWithWhatIsLeft_inOpenChunksToo() {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);
            assertThat(found(rows, "S1", is(Kind.TEXT, "number = 12")).ranges())
                    .containsExactly(
                            new Range(12, 12), new Range(120, 129), new Range(1_200, 1_299));
            assertThat(
                            found(rows, "S2", is(Kind.TEXT, "number = 1"), not(Kind.HAS_ERROR, ""))
                                    .ranges())
                    .containsExactly(new Range(1, 1), new Range(11, 19));
            assertThat(found(rows, "S2", not(Kind.TEXT, "number = 1")).ranges())
                    .containsExactly(new Range(2, 9), new Range(20, 30));
            assertThat(found(rows, "S2", is(Kind.TEXT, "S1")).total()).isZero();
        }
    }

    @Test
    void criteriaOnTheSession_holdForAllOfItsStatementsOrForNone() {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);
            assertThat(found(rows, "S2", is(Kind.TARGET, "orders")).total()).isEqualTo(30);
            assertThat(found(rows, "S2", is(Kind.TARGET, "stock")).total()).isZero();
            assertThat(found(rows, "S2", not(Kind.USER, "ada")).total()).isZero();
            Clause either =
                    new Clause(
                            List.of(
                                    new Criterion(Kind.TARGET, Comparison.IS, "stock", false),
                                    new Criterion(Kind.HAS_ERROR, Comparison.IS, "", false)));
            assertThat(found(rows, "S2", either).total()).isEqualTo(3);
        }
    }

    @Test
    void sensitiveValues_areKeptWithTheirStatement() {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);
            StatementRow plain = IndexSamples.traits("S5", 1, "", StatementTrait.SENSITIVE);
            StatementRow.Result result =
                    new StatementRow.Result(
                            "completed", "SELECT 500", 500, 9_000, false, null, 812);
            rows.write(
                    List.of(
                            IndexSamples.batch(
                                    "S5",
                                    new StatementRow(
                                            "S5",
                                            1,
                                            plain.timing(),
                                            plain.text(),
                                            result,
                                            plain.transaction()))));

            assertThat(rows.statements("S5", 0, 9).getFirst().result()).isEqualTo(result);
            List<StatementShape.Returned> returned = new ArrayList<>();
            rows.outline("S5", shape -> returned.add(shape.returned()));
            assertThat(returned).containsExactly(new StatementShape.Returned(500, 9_000, 812));
            assertThat(found(rows, "S5", is(Kind.TRAIT, "sensitive")).total()).isEqualTo(1);
            assertThat(found(rows, "S2", is(Kind.TRAIT, "sensitive")).total()).isZero();
        }
    }

    @Test
    void sessionThatCannotBeSeen_hasNoMatches() {
        try (IndexStore store = filled()) {
            IndexQuery erins = new IndexQuery(List.of(), new Sight("i|erin", Set.of()), null, null);
            assertThat(new IndexRows(store).matches("S2", erins, SearchBudget.unlimited()).total())
                    .isZero();
        }
    }

    @Test
    void searchThatStops_saysHowFarItCame_andKnowsAllUpToThere() {
        try (IndexStore store = filled()) {
            SearchBudget spent = SearchBudget.of(1, Duration.ofDays(1), () -> 0);
            FoundOrdinals some = new IndexRows(store).matches("S1", query(), spent);
            assertThat(some.searchedTo()).isNotNull().isPositive().isLessThan(STATEMENTS);
            assertThat(some.ranges()).containsExactly(new Range(1, some.searchedTo()));
            assertThat(some.total()).isEqualTo(some.searchedTo());
        }
    }

    private static Clause is(Kind kind, String value) {
        return new Clause(List.of(new Criterion(kind, Comparison.IS, value, false)));
    }

    private static Clause not(Kind kind, String value) {
        return new Clause(List.of(new Criterion(kind, Comparison.IS, value, true)));
    }

    private static IndexQuery query(Clause... clauses) {
        return new IndexQuery(List.of(clauses), Sight.ALL, null, null);
    }

    private static FoundOrdinals found(IndexRows rows, String session, Clause... clauses) {
        return rows.matches(session, query(clauses), SearchBudget.unlimited());
    }

    /// S1 is long, S2 runs, S3 has no statement, S4 one that defines something.
    private IndexStore filled() {
        IndexStore store =
                IndexStore.open(
                        database(),
                        folder.resolve("index.db"),
                        StoreContract.ring(),
                        Randomness.system());
        List<SessionBatch> batches = new ArrayList<>();
        batches.add(IndexSamples.batch("S1", STATEMENTS, true));
        batches.add(IndexSamples.batch("S2", 30, false));
        batches.add(IndexSamples.batch("S3", 0, true));
        batches.add(IndexSamples.batch("S4", IndexSamples.traits("S4", 1, "", StatementTrait.DDL)));
        new IndexRows(store).write(batches);
        return store;
    }
}
