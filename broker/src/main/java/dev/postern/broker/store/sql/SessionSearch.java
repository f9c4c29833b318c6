package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Chunk.CHUNK;
import static dev.postern.broker.store.sql.tables.index.tables.Session.SESSION;

import dev.postern.broker.store.chunk.StatementTexts;
import dev.postern.broker.store.sql.IndexQuery.Clause;
import dev.postern.broker.store.sql.IndexQuery.Criterion;
import dev.postern.broker.store.sql.tables.index.tables.records.SessionRecord;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Finds the sessions of a query, newest first. Not thread-safe.
///
/// A criterion on texts holds for a session if it holds for one of its statements; sessions whose chunks have the tokens
/// are looked into until enough are found.
final class SessionSearch {

    private static final int FETCH_SIZE = 100;

    private final DSLContext sql;
    private final IndexQuery query;
    private final IndexConditions conditions;
    private final ChunkRows chunks;
    private int looked;

    SessionSearch(DSLContext sql, IndexQuery query, IndexConditions conditions, ChunkRows chunks) {
        this.sql = sql;
        this.query = query;
        this.conditions = conditions;
        this.chunks = chunks;
    }

    /// Up to `limit` sessions behind `after`.
    ///
    /// @param tried how many sessions may be looked into at most
    List<SessionRecord> matching(IndexQuery.@Nullable Place after, int limit, int tried) {
        List<Clause> texts = query.onTexts();
        Condition condition = conditions.onSessions();
        if (after != null) {
            condition =
                    condition.and(
                            DSL.row(SESSION.STARTED_AT, SESSION.ID)
                                    .lt(after.startedAt(), after.id()));
        }
        for (Clause text : texts) {
            if (text.anyOf().stream().noneMatch(Criterion::negated)) {
                Condition candidates =
                        DSL.or(text.anyOf().stream().map(conditions::chunkMayHold).toList());
                condition =
                        condition.and(
                                SESSION.KEY.in(
                                        DSL.select(CHUNK.SESSION_KEY)
                                                .from(CHUNK)
                                                .where(candidates)));
            }
        }
        List<SessionRecord> found = new ArrayList<>();
        try (var rows =
                sql.selectFrom(SESSION)
                        .where(condition)
                        .orderBy(SESSION.STARTED_AT.desc(), SESSION.ID.desc())
                        .limit(texts.isEmpty() ? limit : tried)
                        .fetchSize(FETCH_SIZE)
                        .fetchLazy()) {
            for (SessionRecord row : rows) {
                looked++;
                if (holds(row.getKey(), texts)) {
                    found.add(row);
                }
                if (found.size() == limit) {
                    break;
                }
            }
        }
        return found;
    }

    /// Counts the sessions among the first `tried` that may match.
    IndexCount count(int tried) {
        int counted = matching(null, tried, tried).size();
        return new IndexCount(counted, looked < tried);
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
        try (var found =
                sql.select(CHUNK.ID, CHUNK.CONTENT)
                        .from(CHUNK)
                        .where(CHUNK.SESSION_KEY.eq(session))
                        .and(conditions.chunkMayHold(text))
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
