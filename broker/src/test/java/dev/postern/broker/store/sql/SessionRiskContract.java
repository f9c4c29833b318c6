package dev.postern.broker.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.index.Filters;
import dev.postern.broker.store.sql.SessionSummary.Count;
import dev.postern.filter.FilterException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What about sessions is worth a look: as their digests tell it, and without digests as their statements do. The same on
/// both kinds of database.
abstract class SessionRiskContract {

    private static final SessionSpark SPARK =
            new SessionSpark(
                    7,
                    Collections.nCopies(SessionSpark.BUCKETS, 0),
                    new TreeSet<>(),
                    new TreeSet<>());

    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init") // before each test
    private IndexStore store;

    @SuppressWarnings("NullAway.Init") // before each test
    private IndexRows rows;

    /// Where this test keeps its tables; they are empty.
    abstract DatabaseConfig database();

    @BeforeEach
    void open() {
        store =
                IndexStore.open(
                        database(),
                        folder.resolve("index.db"),
                        StoreContract.ring(),
                        Randomness.system());
        rows = new IndexRows(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void everyReason_makesItsRisk_whetherTheSessionHasADigestOrNot() throws FilterException {
        List<String> expected = new ArrayList<>();
        int number = 0;
        for (StatementTrait trait : StatementTrait.values()) {
            String id = "S" + (char) ('A' + number++);
            rows.write(List.of(digested(id + "1", false, Set.of(trait), false)));
            rows.write(
                    List.of(
                            IndexSamples.batch(
                                    id + "2",
                                    IndexSamples.statements(id + "2", 1).getFirst(),
                                    IndexSamples.traits(id + "2", 2, "", trait))));
            String risk =
                    switch (trait) {
                        case UNSCOPED, GRANT, IDENTITY, OUTSIDE -> "high";
                        case DDL, BULK, SENSITIVE, CANCEL -> "some";
                        case MARK,
                                COPY,
                                NOISE,
                                NEW_TO_PERSON,
                                NEW_TO_ROLE,
                                NEW_TO_TARGET,
                                NEW_SINCE_APPROVAL,
                                HOLD ->
                                "none";
                    };
            expected.add(id + "1 " + risk);
            expected.add(id + "2 " + risk);
        }
        rows.write(List.of(digested("T1", false, Set.of(), true)));
        expected.add("T1 some");
        rows.write(List.of(IndexSamples.batch("T2", denied("T2"))));
        expected.add("T2 some");
        rows.write(List.of(digested("T3", true, Set.of(StatementTrait.DDL), true)));
        expected.add("T3 high");
        rows.write(List.of(IndexSamples.batch("T4", 20, true)));
        expected.add("T4 none");

        List<String> found = new ArrayList<>();
        for (String risk : List.of("high", "some", "none")) {
            List<String> holding = found("risk:" + risk);
            holding.forEach(id -> found.add(id + " " + risk));
            Set<String> all = new TreeSet<>(holding);
            List<String> others = found("-risk:" + risk);
            assertThat(others).as("not " + risk).doesNotContainAnyElementsOf(holding);
            all.addAll(others);
            assertThat(all).as(risk + " and not").hasSize(expected.size());
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(found("risk:high OR risk:some -has:breakglass"))
                .doesNotContain("T3")
                .contains("T1", "T2");
    }

    @Test
    void facet_countsFromTheHighest_whatItsTermsFind_andNamesTheReasons() throws FilterException {
        rows.write(
                List.of(
                        digested(
                                "S1",
                                true,
                                EnumSet.of(
                                        StatementTrait.OUTSIDE,
                                        StatementTrait.UNSCOPED,
                                        StatementTrait.DDL),
                                true),
                        digested("S2", false, EnumSet.of(StatementTrait.BULK), true),
                        digested("S3", false, EnumSet.of(StatementTrait.COPY), false),
                        digested("S4", false, EnumSet.of(StatementTrait.MARK), false)));
        List<Count> facet = requireNonNull(summary().facets().get("risk"));
        assertThat(facet)
                .containsExactly(new Count("high", 1), new Count("some", 1), new Count("none", 2));
        for (Count count : facet) {
            assertThat(found("risk:" + count.value())).hasSize((int) count.sessions());
        }
        assertThat(requireNonNull(risk("S1")).reasons())
                .containsExactly("has:breakglass", "has:unscoped", "has:outside");
        assertThat(requireNonNull(risk("S2")).reasons()).containsExactly("has:bulk", "error:42501");
        assertThat(risk("S3")).isEqualTo(new SessionRisk.Found(SessionRisk.NONE, List.of()));
        for (String reason : List.of("has:breakglass", "has:bulk", "error:42501")) {
            assertThat(Filters.parse(reason, Instant.EPOCH)).hasSize(1);
        }
    }

    @Test
    void withoutADigest_onlyWhatTheRowSaysIsTold() throws FilterException {
        rows.write(List.of(IndexSamples.batch("S1", 3, true)));
        rows.write(List.of(batch("S2", true, null)));
        assertThat(risk("S1")).isNull();
        assertThat(risk("S2"))
                .isEqualTo(new SessionRisk.Found(SessionRisk.HIGH, List.of("has:breakglass")));
        assertThat(summary().facets().get("risk")).containsExactly(new Count("high", 1));
        assertThat(summary().undigested()).isEqualTo(2);
    }

    private SessionRisk.@Nullable Found risk(String id) {
        SessionRow row = rows.session(id).orElseThrow();
        return SessionRisk.of(row.who().breakGlass(), row.digest());
    }

    private SessionSummary summary() {
        IndexQuery all = new IndexQuery(List.of(), Sight.ALL, null, null);
        return rows.summary(all, 100, 0, SearchBudget.unlimited());
    }

    private List<String> found(String filter) throws FilterException {
        IndexQuery query =
                new IndexQuery(Filters.parse(filter, Instant.EPOCH), Sight.ALL, null, null);
        return rows.sessions(query, null, 100, SearchBudget.unlimited()).items().stream()
                .map(SessionRow::id)
                .toList();
    }

    private static StatementRow denied(String session) {
        StatementRow failed = IndexSamples.statements(session, 10).getLast();
        return new StatementRow(
                session,
                1,
                failed.timing(),
                failed.text(),
                new StatementRow.Result(
                        "failed",
                        null,
                        0,
                        0,
                        false,
                        new StatementRow.Failure("ERROR", "42501", "denied", null, null, null)),
                failed.transaction());
    }

    private static SessionBatch digested(
            String id, boolean breakGlass, Set<StatementTrait> traits, boolean denied) {
        return batch(id, breakGlass, new SessionDigest(traits, false, denied, SPARK));
    }

    private static SessionBatch batch(
            String id, boolean breakGlass, @Nullable SessionDigest digest) {
        SessionRow like = IndexSamples.session(id, 1, true);
        return new SessionBatch(
                new SessionRow(
                        id,
                        new SessionRow.Who("i|a", "Ada", "ada@x", "R1", "", breakGlass),
                        like.where(),
                        like.lifetime(),
                        like.counts(),
                        like.verdict(),
                        digest),
                List.of(),
                List.of(),
                List.of(),
                true);
    }
}
