package dev.postern.broker.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.index.Filters;
import dev.postern.broker.store.sql.SessionSummary.Count;
import dev.postern.filter.FilterException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What sessions have in common, and the terms that each value stands for. The same on both kinds of database.
abstract class SessionFacetsContract {

    private static final long SECOND = 1_000_000;
    private static final long NOW = 10_000 * SECOND;
    private static final String REQUEST = "01K9T2Q0000000000007F3A9C2";
    private static final SessionSpark SPARK =
            new SessionSpark(
                    4_711,
                    Collections.nCopies(SessionSpark.BUCKETS, 3),
                    new TreeSet<>(Set.of(0, 23)),
                    new TreeSet<>(Set.of(5)));

    @TempDir Path folder;

    /// Where this test keeps its tables; they are empty.
    abstract DatabaseConfig database();

    @Test
    void everyValueOfAFacet_isATermThatFindsAsManySessions() throws FilterException {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);
            SessionSummary summary = summary(rows, "");
            int compared = 0;
            for (Map.Entry<String, List<Count>> facet : summary.facets().entrySet()) {
                for (Count count : facet.getValue()) {
                    String term =
                            count.value().contains(":")
                                    ? count.value()
                                    : facet.getKey() + ":" + count.value();
                    // What statements come to is counted from digests; here there are no
                    // statements.
                    if (!Set.of("has", "tx", "error", "risk").contains(facet.getKey())) {
                        assertThat(found(rows, term)).as(term).hasSize((int) count.sessions());
                        compared++;
                    }
                }
            }
            assertThat(compared).isGreaterThan(20);
            assertThat(summary.undigested()).isEqualTo(2);
        }
    }

    @Test
    void ranges_areToldInTheirOrder_andSplitAllSessions() throws FilterException {
        try (IndexStore store = filled()) {
            Map<String, List<Count>> facets = summary(new IndexRows(store), "").facets();
            assertThat(facets.get("length"))
                    .containsExactly(
                            new Count("length:<=1s", 1),
                            new Count("length:>1s length:<=1m", 1),
                            new Count("length:>1h", 2));
            assertThat(facets.get("returned"))
                    .containsExactly(
                            new Count("returned:<=0", 1),
                            new Count("returned:>0 returned:<=100", 1),
                            new Count("returned:>100000", 2));
            assertThat(facets.get("bytes"))
                    .containsExactly(new Count("bytes:<=10kb", 2), new Count("bytes:>100mb", 2));
        }
    }

    @Test
    void termsOnSessions_andTheirOpposites_shareAllSessionsOut() throws FilterException {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);
            assertThat(found(rows, "end:person")).containsExactly("S2");
            assertThat(found(rows, "end:broker")).containsExactly("S3");
            assertThat(found(rows, "review:incident")).containsExactly("S1");
            assertThat(found(rows, "review:open")).containsExactly("S4", "S3", "S2");
            assertThat(found(rows, "request:" + REQUEST)).containsExactly("S1");
            assertThat(found(rows, "request:07f3a9c2")).containsExactly("S1");
            assertThat(found(rows, "request:9c2")).isEmpty();
            assertThat(found(rows, "length:>1h returned:>1000")).containsExactly("S4", "S3");
            assertThat(found(rows, "bytes:>=200mb bytes:<1gb")).containsExactly("S4", "S3");
            for (String term :
                    List.of(
                            "end:client",
                            "end:person",
                            "length:>1m",
                            "returned:0",
                            "bytes:<10kb",
                            "request:07F3A9C2",
                            "ticket:OPS-41",
                            "review:done")) {
                Set<String> all = new TreeSet<>(found(rows, term));
                int some = all.size();
                all.addAll(found(rows, "-" + term));
                assertThat(all).as(term).hasSize(4);
                assertThat(found(rows, "-" + term)).as(term).hasSize(4 - some);
            }
        }
    }

    @Test
    void digest_isKeptAsItWas_andRemovedWithItsSession() throws FilterException {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);
            SessionDigest digest = rows.session("S1").orElseThrow().digest();
            assertThat(digest)
                    .isEqualTo(
                            new SessionDigest(
                                    Set.of(StatementTrait.DDL, StatementTrait.COPY),
                                    true,
                                    false,
                                    SPARK));
            assertThat(rows.session("S4").orElseThrow().digest()).isNull();
            assertThat(rows.session("S1").orElseThrow().who().ticket()).isEqualTo("OPS-41");
            rows.forget("S1");
            assertThat(summary(rows, "").facets()).doesNotContainKeys("ticket", "request", "tx");
        }
    }

    private static SessionSummary summary(IndexRows rows, String filter) throws FilterException {
        return rows.summary(query(filter), 100, NOW, SearchBudget.unlimited());
    }

    private static IndexQuery query(String filter) throws FilterException {
        Instant now = Instant.EPOCH.plusSeconds(NOW / SECOND);
        return new IndexQuery(Filters.parse(filter, now), Sight.ALL, null, null);
    }

    private static List<String> found(IndexRows rows, String filter) throws FilterException {
        return rows.sessions(query(filter), null, 100, SearchBudget.unlimited()).items().stream()
                .map(SessionRow::id)
                .toList();
    }

    private static SessionBatch batch(
            int number,
            @Nullable Long endedAt,
            @Nullable String reason,
            long returned,
            SessionRow.Who who,
            @Nullable SessionDigest digest) {
        return new SessionBatch(
                new SessionRow(
                        "S" + number,
                        who,
                        new SessionRow.Where("orders", "shop", "app_read", "psql", "127.0.0.1:5"),
                        new SessionRow.Lifetime(
                                number, endedAt, endedAt == null ? "live" : "ended", reason, null),
                        new SessionRow.Counts(5, 0, number, returned, 1, returned * 1_024, 3),
                        new SessionRow.Verdict(true, "{}"),
                        digest),
                List.of(),
                List.of(),
                List.of(),
                true);
    }

    /// S1 lives by a request and is short, S2 was killed, S3 ended with the broker, S4 runs.
    private IndexStore filled() {
        IndexStore store =
                IndexStore.open(
                        database(),
                        folder.resolve("index.db"),
                        StoreContract.ring(),
                        Randomness.system());
        SessionRow.Who ada = new SessionRow.Who("i|a", "Ada", "ada@x", null);
        SessionRow.Who asked = new SessionRow.Who("i|a", "Ada", "ada@x", REQUEST, "OPS-41", false);
        SessionDigest full =
                new SessionDigest(
                        Set.of(StatementTrait.DDL, StatementTrait.COPY), true, false, SPARK);
        SessionDigest none = new SessionDigest(Set.of(), false, false, SPARK);
        IndexRows rows = new IndexRows(store);
        rows.write(
                List.of(
                        batch(1, SECOND, "client-terminated", 0, asked, full),
                        batch(2, 30 * SECOND, "terminated", 7, ada, none),
                        batch(3, 4_000 * SECOND, "recovered", 300_000, ada, null),
                        batch(4, null, null, 300_000, ada, null)));
        rows.outcomes().put("S1", "incident");
        return store;
    }
}
