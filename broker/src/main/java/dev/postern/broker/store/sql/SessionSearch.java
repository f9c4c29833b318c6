package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Chunk.CHUNK;
import static dev.postern.broker.store.sql.tables.index.tables.Session.SESSION;
import static dev.postern.broker.store.sql.tables.index.tables.SessionDue.SESSION_DUE;

import dev.postern.broker.store.chunk.StatementTexts;
import dev.postern.broker.store.sql.IndexQuery.Clause;
import dev.postern.broker.store.sql.IndexQuery.Criterion;
import dev.postern.broker.store.sql.tables.index.tables.records.SessionRecord;

import org.jooq.Condition;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Finds the sessions of a query, newest first or in the order of their reviews. Not thread-safe.
///
/// A criterion on texts or statements holds for a session if it holds for one of its statements. What the rows of sessions
/// tell is asked first; those that are left, and whose chunks have the tokens, are looked into until enough are found.
final class SessionSearch {

    private static final int FETCH_SIZE = 100;

    private static final int FEWEST_AT_ONCE = 8;
    private static final int MOST_AT_ONCE = 128;

    /// Of a session with so many chunks all are decrypted: to ask for tokens once for each session costs more.
    private static final int FEW = 8;

    private final DSLContext sql;
    private final IndexQuery query;
    private final IndexConditions conditions;
    private final ChunkRows chunks;

    SessionSearch(DSLContext sql, IndexQuery query, IndexConditions conditions, ChunkRows chunks) {
        this.sql = sql;
        this.query = query;
        this.conditions = conditions;
        this.chunks = chunks;
    }

    /// What was found.
    ///
    /// @param last null, or the last session that was looked into before the budget was spent
    record Some(List<SessionRecord> found, @Nullable SessionRecord last) {

        /// Where the search stopped; null if it did not.
        IndexQuery.@Nullable Place stopped() {
            return last == null ? null : place(last);
        }
    }

    /// Where a session stands among all.
    static IndexQuery.Place place(SessionRecord row) {
        return new IndexQuery.Place(row.getStartedAt(), row.getId());
    }

    /// Up to `limit` sessions behind `after`. Only sessions that have to be looked into count for the budget.
    Some page(IndexQuery.@Nullable Place after, int limit, SearchBudget budget) {
        Condition condition = conditions.onSessionRows();
        if (after != null) {
            condition =
                    condition.and(
                            DSL.row(SESSION.STARTED_AT, SESSION.ID)
                                    .lt(after.startedAt(), after.id()));
        }
        try (var rows =
                sql.selectFrom(SESSION)
                        .where(condition.and(mayHold(query.onTexts())))
                        .orderBy(SESSION.STARTED_AT.desc(), SESSION.ID.desc())
                        .limit(looks() ? Integer.MAX_VALUE : limit)
                        .fetchSize(FETCH_SIZE)
                        .fetchLazy()) {
            return walk(rows, limit, budget);
        }
    }

    /// Up to `limit` sessions in the order of their reviews, of those that `waiting` holds for.
    ///
    /// @param waiting on sessions joined with `session_due`
    Some queue(Condition waiting, int limit, SearchBudget budget) {
        try (var rows =
                sql.select(SESSION.fields())
                        .from(SESSION)
                        .join(SESSION_DUE)
                        .on(SESSION_DUE.SESSION_ID.eq(SESSION.ID))
                        .where(conditions.onSessionRows().and(mayHold(query.onTexts())))
                        .and(waiting)
                        .orderBy(
                                SESSION_DUE.QUEUE_RANK,
                                SESSION_DUE.QUEUE_AT,
                                SESSION_DUE.SESSION_ID.desc())
                        .limit(looks() ? Integer.MAX_VALUE : limit)
                        .fetchSize(FETCH_SIZE)
                        .fetchLazy()) {
            return walk(rows, limit, budget);
        }
    }

    /// How many sessions [#queue] would find. Not for a search that [#looks].
    int countQueue(Condition waiting) {
        return sql.fetchCount(
                sql.selectOne()
                        .from(SESSION)
                        .join(SESSION_DUE)
                        .on(SESSION_DUE.SESSION_ID.eq(SESSION.ID))
                        .where(conditions.onSessionRows())
                        .and(waiting));
    }

    /// Whether it takes a look at what sessions hold to tell which of them are looked for.
    boolean looks() {
        return !query.onTexts().isEmpty() || conditions.lookIntoSessions();
    }

    private Some walk(Cursor<? extends Record> rows, int limit, SearchBudget budget) {
        List<Clause> texts = query.onTexts();
        boolean looks = looks();
        List<SessionRecord> found = new ArrayList<>();
        SessionRecord last = null;
        int atOnce = FEWEST_AT_ONCE;
        List<SessionRecord> batch = rows.fetchNext(atOnce).into(SESSION);
        while (!batch.isEmpty()) {
            Set<Long> fitting = fitting(batch);
            for (SessionRecord row : batch) {
                if (looks) {
                    if (last != null && budget.isSpent()) {
                        return new Some(found, last);
                    }
                    budget.spend();
                    last = row;
                }
                if (fitting.contains(row.getKey()) && holds(row.getKey(), texts)) {
                    found.add(row);
                }
                if (found.size() == limit) {
                    return new Some(found, null);
                }
            }
            atOnce = Math.min(MOST_AT_ONCE, 2 * atOnce);
            batch = rows.fetchNext(atOnce).into(SESSION);
        }
        return new Some(found, null);
    }

    /// The keys of those sessions whose statements meet the criteria besides texts.
    private Set<Long> fitting(List<SessionRecord> batch) {
        Set<Long> keys = new HashSet<>();
        batch.forEach(row -> keys.add(row.getKey()));
        return conditions.lookIntoSessions()
                ? sql.select(SESSION.KEY)
                        .from(SESSION)
                        .where(SESSION.KEY.in(keys))
                        .and(conditions.onStatementsOfSessions())
                        .fetchSet(SESSION.KEY)
                : keys;
    }

    /// On sessions: those of which a chunk may hold each text.
    private Condition mayHold(List<Clause> texts) {
        Condition all = DSL.noCondition();
        for (Clause text : texts) {
            if (text.anyOf().stream().noneMatch(Criterion::negated)) {
                Condition candidates =
                        DSL.or(text.anyOf().stream().map(conditions::chunkMayHold).toList());
                all =
                        all.and(
                                SESSION.KEY.in(
                                        DSL.select(CHUNK.SESSION_KEY)
                                                .from(CHUNK)
                                                .where(candidates)));
            }
        }
        return all;
    }

    private boolean holds(long session, List<Clause> texts) {
        for (Clause clause : texts) {
            boolean any = false;
            for (Criterion text : clause.anyOf()) {
                any |= holds(session, text) != text.negated();
            }
            if (!any) {
                return false;
            }
        }
        return true;
    }

    private boolean holds(long session, Criterion text) {
        Predicate<StatementTexts> match = TextMatch.of(text);
        Condition ofSession = CHUNK.SESSION_KEY.eq(session);
        boolean few =
                sql.fetchCount(DSL.selectOne().from(CHUNK).where(ofSession).limit(FEW + 1)) <= FEW;
        try (var found =
                sql.select(CHUNK.ID, CHUNK.CONTENT)
                        .from(CHUNK)
                        .where(few ? ofSession : ofSession.and(conditions.chunkMayHold(text)))
                        .fetchSize(FETCH_SIZE)
                        .fetchLazy()) {
            for (var chunk : found) {
                if (chunks.texts(session, chunk.value1(), chunk.value2()).stream()
                        .anyMatch(match)) {
                    return true;
                }
            }
        }
        return false;
    }
}
