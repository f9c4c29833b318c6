package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Chunk.CHUNK;
import static dev.postern.broker.store.sql.tables.index.tables.Session.SESSION;
import static dev.postern.broker.store.sql.tables.index.tables.Statement.STATEMENT;

import dev.postern.broker.store.chunk.StatementTexts;
import dev.postern.broker.store.chunk.Tokenizer;
import dev.postern.broker.store.sql.IndexQuery.Criterion;
import dev.postern.broker.store.sql.tables.index.tables.records.StatementRecord;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record4;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// Finds the statements of a query that compares texts, newest first, as they are asked for.
///
/// Chunks that have the tokens are decrypted in the order of their newest statement, and each statement is compared with the
/// texts. A statement is handed out once no chunk that is left can hold a newer one.
final class TextSearch {

    private static final int CHUNKS_AT_ONCE = 32;
    static final Comparator<Found> NEWEST_FIRST =
            Comparator.comparing(Found::place, IndexPlace.ASCENDING).reversed();

    private final DSLContext sql;
    private final IndexConditions conditions;
    private final ChunkRows chunks;
    private final List<Criterion> texts;
    private final IndexPlace before;
    private final PriorityQueue<Found> waiting = new PriorityQueue<>(NEWEST_FIRST);
    private final java.util.ArrayDeque<Record4<Long, Long, Long, byte[]>> page =
            new java.util.ArrayDeque<>();
    private @Nullable Long pageAt;
    private long pageId;
    private boolean exhausted;
    private int opened;

    /// @param before only statements that come behind this place, newest first
    TextSearch(
            DSLContext sql,
            IndexConditions conditions,
            ChunkRows chunks,
            List<Criterion> texts,
            IndexPlace before) {
        this.sql = sql;
        this.conditions = conditions;
        this.chunks = chunks;
        this.texts = texts.stream().map(TextSearch::folded).toList();
        this.before = before;
    }

    private static Criterion folded(Criterion criterion) {
        return new Criterion(
                criterion.kind(), Tokenizer.fold(criterion.value()), criterion.negated());
    }

    /// A statement that was found.
    record Found(IndexPlace place, StatementRecord row, StatementTexts texts) {}

    /// How many chunks were decrypted so far.
    int opened() {
        return opened;
    }

    /// The next statement, or null if there is none.
    @Nullable Found next() {
        while (true) {
            if (page.isEmpty() && !exhausted) {
                fetch();
            }
            Found newest = waiting.peek();
            Record4<Long, Long, Long, byte[]> chunk = page.peek();
            if (chunk == null) {
                return waiting.poll();
            }
            if (newest != null && newest.place().startedAt() > chunk.value3()) {
                return waiting.poll();
            }
            page.remove();
            search(chunk.value1(), chunk.value2(), chunk.value4());
        }
    }

    private void fetch() {
        Condition condition =
                conditions
                        .onSessionsOfStatements()
                        .and(conditions.chunkMayHoldAll())
                        .and(CHUNK.FIRST_AT.le(before.startedAt()));
        if (pageAt != null) {
            condition = condition.and(DSL.row(CHUNK.LAST_AT, CHUNK.ID).lt(pageAt, pageId));
        }
        List<Record4<Long, Long, Long, byte[]>> found =
                sql.select(CHUNK.ID, CHUNK.SESSION_KEY, CHUNK.LAST_AT, CHUNK.CONTENT)
                        .from(CHUNK)
                        .join(SESSION)
                        .on(SESSION.KEY.eq(CHUNK.SESSION_KEY))
                        .where(condition)
                        .orderBy(CHUNK.LAST_AT.desc(), CHUNK.ID.desc())
                        .limit(CHUNKS_AT_ONCE)
                        .fetch();
        page.addAll(found);
        exhausted = found.size() < CHUNKS_AT_ONCE;
        if (!found.isEmpty()) {
            pageAt = found.getLast().value3();
            pageId = found.getLast().value1();
        }
    }

    private void search(long chunk, long session, byte[] content) {
        opened++;
        Map<Long, StatementTexts> hits = new HashMap<>();
        for (StatementTexts statement : chunks.texts(session, chunk, content)) {
            if (holds(statement, texts)) {
                hits.put(statement.ordinal(), statement);
            }
        }
        if (hits.isEmpty()) {
            return;
        }
        for (StatementRecord row :
                sql.selectFrom(STATEMENT)
                        .where(STATEMENT.SESSION_KEY.eq(session))
                        .and(STATEMENT.ORDINAL.in(hits.keySet()))
                        .and(STATEMENT.CHUNK_ID.eq(chunk))
                        .and(conditions.onStatementsAlone())
                        .fetch()) {
            IndexPlace place = IndexPlace.of(row);
            StatementTexts statement = hits.get(row.getOrdinal());
            if (statement != null && IndexPlace.ASCENDING.compare(place, before) < 0) {
                waiting.add(new Found(place, row, statement));
            }
        }
    }

    private static boolean holds(StatementTexts statement, List<Criterion> texts) {
        for (Criterion text : texts) {
            if (statement.holds(text.value()) == text.negated()) {
                return false;
            }
        }
        return true;
    }

    /// Whether a statement of `session` has the text.
    static boolean sessionHolds(
            DSLContext sql,
            IndexConditions conditions,
            ChunkRows chunks,
            long session,
            Criterion text) {
        String wanted = Tokenizer.fold(text.value());
        try (var found =
                sql.select(CHUNK.ID, CHUNK.CONTENT)
                        .from(CHUNK)
                        .where(CHUNK.SESSION_KEY.eq(session))
                        .and(conditions.chunkMayHold(text.value()))
                        .fetchLazy()) {
            for (var chunk : found) {
                for (StatementTexts statement :
                        chunks.texts(session, chunk.value1(), chunk.value2())) {
                    if (statement.holds(wanted)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
