package dev.postern.broker.store.sql;

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

    /// The marks of a session are read up to so many.
    private static final int MAX_MARKS = 2_000;

    /// A search is counted exactly up to here; without text, so many chunks are looked into for that.
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
        return ended(DSL.noCondition());
    }

    /// The ids of sessions that the index has to their end, with their values.
    public Set<String> indexedSessions() {
        return ended(SESSION.VALUES_TO.ge(0L));
    }

    private Set<String> ended(Condition also) {
        return store.read(sql ->
                sql.select(SESSION.ID)
                        .from(SESSION)
                        .where(SESSION.ENDED_AT.isNotNull())
                        .and(SESSION.VERDICT.startsWith(SessionRow.Verdict.SEALED))
                        .and(also)
                        .fetchSet(SESSION.ID));
    }

    /// Where values may be.
    public ValueRows values() {
        return new ValueRows(store, this::conditions);
    }

    /// What was done to sessions.
    public ActRows acts() {
        return new ActRows(store);
    }

    /// What became of reviews.
    public OutcomeRows outcomes() {
        return new OutcomeRows(store);
    }

    /// Which sessions wait for a review.
    public DueRows due() {
        return new DueRows(store, this::search, this::rows);
    }

    /// The session with this id.
    public Optional<SessionRow> session(String id) {
        return store.read(sql -> sessions(sql, SESSION.ID.eq(id), 1).stream().findFirst());
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
            ids.add(record.getTicketTerm());
            ids.add(record.getGroupsTerm());
        }
        return terms.words(sql, ids);
    }

    /// Sessions, newest first.
    ///
    /// @param after  where the page begins, the `next` of the one before, or null
    /// @param budget ends the search before the page is full
    public FoundPage<SessionRow> sessions(
            IndexQuery query, IndexQuery.@Nullable Place after, int limit, SearchBudget budget) {
        return store.read(sql -> {
            SessionSearch.Some some = search(sql, query).page(after, limit + 1, budget);
            List<SessionRecord> found = some.found();
            boolean isFull = found.size() > limit;
            List<SessionRecord> shown = isFull ? found.subList(0, limit) : found;
            IndexQuery.Place stopped = isFull ? null : some.stopped();
            IndexQuery.Place next = isFull ? SessionSearch.place(shown.getLast()) : stopped;
            boolean isAll = after == null && next == null;
            return new FoundPage<>(
                    rows(sql, shown),
                    next,
                    stopped == null ? null : stopped.startedAt(),
                    isAll
                            ? new IndexCount(found.size(), true)
                            : count(sql, query, after == null ? found.size() : 0, budget));
        });
    }

    private SessionSearch search(DSLContext sql, IndexQuery query) {
        return new SessionSearch(sql, query, conditions(sql, query), chunks);
    }

    /// @param least so many are known
    private IndexCount count(DSLContext sql, IndexQuery query, int least, SearchBudget budget) {
        boolean isOnTexts = !query.onTexts().isEmpty();
        IndexConditions conditions = conditions(sql, query);
        if (!isOnTexts && !conditions.lookIntoSessions()) {
            return new IndexCount(sql.fetchCount(SESSION, conditions.onSessionRows()), true);
        }
        int most = isOnTexts ? MAX_COUNTED_SESSIONS : MAX_COUNT;
        SessionSearch.Some some =
                search(sql, query).page(null, Integer.MAX_VALUE, budget.toCount(most));
        return new IndexCount(Math.max(least, some.found().size()), some.stopped() == null);
    }

    /// Statements of a session by ordinal.
    ///
    /// @param after the ordinal behind which to begin
    public List<StatementRow> statements(String session, long after, int limit) {
        return store.read(sql -> statements(sql, session, after, limit));
    }

    private List<StatementRow> statements(DSLContext sql, String session, long after, int limit) {
        List<StatementRecord> records =
                sql.selectFrom(STATEMENT)
                        .where(STATEMENT.SESSION_KEY.in(IndexOverview.key(session)))
                        .and(STATEMENT.ORDINAL.gt(after))
                        .orderBy(STATEMENT.ORDINAL)
                        .limit(limit)
                        .fetch();
        Map<Long, Map<Long, StatementTexts>> texts = new HashMap<>();
        return records.stream()
                .map(record ->
                        IndexRecords.statement(session, record, chunks.texts(sql, record, texts)))
                .toList();
    }

    /// How many statements of a session are known.
    public long countStatements(String session) {
        Condition ofSession = STATEMENT.SESSION_KEY.in(IndexOverview.key(session));
        return store.read(sql -> sql.fetchCount(STATEMENT, ofSession));
    }

    /// The statements of one session that match.
    ///
    /// @param budget ends the search before it knows all statements
    public FoundOrdinals matches(String session, IndexQuery query, SearchBudget budget) {
        return store.read(sql ->
                new SessionMatches(sql, conditions(sql, query), chunks, query.onTexts(), session)
                        .find(budget));
    }

    /// Statements that match, newest first, each with its session.
    ///
    /// @param after  where the page begins, the `next` of the one before, or null
    /// @param budget ends the search before the page is full
    public FoundPage<Moment> moments(
            IndexQuery query, IndexQuery.@Nullable Place after, int limit, SearchBudget budget) {
        IndexPlace before = after == null ? IndexPlace.NEWEST : IndexPlace.of(after);
        return store.read(sql -> {
            try (StatementSearch search = search(sql, query, before)) {
                StatementSearch.Some some = search.page(limit + 1, budget);
                List<StatementSearch.Found> found = some.found();
                boolean isFull = found.size() > limit;
                List<StatementSearch.Found> shown = isFull ? found.subList(0, limit) : found;
                Long stoppedAt = isFull ? null : some.stoppedAt();
                IndexQuery.Place next =
                        isFull
                                ? shown.getLast().place().toPlace()
                                : stoppedAt == null ? null : IndexPlace.upTo(stoppedAt).toPlace();
                IndexCount total =
                        after == null
                                ? count(query, search, some, budget)
                                : count(sql, query, budget);
                return new FoundPage<>(moments(sql, shown), next, stoppedAt, total);
            }
        });
    }

    private StatementSearch search(DSLContext sql, IndexQuery query, IndexPlace before) {
        return search(sql, query, before, false);
    }

    private StatementSearch search(
            DSLContext sql, IndexQuery query, IndexPlace before, boolean withTexts) {
        return new StatementSearch(
                sql, conditions(sql, query), chunks, query.onTexts(), before, withTexts);
    }

    /// Statements that match, by what they have in common: the largest group first.
    ///
    /// @param after  statements behind this place alone, the `next` of an answer, or null
    /// @param limit  so many groups are told of
    /// @param budget ends the search before it knows all statements
    public FoundGroups groups(
            IndexQuery query,
            StatementGrouping by,
            IndexQuery.@Nullable Place after,
            int limit,
            SearchBudget budget) {
        IndexPlace before = after == null ? IndexPlace.NEWEST : IndexPlace.of(after);
        return store.read(sql -> {
            StatementGroups groups = new StatementGroups(by);
            try (StatementSearch search = search(sql, query, before, by.readsTexts())) {
                Long stoppedAt = search.walk(groups::add, budget);
                return groups.found(sql, limit, keys -> sessions(sql, keys), stoppedAt);
            }
        });
    }

    private IndexCount count(DSLContext sql, IndexQuery query, SearchBudget budget) {
        try (StatementSearch search = search(sql, query, IndexPlace.NEWEST)) {
            return count(query, search, new StatementSearch.Some(List.of(), null), budget);
        }
    }

    /// How many statements match, as far as it can be told quickly.
    ///
    /// @param page the first page of the search
    private static IndexCount count(
            IndexQuery query,
            StatementSearch search,
            StatementSearch.Some page,
            SearchBudget budget) {
        int found = page.found().size();
        if (page.stoppedAt() != null) {
            return new IndexCount(found, false);
        }
        return query.onTexts().isEmpty()
                ? search.count(found, MAX_COUNT, budget.toCount(MAX_COUNT))
                : search.count(found, MAX_COUNT, budget.toCount(MAX_COUNTED_CHUNKS));
    }

    private List<Moment> moments(DSLContext sql, List<StatementSearch.Found> found) {
        Set<Long> keys = new HashSet<>();
        found.forEach(one -> keys.add(one.row().getSessionKey()));
        Map<Long, SessionRow> sessions = sessions(sql, keys);
        Map<Long, Map<Long, StatementTexts>> known = new HashMap<>();
        List<Moment> moments = new ArrayList<>();
        for (StatementSearch.Found one : found) {
            SessionRow session = sessions.get(one.row().getSessionKey());
            if (session != null) {
                StatementTexts texts =
                        one.texts() == null ? chunks.texts(sql, one.row(), known) : one.texts();
                moments.add(
                        new Moment(
                                session,
                                IndexRecords.statement(session.id(), one.row(), texts),
                                one.place().toPlace()));
            }
        }
        return moments;
    }

    private Map<Long, SessionRow> sessions(DSLContext sql, Set<Long> keys) {
        List<SessionRecord> records = sql.selectFrom(SESSION).where(SESSION.KEY.in(keys)).fetch();
        List<SessionRow> rows = rows(sql, records);
        Map<Long, SessionRow> sessions = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            sessions.put(records.get(i).getKey(), rows.get(i));
        }
        return sessions;
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
            String mark = chunks.texts(sql, row, texts).mark();
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
    ///
    /// @param now    until when sessions that run are measured, microseconds since 1970
    /// @param budget ends it before there are so many
    public SessionSummary summary(IndexQuery query, int most, long now, SearchBudget budget) {
        return store.read(sql -> {
            SessionSearch.Some some = search(sql, query).page(null, most + 1, budget);
            return SessionCounts.summary(sql, some, words(sql, some.found()), most, now);
        });
    }
}
