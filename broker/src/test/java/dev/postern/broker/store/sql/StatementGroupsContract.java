package dev.postern.broker.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.store.sql.FoundGroups.Group;
import dev.postern.broker.store.sql.IndexQuery.Clause;
import dev.postern.broker.store.sql.IndexQuery.Comparison;
import dev.postern.broker.store.sql.IndexQuery.Criterion;
import dev.postern.broker.store.sql.IndexQuery.Kind;
import dev.postern.sql.Fingerprints;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Statements are counted by what they have in common. The same on both kinds of database.
abstract class StatementGroupsContract {

    private static final int ALL = 5_000;
    private static final String ORDER = "select * from orders where id = ";

    @TempDir Path folder;

    /// Where this test keeps its tables; they are empty.
    abstract DatabaseConfig database();

    @Test
    void groups_haveTheLargestFirst_withTheirNewestStatement() {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);

            FoundGroups shapes = groups(rows, StatementGrouping.FINGERPRINT);
            assertThat(shapes.groups())
                    .extracting(Group::key, g -> g.session().id(), Group::newest, Group::sql)
                    .containsExactly(
                            tuple(Fingerprints.of(ORDER + 1), "S3", 1L, ORDER + 4),
                            tuple(
                                    Fingerprints.of("delete from public.items"),
                                    "S2",
                                    2L,
                                    "delete from public.items"),
                            tuple(Fingerprints.of("selct"), "S1", 3L, "selct"));
            assertThat(shapes.groups().getFirst().counts())
                    .isEqualTo(new FoundGroups.Counts(4, 3, 1, 28, 1_001, 3_001));
            assertThat(shapes.statements()).isEqualTo(6);
            assertThat(shapes.isWhole()).isTrue();
            assertThat(shapes.next()).isNull();
        }
    }

    @Test
    void groups_areOfTablesSessionsAndPeople() {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);
            assertThat(keys(groups(rows, StatementGrouping.TABLE)))
                    .containsExactly("orders 4", "public.items 1");
            assertThat(groups(rows, StatementGrouping.TABLE).statements()).isEqualTo(6);
            assertThat(keys(groups(rows, StatementGrouping.SESSION)))
                    .containsExactly("S1 3", "S2 2", "S3 1");
            FoundGroups people = groups(rows, StatementGrouping.PERSON);
            assertThat(keys(people)).containsExactly("i|ada 4", "i|erin 2");
            assertThat(people.groups())
                    .extracting(g -> g.session().id(), Group::newest, g -> g.counts().sessions())
                    .containsExactly(tuple("S3", 1L, 2L), tuple("S2", 2L, 1L));
        }
    }

    @Test
    void groups_areOfWhatMatchesAndCanBeSeen_andAsManyAsAreWanted() {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);
            Clause failed =
                    new Clause(List.of(new Criterion(Kind.HAS_ERROR, Comparison.IS, "", false)));
            IndexQuery errors = new IndexQuery(List.of(failed), Sight.ALL, null, null);
            FoundGroups found =
                    rows.groups(
                            errors, StatementGrouping.TABLE, null, ALL, SearchBudget.unlimited());
            assertThat(keys(found)).containsExactly("orders 1");
            IndexQuery own = new IndexQuery(List.of(), new Sight("i|erin", Set.of()), null, null);
            FoundGroups erins =
                    rows.groups(own, StatementGrouping.TABLE, null, 1, SearchBudget.unlimited());
            assertThat(erins.groups()).hasSize(1);
            assertThat(erins.known()).isEqualTo(2);
            assertThat(erins.statements()).isEqualTo(2);
        }
    }

    @Test
    void groupsOfASearchThatStops_addUpToThoseOfTheWhole() {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);
            for (StatementGrouping by : StatementGrouping.values()) {
                Map<String, Long> whole = new HashMap<>();
                groups(rows, by).groups().forEach(g -> whole.put(g.key(), g.counts().statements()));
                Map<String, Long> sum = new HashMap<>();
                int stops = 0;
                IndexQuery.Place after = null;
                do {
                    FoundGroups some =
                            rows.groups(
                                    everything(),
                                    by,
                                    after,
                                    ALL,
                                    SearchBudget.of(1, Duration.ofDays(1), () -> 0));
                    some.groups()
                            .forEach(g -> sum.merge(g.key(), g.counts().statements(), Long::sum));
                    stops += some.searchedBackTo() == null ? 0 : 1;
                    after = some.next();
                } while (after != null);
                assertThat(sum).as(by.name()).isEqualTo(whole);
                assertThat(stops).as(by.name()).isPositive();
            }
        }
    }

    private static FoundGroups groups(IndexRows rows, StatementGrouping by) {
        return rows.groups(everything(), by, null, ALL, SearchBudget.unlimited());
    }

    private static IndexQuery everything() {
        return new IndexQuery(List.of(), Sight.ALL, null, null);
    }

    private static List<String> keys(FoundGroups found) {
        return found.groups().stream().map(g -> g.key() + " " + g.counts().statements()).toList();
    }

    private IndexStore filled() {
        IndexStore store =
                IndexStore.open(
                        database(),
                        folder.resolve("index.db"),
                        StoreContract.ring(),
                        Randomness.system());
        IndexRows rows = new IndexRows(store);
        rows.write(
                List.of(
                        batch("S1", "ada", 1_000, ORDER + 1, ORDER + 2, "selct"),
                        batch("S2", "erin", 2_000, ORDER + 3, "delete from public.items"),
                        batch("S3", "ada", 3_000, ORDER + 4)));
        return store;
    }

    /// A session whose statements begin a microsecond after each other and return 7 rows; `id = 3` failed.
    private static SessionBatch batch(String id, String person, long start, String... texts) {
        List<StatementRow> statements = new ArrayList<>();
        for (String sql : texts) {
            int ordinal = statements.size() + 1;
            boolean failed = sql.equals(ORDER + 3);
            statements.add(
                    new StatementRow(
                            id,
                            ordinal,
                            new StatementRow.Timing(ordinal * 4L, start + ordinal, ordinal, 3L),
                            new StatementRow.Text("simple", "SELECT", sql, false, "[]"),
                            new StatementRow.Result(
                                    failed ? "failed" : "completed",
                                    failed ? null : "SELECT 7",
                                    7,
                                    8,
                                    false,
                                    failed
                                            ? new StatementRow.Failure(
                                                    "ERROR", "42P01", "no", null, null, 8)
                                            : null),
                            null));
        }
        SessionRow session =
                new SessionRow(
                        id,
                        new SessionRow.Who("i|" + person, person, person + "@x", null),
                        new SessionRow.Where("orders", "shop", "role", "app", "::1"),
                        new SessionRow.Lifetime(start, start + 99, "ended", "client-closed", null),
                        new SessionRow.Counts(
                                statements.size(),
                                Arrays.asList(texts).contains(ORDER + 3) ? 1 : 0,
                                0,
                                0,
                                1,
                                2,
                                3),
                        new SessionRow.Verdict(true, "{}"));
        return new SessionBatch(session, statements, List.of(), List.of(), true);
    }
}
