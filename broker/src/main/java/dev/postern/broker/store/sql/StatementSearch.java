package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Chunk.CHUNK;
import static dev.postern.broker.store.sql.tables.index.tables.Session.SESSION;
import static dev.postern.broker.store.sql.tables.index.tables.Statement.STATEMENT;

import dev.postern.broker.store.chunk.StatementTexts;
import dev.postern.broker.store.sql.IndexQuery.Clause;
import dev.postern.broker.store.sql.tables.index.tables.records.StatementRecord;

import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Record5;
import org.jooq.SelectConditionStep;
import org.jooq.SelectField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/// Finds the statements of a query, newest first, as they are asked for. Not thread-safe.
///
/// Chunks that may hold some are looked into in the order of their newest statement. What costs little comes first: the
/// rows of a chunk are compared with the criteria on statements, and only if some are left, and the query compares
/// texts, the chunk is decrypted and the texts of those statements compared. A statement is handed out once no chunk
/// that is left can hold a newer one.
final class StatementSearch implements AutoCloseable {

    private static final int FETCH_SIZE = 256;
    private static final int FEWEST_AT_ONCE = 8;
    private static final int MOST_AT_ONCE = 128;

    private final DSLContext sql;
    private final IndexConditions conditions;
    private final ChunkRows chunks;
    private final List<Clause> texts;
    private final Predicate<StatementTexts> match;
    private final boolean rowsFirst;
    private final boolean readsTexts;
    private final IndexPlace before;
    private final Cursor<Record5<Long, Long, Long, Long, Long>> candidates;
    private final PriorityQueue<Found> waiting =
            new PriorityQueue<>(
                    Comparator.comparing(Found::place, IndexPlace.ASCENDING).reversed());
    private final ArrayDeque<Candidate> batch = new ArrayDeque<>();
    private int atOnce = FEWEST_AT_ONCE;
    private boolean exhausted;

    /// @param before    only statements that come behind this place, newest first
    /// @param withTexts whether the texts of what is found are wanted though none has to be compared
    StatementSearch(
            DSLContext sql,
            IndexConditions conditions,
            ChunkRows chunks,
            List<Clause> texts,
            IndexPlace before,
            boolean withTexts) {
        this.sql = sql;
        this.conditions = conditions;
        this.chunks = chunks;
        this.texts = texts;
        this.match = TextMatch.all(texts);
        this.rowsFirst = texts.isEmpty() || conditions.lookAtStatements();
        this.readsTexts = withTexts || !texts.isEmpty();
        this.before = before;
        this.candidates =
                sql.select(
                                CHUNK.ID,
                                CHUNK.SESSION_KEY,
                                CHUNK.FIRST_ORDINAL,
                                CHUNK.LAST_ORDINAL,
                                CHUNK.LAST_AT)
                        .from(CHUNK)
                        .join(SESSION)
                        .on(SESSION.KEY.eq(CHUNK.SESSION_KEY))
                        .where(conditions.onChunks())
                        .and(CHUNK.FIRST_AT.le(before.startedAt()))
                        .orderBy(CHUNK.LAST_AT.desc(), CHUNK.ID.desc())
                        .fetchSize(FETCH_SIZE)
                        .fetchLazy();
    }

    /// A statement that was found.
    ///
    /// @param texts null if none had to be read
    record Found(IndexPlace place, StatementRecord row, @Nullable StatementTexts texts) {}

    /// What was found.
    ///
    /// @param stoppedAt null, or the budget was spent before there were enough: every statement that began after this
    ///                  was looked at, microseconds since 1970
    record Some(List<Found> found, @Nullable Long stoppedAt) {}

    /// A chunk that may hold statements that are looked for.
    ///
    /// @param rows    its statements that meet the criteria besides texts, null if they are asked for behind the texts
    /// @param content null if it need not be decrypted
    private record Candidate(
            long id,
            long session,
            long lastAt,
            @Nullable List<StatementRecord> rows,
            byte @Nullable [] content) {}

    /// Up to `limit` statements.
    Some page(int limit, SearchBudget budget) {
        List<Found> found = new ArrayList<>();
        Long stoppedAt =
                walk(
                        one -> {
                            found.add(one);
                            return found.size() < limit;
                        },
                        budget);
        return new Some(found, stoppedAt);
    }

    /// Gives statements to `each`, newest first, until it wants no more or there are none.
    ///
    /// @param each whether it wants more
    /// @return null, or the budget was spent before: every statement that began after this was given, microseconds since
    ///         1970
    @Nullable Long walk(Predicate<Found> each, SearchBudget budget) {
        while (true) {
            Candidate chunk = peek();
            Found newest = waiting.peek();
            if (chunk == null || (newest != null && newest.place().startedAt() > chunk.lastAt())) {
                Found next = waiting.poll();
                if (next == null || !each.test(next)) {
                    return null;
                }
                continue;
            }
            if (isBehind(chunk)) {
                if (budget.isSpent()) {
                    return chunk.lastAt();
                }
                budget.spend();
            }
            batch.remove();
            lookInto(chunk);
        }
    }

    /// Whether to stop in front of a chunk is to have come further than the place where this search began.
    private boolean isBehind(Candidate chunk) {
        return IndexPlace.upTo(chunk.lastAt()).startedAt() < before.startedAt();
    }

    private void lookInto(Candidate chunk) {
        for (Found one : statements(chunk)) {
            if (IndexPlace.ASCENDING.compare(one.place(), before) < 0) {
                waiting.add(one);
            }
        }
    }

    private List<Found> statements(Candidate chunk) {
        List<StatementRecord> rows = chunk.rows();
        Map<Long, StatementTexts> hits = hits(chunk);
        if (rows == null) {
            rows = hits == null || hits.isEmpty() ? List.of() : rows(chunk, hits.keySet());
        }
        List<Found> found = new ArrayList<>();
        for (StatementRecord row : rows) {
            StatementTexts statement = hits == null ? null : hits.get(row.getOrdinal());
            if (hits == null || statement != null) {
                found.add(new Found(IndexPlace.of(row), row, statement));
            }
        }
        return found;
    }

    /// The texts that match by their ordinals; null if texts are not read.
    private @Nullable Map<Long, StatementTexts> hits(Candidate chunk) {
        if (!readsTexts) {
            return null;
        }
        Map<Long, StatementTexts> hits = new HashMap<>();
        byte[] content = chunk.content();
        if (content == null) {
            return hits;
        }
        List<StatementRecord> rows = chunk.rows();
        Predicate<StatementTexts> wanted =
                rows == null
                        ? match
                        : texts ->
                                rows.stream().anyMatch(r -> r.getOrdinal() == texts.ordinal())
                                        && match.test(texts);
        for (StatementTexts statement : chunks.texts(chunk.session(), chunk.id(), content)) {
            if (wanted.test(statement)) {
                hits.put(statement.ordinal(), statement);
            }
        }
        return hits;
    }

    /// Counts on behind a page.
    ///
    /// @param found what the pages had
    /// @param most  it is enough to know that there are so many
    IndexCount count(int found, int most, SearchBudget budget) {
        long count = (long) found + waiting.size();
        while (true) {
            Candidate chunk = texts.isEmpty() ? batch.peek() : peek();
            if (chunk == null && (exhausted || !texts.isEmpty())) {
                return new IndexCount(count, true);
            }
            if (count >= most || budget.isSpent()) {
                return new IndexCount(Math.min(count, most), false);
            }
            if (chunk == null) {
                count += countRows(budget);
            } else {
                budget.spend();
                batch.remove();
                Map<Long, StatementTexts> hits = hits(chunk);
                List<StatementRecord> rows = chunk.rows();
                count += hits != null ? hits.size() : rows != null ? rows.size() : 0;
            }
        }
    }

    private long countRows(SearchBudget budget) {
        List<Long> next = new ArrayList<>();
        for (Record row : candidates.fetchNext(MOST_AT_ONCE)) {
            budget.spend();
            next.add(row.get(CHUNK.ID));
        }
        exhausted = next.size() < MOST_AT_ONCE;
        return next.isEmpty() ? 0 : sql.fetchCount(select(List.of(DSL.one()), next));
    }

    private @Nullable Candidate peek() {
        if (batch.isEmpty() && !exhausted) {
            fetch();
        }
        return batch.peek();
    }

    private void fetch() {
        List<Record5<Long, Long, Long, Long, Long>> next = candidates.fetchNext(atOnce);
        exhausted = next.size() < atOnce;
        atOnce = Math.min(MOST_AT_ONCE, 2 * atOnce);
        List<Long> ids = next.stream().map(Record5::value1).toList();
        Map<Long, ? extends List<StatementRecord>> rows = rowsFirst ? rows(ids) : Map.of();
        Map<Long, byte[]> contents =
                readsTexts ? contents(rowsFirst ? rows.keySet() : ids) : Map.of();
        for (Record5<Long, Long, Long, Long, Long> chunk : next) {
            long id = chunk.value1();
            batch.add(
                    new Candidate(
                            id,
                            chunk.value2(),
                            chunk.value5(),
                            rowsFirst ? orNone(rows.get(id)) : null,
                            contents.get(id)));
        }
    }

    private static List<StatementRecord> orNone(@Nullable List<StatementRecord> rows) {
        return rows == null ? List.of() : rows;
    }

    private Map<Long, ? extends List<StatementRecord>> rows(List<Long> chunkIds) {
        return chunkIds.isEmpty()
                ? Map.of()
                : select(List.of(STATEMENT.fields()), chunkIds)
                        .fetchInto(STATEMENT)
                        .intoGroups(STATEMENT.CHUNK_ID);
    }

    private SelectConditionStep<? extends Record> select(
            List<? extends SelectField<?>> fields, List<Long> chunkIds) {
        return sql.select(fields)
                .from(CHUNK)
                .join(SESSION)
                .on(SESSION.KEY.eq(CHUNK.SESSION_KEY))
                .join(STATEMENT)
                .on(STATEMENT.SESSION_KEY.eq(CHUNK.SESSION_KEY))
                .and(STATEMENT.ORDINAL.between(CHUNK.FIRST_ORDINAL, CHUNK.LAST_ORDINAL))
                .and(STATEMENT.CHUNK_ID.eq(CHUNK.ID))
                .where(CHUNK.ID.in(chunkIds))
                .and(conditions.onStatements());
    }

    private List<StatementRecord> rows(Candidate chunk, Collection<Long> ordinals) {
        return sql.selectFrom(STATEMENT)
                .where(STATEMENT.SESSION_KEY.eq(chunk.session()))
                .and(STATEMENT.ORDINAL.in(ordinals))
                .and(STATEMENT.CHUNK_ID.eq(chunk.id()))
                .fetch();
    }

    private Map<Long, byte[]> contents(Collection<Long> ids) {
        return ids.isEmpty()
                ? Map.of()
                : sql.select(CHUNK.ID, CHUNK.CONTENT)
                        .from(CHUNK)
                        .where(CHUNK.ID.in(ids))
                        .fetchMap(CHUNK.ID, CHUNK.CONTENT);
    }

    @Override
    public void close() {
        candidates.close();
    }
}
