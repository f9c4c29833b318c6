package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Chunk.CHUNK;
import static dev.postern.broker.store.sql.tables.index.tables.Session.SESSION;
import static dev.postern.broker.store.sql.tables.index.tables.Statement.STATEMENT;

import dev.postern.broker.store.chunk.StatementTexts;
import dev.postern.broker.store.sql.tables.index.tables.records.SessionRecord;
import dev.postern.broker.store.sql.tables.index.tables.records.StatementRecord;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Sessions and statements of the index, as rows.
public final class IndexRows {

    /// A search by text is counted exactly as far as so many chunks tell.
    private static final int MAX_COUNTED_CHUNKS = 400;

    /// A search of sessions by text is counted exactly as far as so many of them tell.
    private static final int MAX_COUNTED_SESSIONS = 400;

    /// A search by text and more is counted exactly up to here.
    private static final int MAX_COUNTED_BY_TEXT = 500;

    /// The marks of a session are read up to so many.
    private static final int MAX_MARKS = 2_000;

    /// A search without text is counted exactly up to here.
    private static final int MAX_COUNT = 10_000;

    private final IndexStore store;
    private final IndexTerms terms;
    private final ChunkRows chunks;

    public IndexRows(IndexStore store) {
        this.store = store;
        this.terms = new IndexTerms(store.cipher());
        this.chunks = new ChunkRows(store.cipher(), store.tokens());
    }

    /// Writes what is new about sessions, over what is there already, in one transaction.
    public void write(List<SessionBatch> batches) {
        store.write((sql, writer) -> {
            batches.forEach(batch -> writer.write(sql, batch));
            return batches.size();
        });
    }

    /// Empties the index.
    public void clear() {
        store.write((sql, writer) -> {
            writer.clear(sql);
            return true;
        });
    }

    /// Takes a session and all that was known of it out, so that no file holds any of it, as ciphertext either.
    ///
    /// @return whether it was there
    public boolean forget(String session) {
        boolean known = store.write((sql, writer) -> writer.forget(sql, session));
        if (known) {
            store.scrub();
        }
        return known;
    }

    /// The ids of sessions that the index has to their end.
    public Set<String> endedSessions() {
        return store.read(sql ->
                sql.select(SESSION.ID)
                        .from(SESSION)
                        .where(SESSION.ENDED_AT.isNotNull())
                        .and(SESSION.VERDICT.startsWith(SessionRow.Verdict.SEALED))
                        .fetchSet(SESSION.ID));
    }

    /// The ids of sessions that the index has to their end, with their values.
    public Set<String> indexedSessions() {
        return store.read(sql ->
                sql.select(SESSION.ID)
                        .from(SESSION)
                        .where(SESSION.ENDED_AT.isNotNull())
                        .and(SESSION.VERDICT.startsWith(SessionRow.Verdict.SEALED))
                        .and(SESSION.VALUES_TO.ge(0L))
                        .fetchSet(SESSION.ID));
    }

    /// Where values may be.
    public ValueRows values() {
        return new ValueRows(store, this::conditions);
    }

    /// What became of reviews.
    public OutcomeRows outcomes() {
        return new OutcomeRows(store);
    }

    /// The session with this id.
    public Optional<SessionRow> session(String id) {
        return store.read(sql -> one(sessions(sql, SESSION.ID.eq(id), 1)));
    }

    private static Optional<SessionRow> one(List<SessionRow> rows) {
        return rows.stream().findFirst();
    }

    /// Up to two sessions whose id begins with `prefix`, of those that can be seen.
    public List<SessionRow> sessionsLike(String prefix, Sight sight) {
        Condition condition = SESSION.ID.ge(prefix).and(SESSION.ID.lt(prefix + "~"));
        return store.read(sql -> sessions(sql, condition.and(sight.condition()), 2));
    }

    private List<SessionRow> sessions(DSLContext sql, Condition condition, int limit) {
        return rows(
                sql,
                sql.selectFrom(SESSION)
                        .where(condition)
                        .orderBy(SESSION.STARTED_AT.desc(), SESSION.ID.desc())
                        .limit(limit)
                        .fetch());
    }

    private List<SessionRow> rows(DSLContext sql, List<SessionRecord> records) {
        Map<Long, String> words = words(sql, records);
        return records.stream()
                .map(record -> IndexRecords.session(record, words, store.cipher()))
                .toList();
    }

    private Map<Long, String> words(DSLContext sql, List<SessionRecord> records) {
        Set<Long> ids = new HashSet<>();
        for (SessionRecord record : records) {
            ids.add(record.getDatabaseTerm());
            ids.add(record.getRoleTerm());
            ids.add(record.getApplicationTerm());
        }
        return terms.words(sql, ids);
    }

    /// Sessions, newest first.
    public List<SessionRow> sessions(
            IndexQuery query, IndexQuery.@Nullable Place after, int limit) {
        return store.read(sql -> rows(sql, matching(sql, query, after, limit)));
    }

    /// How many sessions there are.
    public IndexCount countSessions(IndexQuery query) {
        if (query.onTexts().isEmpty()) {
            return store.read(sql ->
                    new IndexCount(
                            sql.fetchCount(SESSION, conditions(sql, query).onSessions()), true));
        }
        return store.read(sql ->
                new SessionSearch(sql, query, conditions(sql, query), chunks)
                        .count(MAX_COUNTED_SESSIONS));
    }

    private List<SessionRecord> matching(
            DSLContext sql, IndexQuery query, IndexQuery.@Nullable Place after, int limit) {
        return new SessionSearch(sql, query, conditions(sql, query), chunks)
                .matching(after, limit, Integer.MAX_VALUE);
    }

    /// Statements of a session by ordinal.
    ///
    /// @param after the ordinal behind which to begin
    public List<StatementRow> statements(String session, long after, int limit) {
        return store.read(sql -> {
            Long key =
                    sql.select(SESSION.KEY)
                            .from(SESSION)
                            .where(SESSION.ID.eq(session))
                            .fetchOne(SESSION.KEY);
            return key == null ? List.of() : statements(sql, session, key, after, limit);
        });
    }

    private List<StatementRow> statements(
            DSLContext sql, String session, long key, long after, int limit) {
        List<StatementRecord> records =
                sql.selectFrom(STATEMENT)
                        .where(STATEMENT.SESSION_KEY.eq(key).and(STATEMENT.ORDINAL.gt(after)))
                        .orderBy(STATEMENT.ORDINAL)
                        .limit(limit)
                        .fetch();
        Map<Long, Map<Long, StatementTexts>> texts = new HashMap<>();
        return records.stream()
                .map(record -> IndexRecords.statement(session, record, texts(sql, record, texts)))
                .toList();
    }

    /// The texts of a statement, from its chunk, which is decrypted once for all that `known` is given to.
    private StatementTexts texts(
            DSLContext sql, StatementRecord row, Map<Long, Map<Long, StatementTexts>> known) {
        StatementTexts texts =
                known.computeIfAbsent(row.getChunkId(), id -> chunk(sql, row.getSessionKey(), id))
                        .get(row.getOrdinal());
        if (texts == null) {
            throw new StoreException(
                    StoreException.Kind.CORRUPT,
                    "the index lacks the text of a statement; stop the broker, delete index.db and"
                            + " start it again to make the index anew");
        }
        return texts;
    }

    private Map<Long, StatementTexts> chunk(DSLContext sql, long session, long id) {
        byte[] content =
                sql.select(CHUNK.CONTENT)
                        .from(CHUNK)
                        .where(CHUNK.ID.eq(id))
                        .fetchOne(CHUNK.CONTENT);
        Map<Long, StatementTexts> byOrdinal = new HashMap<>();
        if (content != null) {
            chunks.texts(session, id, content)
                    .forEach(texts -> byOrdinal.put(texts.ordinal(), texts));
        }
        return byOrdinal;
    }

    /// How many statements of a session are known.
    public long countStatements(String session) {
        return store.read(sql ->
                sql.fetchCount(
                        STATEMENT,
                        STATEMENT.SESSION_KEY.in(
                                DSL.select(SESSION.KEY)
                                        .from(SESSION)
                                        .where(SESSION.ID.eq(session)))));
    }

    /// Statements that match, newest first, each with its session.
    ///
    /// @param after the place of the last one of the page before
    public List<Moment> moments(IndexQuery query, IndexQuery.@Nullable Place after, int limit) {
        IndexPlace before = after == null ? IndexPlace.NEWEST : IndexPlace.of(after);
        return store.read(sql -> moments(sql, search(sql, query, before).page(limit)));
    }

    private StatementSearch search(DSLContext sql, IndexQuery query, IndexPlace before) {
        return new StatementSearch(sql, conditions(sql, query), chunks, query.onTexts(), before);
    }

    private List<Moment> moments(DSLContext sql, List<StatementSearch.Found> found) {
        Set<Long> keys = new HashSet<>();
        found.forEach(one -> keys.add(one.row().getSessionKey()));
        List<SessionRecord> records = sql.selectFrom(SESSION).where(SESSION.KEY.in(keys)).fetch();
        List<SessionRow> rows = rows(sql, records);
        Map<Long, SessionRow> sessions = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            sessions.put(records.get(i).getKey(), rows.get(i));
        }
        Map<Long, Map<Long, StatementTexts>> known = new HashMap<>();
        List<Moment> moments = new ArrayList<>();
        for (StatementSearch.Found one : found) {
            SessionRow session = sessions.get(one.row().getSessionKey());
            if (session != null) {
                StatementTexts texts =
                        one.texts() == null ? texts(sql, one.row(), known) : one.texts();
                moments.add(
                        new Moment(
                                session,
                                IndexRecords.statement(session.id(), one.row(), texts),
                                one.place().toPlace()));
            }
        }
        return moments;
    }

    /// How many statements match, as far as it can be told quickly.
    public IndexCount countMoments(IndexQuery query) {
        boolean byText = !query.onTexts().isEmpty();
        return store.read(sql -> {
            IndexConditions conditions = conditions(sql, query);
            if (byText && !conditions.lookAtStatements()) {
                return search(sql, query, IndexPlace.NEWEST).count(MAX_COUNTED_CHUNKS);
            }
            if (byText) {
                int count = search(sql, query, IndexPlace.NEWEST).page(MAX_COUNTED_BY_TEXT).size();
                return new IndexCount(count, count < MAX_COUNTED_BY_TEXT);
            }
            int count =
                    sql.fetchCount(
                            DSL.selectOne()
                                    .from(CHUNK)
                                    .join(SESSION)
                                    .on(SESSION.KEY.eq(CHUNK.SESSION_KEY))
                                    .join(STATEMENT)
                                    .on(STATEMENT.SESSION_KEY.eq(CHUNK.SESSION_KEY))
                                    .and(
                                            STATEMENT.ORDINAL.between(
                                                    CHUNK.FIRST_ORDINAL, CHUNK.LAST_ORDINAL))
                                    .and(STATEMENT.CHUNK_ID.eq(CHUNK.ID))
                                    .where(conditions.onStatements())
                                    .and(conditions.onChunks())
                                    .limit(MAX_COUNT));
            return new IndexCount(count, count < MAX_COUNT);
        });
    }

    private IndexConditions conditions(DSLContext sql, IndexQuery query) {
        return new IndexConditions(query, sql, terms, store.tokens(), store.cipher().tokenizer());
    }

    /// What a session's timeline is drawn from: every statement, without its text, in the order of the session.
    public void outline(String session, Consumer<StatementShape> each) {
        store.read(sql -> IndexOverview.shapes(sql, session, marks(sql, session), each));
    }

    /// What somebody wrote to mark statements of a session, by their ordinals.
    private Map<Long, String> marks(DSLContext sql, String session) {
        Map<Long, Map<Long, StatementTexts>> texts = new HashMap<>();
        Map<Long, String> marks = new HashMap<>();
        for (StatementRecord row :
                sql.select(STATEMENT.fields())
                        .from(STATEMENT)
                        .where(STATEMENT.SESSION_KEY.in(IndexOverview.key(session)))
                        .and(IndexConditions.has(STATEMENT.TRAITS, StatementTrait.MARK))
                        .orderBy(STATEMENT.ORDINAL)
                        .limit(MAX_MARKS)
                        .fetchInto(STATEMENT)) {
            String mark = texts(sql, row, texts).mark();
            if (mark != null) {
                marks.put(row.getOrdinal(), mark);
            }
        }
        return marks;
    }

    /// The newest `limit` of the statements of a session that had begun by message `to`, in the order of the session.
    public List<StatementSpan> spans(String session, long to, int limit) {
        return store.read(sql -> IndexOverview.spans(sql, session, to, limit));
    }

    /// The last statement that had begun by a message; none before the first.
    public Optional<Long> statementAtMessage(String session, long message) {
        return store.read(sql -> IndexOverview.last(sql, session, STATEMENT.MESSAGE.le(message)));
    }

    /// The last statement that had begun so many microseconds after the session; none before the first.
    public Optional<Long> statementAt(String session, long micros) {
        return store.read(sql -> IndexOverview.last(sql, session, STATEMENT.AT_MICROS.le(micros)));
    }

    /// Sessions that match, counted by what they have in common, among the newest `most` of them.
    public SessionSummary summary(IndexQuery query, int most) {
        return store.read(sql -> {
            List<SessionRecord> found = matching(sql, query, null, most + 1);
            return IndexOverview.summary(found, words(sql, found), most);
        });
    }

    /// A statement that was found.
    public record Moment(SessionRow session, StatementRow statement, IndexQuery.Place place) {}
}
