package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Session.SESSION;
import static dev.postern.broker.store.sql.tables.index.tables.Statement.STATEMENT;

import dev.postern.broker.store.sql.tables.index.tables.records.SessionRecord;
import dev.postern.broker.store.sql.tables.index.tables.records.StatementRecord;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Sessions and statements of the index, as rows.
public final class IndexRows {

    private final IndexStore store;

    public IndexRows(IndexStore store) {
        this.store = store;
    }

    /// Writes a session and some of its statements, over what is there already, in one transaction.
    ///
    /// @param transactions what became of transactions, by number
    public void write(
            SessionRow session, List<StatementRow> statements, Map<Long, String> transactions) {
        store.write(sql -> {
            SessionRecord row = IndexRecords.of(session);
            sql.insertInto(SESSION).set(row).onConflict(SESSION.ID).doUpdate().set(row).execute();
            for (StatementRow statement : statements) {
                writeStatement(sql, statement);
            }
            transactions.forEach((number, outcome) ->
                    sql.update(STATEMENT)
                            .set(STATEMENT.TRANSACTION_OUTCOME, outcome)
                            .where(
                                    STATEMENT
                                            .SESSION_ID
                                            .eq(session.id())
                                            .and(STATEMENT.TRANSACTION_NUMBER.eq(number)))
                            .execute());
            return statements.size();
        });
    }

    private static void writeStatement(DSLContext sql, StatementRow statement) {
        StatementRecord row = IndexRecords.of(statement);
        Long id =
                sql.select(STATEMENT.ID)
                        .from(STATEMENT)
                        .where(
                                STATEMENT
                                        .SESSION_ID
                                        .eq(statement.session())
                                        .and(STATEMENT.ORDINAL.eq(statement.ordinal())))
                        .fetchOne(STATEMENT.ID);
        if (id == null) {
            Long last = sql.select(DSL.max(STATEMENT.ID)).from(STATEMENT).fetchOne(0, Long.class);
            row.setId(last == null ? 1 : last + 1);
            sql.insertInto(STATEMENT).set(row).execute();
        } else {
            row.setId(id);
            sql.update(STATEMENT).set(row).where(STATEMENT.ID.eq(id)).execute();
        }
    }

    /// Empties the index.
    public void clear() {
        store.write(sql -> {
            sql.deleteFrom(STATEMENT).execute();
            return sql.deleteFrom(SESSION).execute();
        });
    }

    /// Takes a session and its statements out.
    public void forget(String session) {
        store.write(sql -> {
            sql.deleteFrom(STATEMENT).where(STATEMENT.SESSION_ID.eq(session)).execute();
            return sql.deleteFrom(SESSION).where(SESSION.ID.eq(session)).execute();
        });
    }

    /// The session with this id.
    public Optional<SessionRow> session(String id) {
        return store.read(sql ->
                sql.selectFrom(SESSION)
                        .where(SESSION.ID.eq(id))
                        .fetchOptional()
                        .map(IndexRecords::session));
    }

    /// Up to two sessions whose id begins with `prefix`, of one person if `person` is given.
    public List<SessionRow> sessionsLike(String prefix, @Nullable String person) {
        Condition condition = SESSION.ID.ge(prefix).and(SESSION.ID.lt(prefix + "~"));
        if (person != null) {
            condition = condition.and(SESSION.PERSON_ID.eq(person));
        }
        Condition all = condition;
        return store.read(sql ->
                sql.selectFrom(SESSION)
                        .where(all)
                        .orderBy(SESSION.ID)
                        .limit(2)
                        .fetch()
                        .map(IndexRecords::session));
    }

    /// Sessions, newest first.
    public List<SessionRow> sessions(
            IndexQuery query, IndexQuery.@Nullable Place after, int limit) {
        Condition condition = IndexConditions.onSessions(query);
        if (after != null) {
            condition =
                    condition.and(
                            DSL.row(SESSION.STARTED_AT, SESSION.ID)
                                    .lt(after.startedAt(), after.id()));
        }
        Condition all = condition;
        return store.read(sql ->
                sql.selectFrom(SESSION)
                        .where(all)
                        .orderBy(SESSION.STARTED_AT.desc(), SESSION.ID.desc())
                        .limit(limit)
                        .fetch()
                        .map(IndexRecords::session));
    }

    /// How many sessions there are.
    public long countSessions(IndexQuery query) {
        return store.read(sql -> sql.fetchCount(SESSION, IndexConditions.onSessions(query)));
    }

    /// Statements of a session by ordinal.
    ///
    /// @param after the ordinal behind which to begin
    public List<StatementRow> statements(String session, long after, int limit) {
        return store.read(sql ->
                sql.selectFrom(STATEMENT)
                        .where(STATEMENT.SESSION_ID.eq(session).and(STATEMENT.ORDINAL.gt(after)))
                        .orderBy(STATEMENT.ORDINAL)
                        .limit(limit)
                        .fetch()
                        .map(IndexRecords::statement));
    }

    /// How many statements of a session are known.
    public long countStatements(String session) {
        return store.read(sql -> sql.fetchCount(STATEMENT, STATEMENT.SESSION_ID.eq(session)));
    }

    /// Statements that match, newest first, each with its session.
    ///
    /// @param after the place of the last one of the page before: the start and the id of the statement
    public List<Moment> moments(IndexQuery query, IndexQuery.@Nullable Place after, int limit) {
        Condition condition = IndexConditions.onStatements(query);
        if (after != null) {
            condition =
                    condition.and(
                            DSL.row(STATEMENT.STARTED_AT, STATEMENT.ID)
                                    .lt(after.startedAt(), Long.parseLong(after.id())));
        }
        Condition all = condition;
        return store.read(sql -> moments(sql, all, limit));
    }

    private static List<Moment> moments(DSLContext sql, Condition condition, int limit) {
        List<Moment> moments = new ArrayList<>();
        for (Record row :
                sql.select()
                        .from(STATEMENT)
                        .join(SESSION)
                        .on(SESSION.ID.eq(STATEMENT.SESSION_ID))
                        .where(condition)
                        .orderBy(STATEMENT.STARTED_AT.desc(), STATEMENT.ID.desc())
                        .limit(limit)
                        .fetch()) {
            StatementRecord statement = row.into(STATEMENT);
            moments.add(
                    new Moment(
                            IndexRecords.session(row.into(SESSION)),
                            IndexRecords.statement(statement),
                            new IndexQuery.Place(
                                    statement.getStartedAt(), statement.getId().toString())));
        }
        return moments;
    }

    /// How many statements match.
    public long countMoments(IndexQuery query) {
        return store.read(sql ->
                sql.select(DSL.count().cast(Long.class))
                        .from(STATEMENT)
                        .join(SESSION)
                        .on(SESSION.ID.eq(STATEMENT.SESSION_ID))
                        .where(IndexConditions.onStatements(query))
                        .fetchOptional(0, Long.class)
                        .orElse(0L));
    }

    /// What a session's timeline is drawn from: every statement, without its text, in the order of the session.
    public void outline(String session, Consumer<StatementShape> each) {
        store.read(sql -> IndexOverview.shapes(sql, session, each));
    }

    /// The newest `limit` of the statements of a session that had begun by message `to`, in the order of the session.
    public List<StatementSpan> spans(String session, long to, int limit) {
        return store.read(sql -> IndexOverview.spans(sql, session, to, limit));
    }

    /// Sessions that match, counted by what they have in common, among the newest `most` of them.
    public SessionSummary summary(IndexQuery query, int most) {
        return store.read(sql -> IndexOverview.summary(sql, query, most));
    }

    /// A statement that was found.
    public record Moment(SessionRow session, StatementRow statement, IndexQuery.Place place) {}
}
