package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Session.SESSION;
import static dev.postern.broker.store.sql.tables.index.tables.SessionAssignee.SESSION_ASSIGNEE;
import static dev.postern.broker.store.sql.tables.index.tables.SessionDue.SESSION_DUE;
import static dev.postern.broker.store.sql.tables.index.tables.SessionOutcome.SESSION_OUTCOME;

import dev.postern.broker.store.sql.tables.index.tables.records.SessionDueRecord;
import dev.postern.broker.store.sql.tables.index.tables.records.SessionRecord;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/// Which sessions wait for a review, in what order, and who is to review them.
///
/// What was decided can be decided again from the recordings and the rules; the truth about who is to review is in the state.
public final class DueRows {

    /// A search that looks into sessions is counted exactly as far as so many of them tell.
    private static final int MAX_COUNTED = 400;

    private final IndexStore store;
    private final BiFunction<DSLContext, IndexQuery, SessionSearch> searches;
    private final BiFunction<DSLContext, List<SessionRecord>, List<SessionRow>> rows;

    DueRows(
            IndexStore store,
            BiFunction<DSLContext, IndexQuery, SessionSearch> searches,
            BiFunction<DSLContext, List<SessionRecord>, List<SessionRow>> rows) {
        this.store = store;
        this.searches = searches;
        this.rows = rows;
    }

    /// Which of the sessions that wait are asked for, by who is to review them.
    ///
    /// @param person the id of who is to review them; null for nobody
    public record Assigned(@Nullable String person) {}

    /// Sessions that have ended, that nobody has reviewed, and about which these rules have not decided, by id.
    ///
    /// @param among only these, at most 200; null for any
    /// @param after the id behind which to begin
    public List<DueRow.Undecided> undecided(
            String rules, @Nullable Collection<String> among, String after, int limit) {
        Condition asked = among == null ? DSL.noCondition() : SESSION.ID.in(among);
        return store.read(sql ->
                sql.select(
                                SESSION.ID,
                                SESSION.STARTED_AT,
                                SESSION.ENDED_AT,
                                SESSION.BREAK_GLASS,
                                SESSION_DUE.DRAW)
                        .from(SESSION)
                        .leftJoin(SESSION_DUE)
                        .on(SESSION_DUE.SESSION_ID.eq(SESSION.ID))
                        .where(asked)
                        .and(SESSION.ID.gt(after))
                        .and(SESSION.ENDED_AT.isNotNull())
                        .and(SESSION.VERDICT.startsWith(SessionRow.Verdict.SEALED))
                        .and(SESSION_DUE.RULES.isNull().or(SESSION_DUE.RULES.ne(rules)))
                        .and(isOpen())
                        .orderBy(SESSION.ID)
                        .limit(limit)
                        .fetch(row ->
                                new DueRow.Undecided(
                                        row.value1(),
                                        row.value2(),
                                        row.value3(),
                                        row.value4(),
                                        row.value5())));
    }

    /// Notes what was decided, over what was decided before.
    public void put(List<DueRow> decided) {
        store.write((sql, writer) -> {
            decided.forEach(row -> put(sql, row));
            return decided.size();
        });
    }

    private static void put(DSLContext sql, DueRow row) {
        sql.deleteFrom(SESSION_DUE).where(SESSION_DUE.SESSION_ID.eq(row.session())).execute();
        sql.insertInto(SESSION_DUE)
                .set(SESSION_DUE.SESSION_ID, row.session())
                .set(SESSION_DUE.RULES, row.rules())
                .set(SESSION_DUE.RULE, row.rule())
                .set(SESSION_DUE.WAITS, row.waits())
                .set(SESSION_DUE.BREAK_GLASS, row.breakGlass())
                .set(SESSION_DUE.DUE_AT, row.dueAt())
                .set(SESSION_DUE.QUEUE_RANK, row.place().rank())
                .set(SESSION_DUE.QUEUE_AT, row.place().at())
                .set(SESSION_DUE.DRAW, row.draw())
                .execute();
    }

    /// What was decided about a session.
    public Optional<DueRow> of(String session) {
        return store.read(sql -> Optional.ofNullable(of(sql, List.of(session)).get(session)));
    }

    private static Map<String, DueRow> of(DSLContext sql, Collection<String> sessions) {
        return sql.selectFrom(SESSION_DUE)
                .where(SESSION_DUE.SESSION_ID.in(sessions))
                .fetchMap(SESSION_DUE.SESSION_ID, DueRows::row);
    }

    /// Sessions that wait: those that have access which nobody had approved first, then by due time, then the newest.
    ///
    /// @param assigned null for whoever is to review them
    /// @param after    where the page begins, the `next` of the one before, or null
    /// @param budget   ends the search before the page is full
    public QueuePage page(
            IndexQuery query,
            @Nullable Assigned assigned,
            DueRow.@Nullable Place after,
            int limit,
            SearchBudget budget) {
        Condition waiting = waiting(assigned);
        return store.read(sql -> {
            SessionSearch search = searches.apply(sql, query);
            SessionSearch.Some some =
                    search.queue(
                            after == null ? waiting : waiting.and(behind(after)),
                            limit + 1,
                            budget);
            boolean isFull = some.found().size() > limit;
            List<SessionRecord> shown = isFull ? some.found().subList(0, limit) : some.found();
            SessionRecord stopped = isFull ? null : some.last();
            SessionRecord last = isFull ? shown.getLast() : stopped;
            Set<String> ids = new HashSet<>();
            shown.forEach(record -> ids.add(record.getId()));
            if (last != null) {
                ids.add(last.getId());
            }
            Map<String, DueRow> due = of(sql, ids);
            boolean isAll = after == null && last == null;
            return new QueuePage(
                    rows.apply(sql, shown).stream()
                            .map(row -> new QueuePage.Waiting(row, known(due, row.id())))
                            .toList(),
                    last == null ? null : known(due, last.getId()).place(),
                    stopped != null,
                    isAll
                            ? new IndexCount(shown.size(), true)
                            : count(searches.apply(sql, query), waiting, shown.size(), budget));
        });
    }

    private static DueRow known(Map<String, DueRow> due, String session) {
        return Objects.requireNonNull(due.get(session), "found by its row");
    }

    private static IndexCount count(
            SessionSearch search, Condition waiting, int least, SearchBudget budget) {
        if (!search.looks()) {
            return new IndexCount(search.countQueue(waiting), true);
        }
        SessionSearch.Some some =
                search.queue(waiting, Integer.MAX_VALUE, budget.toCount(MAX_COUNTED));
        return new IndexCount(Math.max(least, some.found().size()), some.last() == null);
    }

    private static Condition waiting(@Nullable Assigned assigned) {
        if (assigned == null) {
            return isOpen().and(SESSION_DUE.WAITS.isTrue().or(DSL.exists(assignee())));
        }
        return assigned.person() == null
                ? isOpen().and(SESSION_DUE.WAITS.isTrue()).and(DSL.notExists(assignee()))
                : isOpen().and(
                                DSL.exists(
                                        assignee()
                                                .and(
                                                        SESSION_ASSIGNEE.PERSON_ID.eq(
                                                                assigned.person()))));
    }

    private static org.jooq.SelectConditionStep<?> assignee() {
        return DSL.selectOne()
                .from(SESSION_ASSIGNEE)
                .where(SESSION_ASSIGNEE.SESSION_ID.eq(SESSION.ID));
    }

    private static Condition isOpen() {
        return DSL.notExists(
                DSL.selectOne()
                        .from(SESSION_OUTCOME)
                        .where(SESSION_OUTCOME.SESSION_ID.eq(SESSION.ID)));
    }

    private static Condition behind(DueRow.Place place) {
        return DSL.row(SESSION_DUE.QUEUE_RANK, SESSION_DUE.QUEUE_AT)
                .gt(place.rank(), place.at())
                .or(
                        SESSION_DUE
                                .QUEUE_RANK
                                .eq(place.rank())
                                .and(SESSION_DUE.QUEUE_AT.eq(place.at()))
                                .and(SESSION_DUE.SESSION_ID.lt(place.session())));
    }

    /// Notes who is to review a session; null for nobody.
    public void assign(String session, @Nullable String person) {
        store.write((sql, writer) -> {
            assign(sql, session, person);
            return true;
        });
    }

    /// Notes who is to review which session.
    ///
    /// @return of how many sessions the index knew otherwise
    public int assignAll(Map<String, String> persons) {
        return store.write((sql, writer) -> {
            Map<String, String> known =
                    sql.selectFrom(SESSION_ASSIGNEE)
                            .fetchMap(SESSION_ASSIGNEE.SESSION_ID, SESSION_ASSIGNEE.PERSON_ID);
            Set<String> sessions = new HashSet<>(known.keySet());
            sessions.addAll(persons.keySet());
            Map<String, String> wanted = new HashMap<>(persons);
            sessions.removeIf(id -> Objects.equals(known.get(id), wanted.get(id)));
            sessions.forEach(session -> assign(sql, session, wanted.get(session)));
            return sessions.size();
        });
    }

    private static void assign(DSLContext sql, String session, @Nullable String person) {
        sql.deleteFrom(SESSION_ASSIGNEE).where(SESSION_ASSIGNEE.SESSION_ID.eq(session)).execute();
        if (person != null) {
            sql.insertInto(SESSION_ASSIGNEE)
                    .set(SESSION_ASSIGNEE.SESSION_ID, session)
                    .set(SESSION_ASSIGNEE.PERSON_ID, person)
                    .execute();
        }
    }

    private static DueRow row(SessionDueRecord r) {
        return new DueRow(
                r.getSessionId(),
                r.getRules(),
                r.getRule(),
                r.getWaits(),
                r.getBreakGlass(),
                r.getDueAt(),
                new DueRow.Place(r.getQueueRank(), r.getQueueAt(), r.getSessionId()),
                r.getDraw());
    }
}
