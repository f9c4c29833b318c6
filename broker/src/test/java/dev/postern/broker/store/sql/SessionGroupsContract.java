package dev.postern.broker.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.index.Filters;
import dev.postern.broker.store.sql.SessionSummary.Count;
import dev.postern.filter.FilterException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// Sessions by the groups of their people. The same on both kinds of database.
abstract class SessionGroupsContract {

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
        rows.write(
                List.of(
                        batch("S1", "engineers"),
                        batch("S2", "dba", "engineers"),
                        batch("S3", "Data platform", "dba-night"),
                        batch("S4")));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void group_findsTheSessionsOfPeopleWhoWereInIt() throws FilterException {
        assertThat(found("group:engineers")).containsExactlyInAnyOrder("S1", "S2");
        assertThat(found("group:ENGINEERS group:dba")).containsExactly("S2");
        assertThat(found("group:dba")).containsExactly("S2");
        assertThat(found("group:dba*")).containsExactlyInAnyOrder("S2", "S3");
        assertThat(found("group:~^d.*t$")).containsExactly("S3");
        assertThat(found("group:\"Data platform\"")).containsExactly("S3");
        assertThat(found("group:engineers OR group:dba-night"))
                .containsExactlyInAnyOrder("S1", "S2", "S3");
        assertThat(found("-group:engineers")).containsExactlyInAnyOrder("S3", "S4");
        assertThat(found("group:engineer")).isEmpty();
    }

    @Test
    void facet_countsASessionInEachGroup_andNothingForThoseThatNameNone() throws FilterException {
        List<Count> groups = summary().facets().getOrDefault("group", List.of());
        assertThat(groups)
                .containsExactly(
                        new Count("engineers", 2),
                        new Count("Data platform", 1),
                        new Count("dba", 1),
                        new Count("dba-night", 1));
        for (Count count : groups) {
            assertThat(found("group:\"" + count.value() + "\"")).hasSize((int) count.sessions());
        }
        assertThat(rows.session("S2").orElseThrow().who().groups())
                .containsExactly("dba", "engineers");
        assertThat(rows.session("S4").orElseThrow().who().groups()).isEmpty();
    }

    @Test
    void groups_goWithTheLastSessionThatNamesThem() throws FilterException {
        rows.write(List.of(batch("S5", "engineers", "dba")));
        assertThat(words()).isEqualTo(3);
        assertThat(rows.forget("S2")).isTrue();
        assertThat(found("group:dba")).containsExactly("S5");
        assertThat(words()).isEqualTo(3);
        assertThat(rows.forget("S5")).isTrue();
        assertThat(found("group:dba")).isEmpty();
        assertThat(words()).isEqualTo(2);
    }

    private int words() {
        IndexTerms terms = new IndexTerms(store.cipher());
        return store.read(sql -> terms.matching(sql, IndexTerms.Kind.GROUPS, any -> true).size());
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

    private static SessionBatch batch(String id, String... groups) {
        SessionRow like = IndexSamples.session(id, 1, true);
        return new SessionBatch(
                new SessionRow(
                        id,
                        new SessionRow.Who("i|a", "Ada", "ada@x", null, "", false, List.of(groups)),
                        like.where(),
                        like.lifetime(),
                        like.counts(),
                        like.verdict()),
                List.of(),
                List.of(),
                List.of(),
                true);
    }
}
