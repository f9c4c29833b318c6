package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Chunk.CHUNK;
import static dev.postern.broker.store.sql.tables.index.tables.Session.SESSION;
import static dev.postern.broker.store.sql.tables.index.tables.Statement.STATEMENT;

import dev.postern.broker.store.chunk.StatementTexts;
import dev.postern.broker.store.sql.IndexQuery.Clause;
import dev.postern.broker.store.sql.tables.index.tables.records.ChunkRecord;
import dev.postern.broker.store.sql.tables.index.tables.records.StatementRecord;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/// Finds the statements of a query, newest first, as they are asked for. Not thread-safe.
///
/// Chunks that may hold some are looked into in the order of their newest statement. If the query compares texts, a
/// chunk is decrypted and each statement compared. A statement is handed out once no chunk that is left can hold a newer
/// one.
final class StatementSearch {

    private static final int CHUNKS_AT_ONCE = 32;
    private static final List<Field<?>> CHUNK_COLUMNS =
            List.of(
                    CHUNK.ID,
                    CHUNK.SESSION_KEY,
                    CHUNK.FIRST_ORDINAL,
                    CHUNK.LAST_ORDINAL,
                    CHUNK.LAST_AT);

    private final DSLContext sql;
    private final IndexConditions conditions;
    private final ChunkRows chunks;
    private final List<Clause> texts;
    private final Predicate<StatementTexts> match;
    private final IndexPlace before;
    private final PriorityQueue<Found> waiting =
            new PriorityQueue<>(
                    Comparator.comparing(Found::place, IndexPlace.ASCENDING).reversed());
    private final ArrayDeque<ChunkRecord> page = new ArrayDeque<>();
    private @Nullable ChunkRecord last;
    private boolean exhausted;
    private int opened;

    /// @param before only statements that come behind this place, newest first
    StatementSearch(
            DSLContext sql,
            IndexConditions conditions,
            ChunkRows chunks,
            List<Clause> texts,
            IndexPlace before) {
        this.sql = sql;
        this.conditions = conditions;
        this.chunks = chunks;
        this.texts = texts;
        this.match = TextMatch.all(texts);
        this.before = before;
    }

    /// A statement that was found.
    ///
    /// @param texts null if none had to be compared
    record Found(IndexPlace place, StatementRecord row, @Nullable StatementTexts texts) {}

    /// Up to `limit` statements.
    List<Found> page(int limit) {
        List<Found> found = new ArrayList<>();
        while (found.size() < limit) {
            Found next = next();
            if (next == null) {
                break;
            }
            found.add(next);
        }
        return found;
    }

    private @Nullable Found next() {
        while (true) {
            ChunkRecord chunk = nextChunk(false);
            Found newest = waiting.peek();
            if (chunk == null
                    || (newest != null && newest.place().startedAt() > chunk.getLastAt())) {
                return waiting.poll();
            }
            nextChunk(true);
            Map<Long, StatementTexts> hits = texts.isEmpty() ? null : hits(chunk);
            if (hits == null || !hits.isEmpty()) {
                addRows(chunk, hits);
            }
        }
    }

    /// Counts the statements in up to `limit` chunks, by their texts alone.
    IndexCount count(int limit) {
        long count = 0;
        ChunkRecord chunk = nextChunk(true);
        while (chunk != null) {
            if (opened == limit) {
                return new IndexCount(count, false);
            }
            count += hits(chunk).size();
            chunk = nextChunk(true);
        }
        return new IndexCount(count, true);
    }

    private @Nullable ChunkRecord nextChunk(boolean remove) {
        if (page.isEmpty() && !exhausted) {
            fetch();
        }
        return remove ? page.poll() : page.peek();
    }

    private void fetch() {
        Condition condition = conditions.onChunks().and(CHUNK.FIRST_AT.le(before.startedAt()));
        if (last != null) {
            condition =
                    condition.and(
                            DSL.row(CHUNK.LAST_AT, CHUNK.ID).lt(last.getLastAt(), last.getId()));
        }
        List<Field<?>> columns = new ArrayList<>(CHUNK_COLUMNS);
        if (!texts.isEmpty()) {
            columns.add(CHUNK.CONTENT);
        }
        List<ChunkRecord> found =
                sql.select(columns)
                        .from(CHUNK)
                        .join(SESSION)
                        .on(SESSION.KEY.eq(CHUNK.SESSION_KEY))
                        .where(condition)
                        .orderBy(CHUNK.LAST_AT.desc(), CHUNK.ID.desc())
                        .limit(CHUNKS_AT_ONCE)
                        .fetchInto(CHUNK);
        page.addAll(found);
        exhausted = found.size() < CHUNKS_AT_ONCE;
        if (!found.isEmpty()) {
            last = found.getLast();
        }
    }

    private Map<Long, StatementTexts> hits(ChunkRecord chunk) {
        opened++;
        Map<Long, StatementTexts> hits = new HashMap<>();
        for (StatementTexts statement :
                chunks.texts(chunk.getSessionKey(), chunk.getId(), chunk.getContent())) {
            if (match.test(statement)) {
                hits.put(statement.ordinal(), statement);
            }
        }
        return hits;
    }

    private void addRows(ChunkRecord chunk, @Nullable Map<Long, StatementTexts> hits) {
        for (StatementRecord row :
                sql.select(STATEMENT.fields())
                        .from(STATEMENT)
                        .join(SESSION)
                        .on(SESSION.KEY.eq(STATEMENT.SESSION_KEY))
                        .where(STATEMENT.SESSION_KEY.eq(chunk.getSessionKey()))
                        .and(
                                STATEMENT.ORDINAL.between(
                                        chunk.getFirstOrdinal(), chunk.getLastOrdinal()))
                        .and(STATEMENT.CHUNK_ID.eq(chunk.getId()))
                        .and(conditions.onStatements())
                        .fetchInto(STATEMENT)) {
            IndexPlace place = IndexPlace.of(row);
            StatementTexts statement = hits == null ? null : hits.get(row.getOrdinal());
            if ((hits == null || statement != null)
                    && IndexPlace.ASCENDING.compare(place, before) < 0) {
                waiting.add(new Found(place, row, statement));
            }
        }
    }
}
