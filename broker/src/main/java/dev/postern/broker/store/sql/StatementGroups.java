package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Session.SESSION;

import dev.postern.broker.store.chunk.StatementTexts;
import dev.postern.broker.store.sql.FoundGroups.Counts;
import dev.postern.broker.store.sql.FoundGroups.Group;
import dev.postern.broker.store.sql.tables.index.tables.records.StatementRecord;
import dev.postern.sql.Fingerprints;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Counts statements, which come newest first, by what they have in common. Not thread-safe.
final class StatementGroups {

    /// Groups of a fingerprint or a table are counted up to so many.
    static final int MOST = 10_000;

    /// So much of a statement is kept as the example of its group.
    private static final int EXAMPLE_CHARS = 4_096;

    private static final int AT_ONCE = 500;

    private static final Comparator<Map.Entry<String, Tally>> ORDER =
            Comparator.comparingLong((Map.Entry<String, Tally> one) -> one.getValue().statements)
                    .thenComparingLong(one -> one.getValue().lastAt)
                    .reversed()
                    .thenComparing(Map.Entry::getKey);

    private final StatementGrouping by;
    private final Map<String, Tally> tallies = new LinkedHashMap<>();
    private long statements;
    private boolean isWhole = true;

    StatementGroups(StatementGrouping by) {
        this.by = by;
    }

    /// What is counted of a group, and where its newest statement is.
    private static final class Tally {

        private final long session;
        private final long ordinal;
        private final @Nullable String sql;
        private final Set<Long> sessions = new HashSet<>();
        private final long lastAt;
        private long firstAt;
        private long statements;
        private long errors;
        private long rows;

        Tally(StatementRecord newest, @Nullable String sql) {
            this.session = newest.getSessionKey();
            this.ordinal = newest.getOrdinal();
            this.lastAt = newest.getStartedAt();
            this.firstAt = lastAt;
            this.sql = sql;
        }

        void add(StatementRecord row) {
            sessions.add(row.getSessionKey());
            firstAt = row.getStartedAt();
            statements++;
            errors += IndexConditions.FAILED.contains(row.getOutcome()) ? 1 : 0;
            rows += row.getRowCount();
        }

        /// @param older not older than what was added before
        void add(Tally older) {
            sessions.addAll(older.sessions);
            firstAt = Math.min(firstAt, older.firstAt);
            statements += older.statements;
            errors += older.errors;
            rows += older.rows;
        }

        Counts counts() {
            return new Counts(statements, sessions.size(), errors, rows, firstAt, lastAt);
        }
    }

    /// Counts a statement; true, so that more are given.
    boolean add(StatementSearch.Found one) {
        statements++;
        StatementTexts texts = one.texts();
        for (String key : keys(one.row(), texts)) {
            Tally tally = tallies.get(key);
            if (tally == null) {
                if (by.readsTexts() && tallies.size() >= MOST) {
                    isWhole = false;
                    continue;
                }
                tally = new Tally(one.row(), texts == null ? null : example(texts.sql()));
                tallies.put(key, tally);
            }
            tally.add(one.row());
        }
        return true;
    }

    private Collection<String> keys(StatementRecord row, @Nullable StatementTexts texts) {
        return switch (by) {
            // People are known by their sessions.
            case SESSION, PERSON -> List.of(Long.toString(row.getSessionKey()));
            case FINGERPRINT -> texts == null ? List.of() : List.of(Fingerprints.of(texts.sql()));
            case TABLE -> {
                List<String> tables = texts == null ? null : StatementRow.tables(texts.sql());
                yield tables == null ? List.of() : tables;
            }
        };
    }

    private @Nullable String example(String sql) {
        return by != StatementGrouping.FINGERPRINT
                ? null
                : sql.length() <= EXAMPLE_CHARS ? sql : sql.substring(0, EXAMPLE_CHARS);
    }

    /// The `limit` largest groups.
    ///
    /// @param sessions  the rows of sessions by their keys
    /// @param stoppedAt where the search stopped, as [StatementSearch#walk] says it
    FoundGroups found(
            DSLContext sql,
            int limit,
            Function<Set<Long>, Map<Long, SessionRow>> sessions,
            @Nullable Long stoppedAt) {
        Map<String, Tally> all = by == StatementGrouping.PERSON ? people(sql) : tallies;
        List<Map.Entry<String, Tally>> largest =
                all.entrySet().stream().sorted(ORDER).limit(limit).toList();
        List<Group> groups = new ArrayList<>();
        for (int from = 0; from < largest.size(); from += AT_ONCE) {
            List<Map.Entry<String, Tally>> some =
                    largest.subList(from, Math.min(largest.size(), from + AT_ONCE));
            Set<Long> keys = new HashSet<>();
            some.forEach(one -> keys.add(one.getValue().session));
            Map<Long, SessionRow> known = sessions.apply(keys);
            for (Map.Entry<String, Tally> one : some) {
                Tally tally = one.getValue();
                SessionRow session = known.get(tally.session);
                if (session != null) {
                    groups.add(
                            new Group(
                                    by == StatementGrouping.SESSION ? session.id() : one.getKey(),
                                    session,
                                    tally.ordinal,
                                    tally.sql,
                                    tally.counts()));
                }
            }
        }
        return new FoundGroups(
                groups,
                all.size(),
                statements,
                isWhole,
                stoppedAt == null ? null : IndexPlace.upTo(stoppedAt).toPlace(),
                stoppedAt);
    }

    /// The sessions' tallies put together by whose they are.
    private Map<String, Tally> people(DSLContext sql) {
        Map<Long, String> owners = new HashMap<>();
        List<Long> keys = tallies.values().stream().map(tally -> tally.session).toList();
        for (int from = 0; from < keys.size(); from += AT_ONCE) {
            owners.putAll(
                    sql.select(SESSION.KEY, SESSION.PERSON_ID)
                            .from(SESSION)
                            .where(
                                    SESSION.KEY.in(
                                            keys.subList(
                                                    from, Math.min(keys.size(), from + AT_ONCE))))
                            .fetchMap(SESSION.KEY, SESSION.PERSON_ID));
        }
        Map<String, Tally> people = new LinkedHashMap<>();
        for (Tally tally : tallies.values()) {
            String owner = owners.get(tally.session);
            if (owner != null) {
                Tally known = people.putIfAbsent(owner, tally);
                if (known != null) {
                    known.add(tally);
                }
            }
        }
        return people;
    }
}
