package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Chunk.CHUNK;
import static dev.postern.broker.store.sql.tables.index.tables.Session.SESSION;
import static dev.postern.broker.store.sql.tables.index.tables.Statement.STATEMENT;

import dev.postern.broker.store.chunk.StatementTexts;
import dev.postern.broker.store.sql.IndexQuery.Clause;

import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record2;
import org.jooq.Record3;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Finds which statements of one session match a query, from the first on. Not thread-safe.
///
/// What costs little comes first, as in [StatementSearch]: chunks that cannot hold a match are passed over, of the others
/// the rows are compared, and only if some are left, and the query compares texts, the chunk is decrypted.
final class SessionMatches {

    private static final int FETCH_SIZE = 1_000;
    private static final int FEWEST_AT_ONCE = 8;
    private static final int MOST_AT_ONCE = 128;

    private final DSLContext sql;
    private final IndexConditions conditions;
    private final ChunkRows chunks;
    private final List<Clause> texts;
    private final Predicate<StatementTexts> match;
    private final String session;

    /// @param session its id
    SessionMatches(
            DSLContext sql,
            IndexConditions conditions,
            ChunkRows chunks,
            List<Clause> texts,
            String session) {
        this.sql = sql;
        this.conditions = conditions;
        this.chunks = chunks;
        this.texts = texts;
        this.match = TextMatch.all(texts);
        this.session = session;
    }

    /// The statements that match; each chunk counts for the budget, and some are looked into whatever it is.
    FoundOrdinals find(SearchBudget budget) {
        BitSet found = new BitSet();
        try (Cursor<Record2<Long, Long>> candidates = candidates()) {
            int atOnce = FEWEST_AT_ONCE;
            List<Record2<Long, Long>> batch = candidates.fetchNext(atOnce);
            boolean isBegun = false;
            while (!batch.isEmpty()) {
                if (isBegun && budget.isSpent()) {
                    return FoundOrdinals.of(found, batch.getFirst().value2() - 1);
                }
                isBegun = true;
                batch.forEach(chunk -> budget.spend());
                lookInto(batch.stream().map(Record2::value1).toList(), found);
                atOnce = Math.min(MOST_AT_ONCE, 2 * atOnce);
                batch = candidates.fetchNext(atOnce);
            }
        }
        return FoundOrdinals.of(found, null);
    }

    /// The ids and first ordinals of the chunks that may hold a match.
    private Cursor<Record2<Long, Long>> candidates() {
        return sql.select(CHUNK.ID, CHUNK.FIRST_ORDINAL)
                .from(CHUNK)
                .join(SESSION)
                .on(SESSION.KEY.eq(CHUNK.SESSION_KEY))
                .where(SESSION.ID.eq(session))
                .and(conditions.onChunks())
                .orderBy(CHUNK.FIRST_ORDINAL, CHUNK.ID)
                .fetchSize(FETCH_SIZE)
                .fetchLazy();
    }

    private void lookInto(List<Long> ids, BitSet found) {
        BitSet fitting = new BitSet();
        Set<Long> holding = new HashSet<>();
        try (Cursor<Record2<Long, Long>> rows = rows(ids)) {
            for (Record2<Long, Long> row : rows) {
                fitting.set(Math.toIntExact(row.value1()));
                holding.add(row.value2());
            }
        }
        if (texts.isEmpty()) {
            found.or(fitting);
            return;
        }
        for (Record3<Long, Long, byte[]> chunk : contents(holding)) {
            for (StatementTexts statement :
                    chunks.texts(chunk.value2(), chunk.value1(), chunk.value3())) {
                int ordinal = Math.toIntExact(statement.ordinal());
                if (fitting.get(ordinal) && match.test(statement)) {
                    found.set(ordinal);
                }
            }
        }
    }

    /// The ordinals and chunks of the statements in these chunks that match but for their texts.
    private Cursor<Record2<Long, Long>> rows(List<Long> ids) {
        return sql.select(STATEMENT.ORDINAL, STATEMENT.CHUNK_ID)
                .from(CHUNK)
                .join(SESSION)
                .on(SESSION.KEY.eq(CHUNK.SESSION_KEY))
                .join(STATEMENT)
                .on(STATEMENT.SESSION_KEY.eq(CHUNK.SESSION_KEY))
                .and(STATEMENT.ORDINAL.between(CHUNK.FIRST_ORDINAL, CHUNK.LAST_ORDINAL))
                .and(STATEMENT.CHUNK_ID.eq(CHUNK.ID))
                .where(CHUNK.ID.in(ids))
                .and(conditions.onStatements())
                .fetchSize(FETCH_SIZE)
                .fetchLazy();
    }

    private List<Record3<Long, Long, byte[]>> contents(Set<Long> ids) {
        return ids.isEmpty()
                ? List.of()
                : sql.select(CHUNK.ID, CHUNK.SESSION_KEY, CHUNK.CONTENT)
                        .from(CHUNK)
                        .where(CHUNK.ID.in(ids))
                        .fetch();
    }
}
