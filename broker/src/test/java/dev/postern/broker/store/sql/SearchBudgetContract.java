package dev.postern.broker.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.store.sql.IndexQuery.Clause;
import dev.postern.broker.store.sql.IndexQuery.Comparison;
import dev.postern.broker.store.sql.IndexQuery.Criterion;
import dev.postern.broker.store.sql.IndexQuery.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// A search that stops and goes on finds what one that does not stop finds: nothing is lost, nothing comes twice, and
/// the newest comes first. The same on both kinds of database.
abstract class SearchBudgetContract {

    private static final int SESSIONS = 20;
    private static final int QUERIES = 40;
    private static final int ALL = 100_000;

    /// Words that every, every third and hardly any statement has.
    private static final String[] WORDS = {"warranty", "express", "customs"};

    /// Long texts that differ, so that a chunk holds few.
    private static final String PADDING = "-".repeat(5_000);

    @TempDir Path folder;

    private final Random random = new Random(11);
    private final List<SessionRow> sessions = new ArrayList<>();
    private final List<StatementRow> statements = new ArrayList<>();

    /// Where this test keeps its tables; they are empty.
    abstract DatabaseConfig database();

    @Test
    void pagesOfASearchThatStops_areTheWholeSearch() {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);
            int stops = 0;
            for (int i = 0; i < QUERIES; i++) {
                List<Criterion> criteria = criteria();
                IndexQuery query = query(criteria);
                List<String> expected = expected(criteria);
                assertThat(ids(rows.moments(query, null, ALL, SearchBudget.unlimited()).items()))
                        .as(query.toString())
                        .containsExactlyInAnyOrderElementsOf(expected);
                int looks = random.nextInt(4);
                stops +=
                        walkStatements(
                                rows,
                                query,
                                () -> SearchBudget.of(looks, Duration.ofDays(1), () -> 0),
                                1 + random.nextInt(20));
            }
            assertThat(stops).isGreaterThan(QUERIES);
        }
    }

    @Test
    void pagesOfAListThatStops_areTheWholeList() {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);
            int stops = 0;
            for (int i = 0; i < QUERIES; i++) {
                int looks = random.nextInt(4);
                stops +=
                        walkSessions(
                                rows,
                                query(criteria()),
                                () -> SearchBudget.of(looks, Duration.ofDays(1), () -> 0),
                                1 + random.nextInt(5));
            }
            assertThat(stops).isGreaterThan(QUERIES);
        }
    }

    @Test
    void list_ofWhatStatementsTell_stopsWithoutAText() {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);
            IndexQuery query =
                    query(
                            List.of(
                                    is(Kind.TRANSACTION, "running", false),
                                    is(Kind.TARGET, "target1", false)));
            FoundPage<SessionRow> page =
                    rows.sessions(query, null, 50, SearchBudget.of(3, Duration.ofDays(1), () -> 0));
            assertThat(page.items()).isEmpty();
            assertThat(page.searchedBackTo()).isNotNull();
            assertThat(page.next()).isNotNull();
            assertThat(page.total()).isEqualTo(new IndexCount(0, true));
        }
    }

    @Test
    void search_whoseTimeIsAlwaysUp_getsToItsEnd() {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);
            IndexQuery query =
                    query(List.of(is(Kind.TEXT, WORDS[0], false), is(Kind.HAS_ERROR, "", false)));
            long[] now = {0};
            Ticker ticker = () -> now[0]++;
            Supplier<SearchBudget> budget =
                    () -> SearchBudget.of(1_000, Duration.ofNanos(1), ticker);
            assertThat(walkStatements(rows, query, budget, 50)).isGreaterThan(5);
            assertThat(walkSessions(rows, query, budget, 50)).isGreaterThan(2);
        }
    }

    @Test
    void search_thatStops_doesNotSayThatItsTotalIsExact() {
        try (IndexStore store = filled()) {
            IndexRows rows = new IndexRows(store);
            IndexQuery query = query(List.of(is(Kind.TEXT, "nosuchtext", true)));
            FoundPage<Moment> page =
                    rows.moments(query, null, 200, SearchBudget.of(2, Duration.ofDays(1), () -> 0));
            assertThat(page.searchedBackTo()).isNotNull();
            assertThat(page.total()).isEqualTo(new IndexCount(page.items().size(), false));
        }
    }

    /// @return how often the search stopped
    private int walkStatements(
            IndexRows rows, IndexQuery query, Supplier<SearchBudget> budget, int limit) {
        List<Moment> whole = rows.moments(query, null, ALL, SearchBudget.unlimited()).items();
        assertThat(whole.stream().map(one -> one.statement().timing().startedAt()).toList())
                .isSortedAccordingTo(Comparator.reverseOrder());
        List<String> found = new ArrayList<>();
        int stops = 0;
        IndexQuery.Place after = null;
        do {
            FoundPage<Moment> page = rows.moments(query, after, limit, budget.get());
            assertThat(page.items().size()).isLessThanOrEqualTo(limit);
            assertCount(page.total(), whole.size());
            found.addAll(ids(page.items()));
            Long back = page.searchedBackTo();
            if (back != null) {
                stops++;
                assertThat(page.next()).isNotNull();
                assertThat(found)
                        .containsAll(
                                ids(
                                        whole.stream()
                                                .filter(one ->
                                                        one.statement().timing().startedAt() > back)
                                                .toList()));
            }
            after = page.next();
        } while (after != null);
        assertThat(found).as(query.toString()).isEqualTo(ids(whole));
        return stops;
    }

    private static int walkSessions(
            IndexRows rows, IndexQuery query, Supplier<SearchBudget> budget, int limit) {
        List<SessionRow> whole = rows.sessions(query, null, ALL, SearchBudget.unlimited()).items();
        List<SessionRow> found = new ArrayList<>();
        int stops = 0;
        IndexQuery.Place after = null;
        do {
            FoundPage<SessionRow> page = rows.sessions(query, after, limit, budget.get());
            assertCount(page.total(), whole.size());
            found.addAll(page.items());
            stops += page.searchedBackTo() == null ? 0 : 1;
            after = page.next();
        } while (after != null);
        assertThat(found).as(query.toString()).isEqualTo(whole);
        return stops;
    }

    private static void assertCount(IndexCount count, int real) {
        if (count.isExact()) {
            assertThat(count.number()).isEqualTo(real);
        } else {
            assertThat(count.number()).isLessThanOrEqualTo(real);
        }
    }

    private static List<String> ids(List<Moment> moments) {
        return moments.stream().map(one -> id(one.statement())).toList();
    }

    private static String id(StatementRow statement) {
        return statement.session() + "/" + statement.ordinal();
    }

    private List<Criterion> criteria() {
        List<Criterion> criteria = new ArrayList<>();
        int number = 1 + random.nextInt(3);
        for (int i = 0; i < number; i++) {
            boolean negated = random.nextInt(4) == 0;
            criteria.add(
                    switch (random.nextInt(7)) {
                        case 0 -> is(Kind.HAS_ERROR, "", negated);
                        case 1 -> is(Kind.HAS_WRITE, "", negated);
                        case 6 -> is(Kind.TRANSACTION, "rolled_back", negated);
                        case 2 -> is(Kind.TARGET, "target" + random.nextInt(2), negated);
                        default -> is(Kind.TEXT, WORDS[random.nextInt(WORDS.length)], negated);
                    });
        }
        return criteria;
    }

    private static Criterion is(Kind kind, String value, boolean negated) {
        return new Criterion(kind, Comparison.IS, value, negated);
    }

    private static IndexQuery query(List<Criterion> criteria) {
        return new IndexQuery(
                criteria.stream().map(one -> new Clause(List.of(one))).toList(),
                Sight.ALL,
                null,
                null);
    }

    private List<String> expected(List<Criterion> criteria) {
        return statements.stream()
                .filter(one -> criteria.stream().allMatch(c -> holds(one, c) != c.negated()))
                .map(SearchBudgetContract::id)
                .toList();
    }

    private boolean holds(StatementRow statement, Criterion criterion) {
        return switch (criterion.kind()) {
            case HAS_ERROR -> statement.result().isError();
            case HAS_WRITE -> statement.result().wrote();
            case TRANSACTION ->
                    statement.transaction() != null
                            && statement.transaction().outcome().equals(criterion.value());
            case TARGET ->
                    sessions.stream()
                            .anyMatch(s ->
                                    s.id().equals(statement.session())
                                            && s.where().target().equals(criterion.value()));
            default -> statement.text().sql().contains(criterion.value());
        };
    }

    /// Sessions that overlap, with statements that began at the same time.
    private IndexStore filled() {
        IndexStore store =
                IndexStore.open(
                        database(),
                        folder.resolve("index.db"),
                        StoreContract.ring(),
                        Randomness.system());
        IndexRows rows = new IndexRows(store);
        for (int i = 0; i < SESSIONS; i++) {
            rows.write(List.of(batch(String.format("S%02d", i), i)));
        }
        return store;
    }

    private SessionBatch batch(String id, int number) {
        long start = random.nextInt(300);
        int count = 1 + random.nextInt(25);
        List<StatementRow> own =
                IntStream.rangeClosed(1, count)
                        .mapToObj(ordinal -> statement(id, ordinal, start + ordinal * 3L))
                        .toList();
        // A session that runs has an open chunk.
        boolean runs = number % 3 == 0;
        SessionRow session =
                new SessionRow(
                        id,
                        new SessionRow.Who("i|a", "Ada", "ada@x", null),
                        new SessionRow.Where("target" + number % 2, "shop", "role", "app", "::1"),
                        runs
                                ? new SessionRow.Lifetime(start, null, "live", null, null)
                                : new SessionRow.Lifetime(
                                        start, 9_999L, "ended", "client-closed", null),
                        new SessionRow.Counts(
                                count,
                                own.stream().filter(one -> one.result().isError()).count(),
                                own.stream().filter(one -> one.result().wrote()).count(),
                                0,
                                1,
                                2,
                                3),
                        new SessionRow.Verdict(!runs, runs ? "not yet sealed" : "{}"));
        sessions.add(session);
        statements.addAll(own);
        return new SessionBatch(session, own, List.of(), List.of(), true);
    }

    private StatementRow statement(String session, int ordinal, long startedAt) {
        boolean failed = random.nextInt(5) == 0;
        StringBuilder sql = new StringBuilder("select 'warranty'");
        sql.append(random.nextInt(3) == 0 ? ", 'express'" : "");
        sql.append(random.nextInt(40) == 0 ? ", 'customs'" : "");
        sql.append(" --").append(session).append('/').append(ordinal).append(PADDING);
        return new StatementRow(
                session,
                ordinal,
                new StatementRow.Timing(ordinal * 4L, startedAt, ordinal, 3L),
                new StatementRow.Text("simple", "SELECT", sql.toString(), false, "[]"),
                new StatementRow.Result(
                        failed ? "failed" : "completed",
                        failed ? null : "SELECT 1",
                        1,
                        8,
                        random.nextInt(6) == 0,
                        failed
                                ? new StatementRow.Failure("ERROR", "42P01", "no", null, null, 8)
                                : null),
                new StatementRow.Transaction(
                        ordinal, random.nextInt(9) == 0 ? "rolled_back" : "committed"));
    }
}
