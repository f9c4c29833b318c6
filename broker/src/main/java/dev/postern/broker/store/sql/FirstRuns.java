package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.FirstRun.FIRST_RUN;
import static dev.postern.broker.store.sql.tables.index.tables.Statement.STATEMENT;

import dev.postern.broker.store.chunk.Tokenizer;
import dev.postern.broker.store.sql.tables.index.tables.records.FirstRunRecord;
import dev.postern.sql.Fingerprints;

import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which statement of a shape was the first of its person, of its database role on the target, of its target, and of its
/// person on the target; always within a transaction of the one writer. Thread-safe.
///
/// The first is the earliest by the time at which it began, whatever the order in which recordings are indexed: an earlier one
/// that is indexed later takes the place, and the former first is none any more. The index holds keyed tokens of who and
/// fingerprint, neither of them in the clear. With a session that is forgotten its firsts are forgotten too: the next statement
/// of the shape that is indexed is a first one again.
final class FirstRuns {

    /// So many firsts are remembered.
    private static final int REMEMBERED = 20_000;

    /// So many are looked up in one query.
    private static final int AT_ONCE = 500;

    /// Verbs of statements that hold a session together: that one ran for the first time says nothing.
    private static final Set<String> WITHOUT_NEWS =
            Set.of(
                    "BEGIN",
                    "START TRANSACTION",
                    "COMMIT",
                    "ROLLBACK",
                    "SAVEPOINT",
                    "RELEASE",
                    "DEALLOCATE",
                    "DEALLOCATE ALL",
                    "DISCARD ALL");

    private static final Comparator<StatementRow> BY_TIME =
            Comparator.comparingLong((StatementRow row) -> row.timing().startedAt())
                    .thenComparingLong(StatementRow::ordinal);

    private final Tokenizer tokenizer;
    private final Map<String, Long> tokens = recent();
    private final Map<Long, First> known = recent();

    FirstRuns(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    private static <K, V> Map<K, V> recent() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    /// The first statement of a shape.
    private record First(long startedAt, long session, long ordinal) {

        static First of(FirstRunRecord row) {
            return new First(row.getStartedAt(), row.getSessionKey(), row.getOrdinal());
        }

        boolean isBefore(First other) {
            if (startedAt != other.startedAt) {
                return startedAt < other.startedAt;
            }
            return session != other.session ? session < other.session : ordinal < other.ordinal;
        }
    }

    /// The statements of a batch with what is new about them.
    static final class News {

        private final Map<Long, Set<StatementTrait>> byOrdinal = new HashMap<>();

        private void add(long ordinal, StatementTrait trait) {
            byOrdinal
                    .computeIfAbsent(ordinal, ignored -> EnumSet.noneOf(StatementTrait.class))
                    .add(trait);
        }

        StatementRow on(StatementRow row) {
            Set<StatementTrait> news = byOrdinal.get(row.ordinal());
            if (news == null) {
                return row;
            }
            Set<StatementTrait> all = EnumSet.copyOf(news);
            all.addAll(row.text().traits().all());
            return row.with(new StatementRow.Traits(row.text().traits().noise(), all));
        }
    }

    /// Finds out what is new about the statements of a batch, and writes which are the first.
    synchronized News of(DSLContext sql, long session, SessionBatch batch) {
        List<StatementRow> rows = new ArrayList<>(batch.statements());
        rows.addAll(batch.running());
        rows.removeIf(
                row -> row.text().sql().isBlank() || WITHOUT_NEWS.contains(row.text().verb()));
        rows.sort(BY_TIME);
        List<Scope> scopes = scopes(batch.session());
        Map<String, Shape> shapes = new HashMap<>();
        List<Shape> ofRows = new ArrayList<>(rows.size());
        for (StatementRow row : rows) {
            ofRows.add(
                    shapes.computeIfAbsent(
                            Fingerprints.of(row.text().sql()),
                            shape -> new Shape(tokens(shape, scopes))));
        }
        load(sql, shapes.values());
        News news = new News();
        Map<Long, First> changed = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            StatementRow row = rows.get(i);
            First self = new First(row.timing().startedAt(), session, row.ordinal());
            for (int each = 0; each < scopes.size(); each++) {
                Scope scope = scopes.get(each);
                Shape shape = ofRows.get(i);
                First first = shape.firsts[each];
                if (first == null) {
                    long token = shape.tokens[each];
                    first = known.get(token);
                    if (first == null || self.isBefore(first)) {
                        if (first != null) {
                            dethrone(sql, first, scope.trait());
                        }
                        first = self;
                        known.put(token, self);
                        changed.put(token, self);
                    }
                    shape.firsts[each] = first;
                }
                if (isNew(scope.trait(), first, self, batch.approvedAt())) {
                    news.add(row.ordinal(), scope.trait());
                }
            }
        }
        write(sql, changed);
        return news;
    }

    private static boolean isNew(
            StatementTrait trait, First first, First self, @Nullable Long approvedAt) {
        return trait == StatementTrait.NEW_SINCE_APPROVAL
                ? approvedAt != null && first.startedAt() >= approvedAt
                : first.equals(self);
    }

    /// Who may run a shape for the first time.
    private record Scope(StatementTrait trait, String who) {}

    private static List<Scope> scopes(SessionRow session) {
        String person = session.who().personId();
        String target = session.where().target();
        return List.of(
                new Scope(StatementTrait.NEW_TO_PERSON, person),
                new Scope(StatementTrait.NEW_TO_ROLE, target + "\0" + session.where().role()),
                new Scope(StatementTrait.NEW_TO_TARGET, target),
                new Scope(StatementTrait.NEW_SINCE_APPROVAL, target + "\0" + person));
    }

    /// A shape in one batch, whose statements come in the order of time: the first of them settles which is the first.
    private static final class Shape {

        /// For each scope.
        private final long[] tokens;

        private final @Nullable First[] firsts;

        Shape(long[] tokens) {
            this.tokens = tokens;
            this.firsts = new First[tokens.length];
        }
    }

    /// The token of a shape for each of `scopes`.
    ///
    /// @param shape its fingerprint
    private long[] tokens(String shape, List<Scope> scopes) {
        long[] all = new long[scopes.size()];
        for (int i = 0; i < all.length; i++) {
            Scope scope = scopes.get(i);
            all[i] =
                    tokens.computeIfAbsent(
                            shape + scope.trait().word() + "\0" + scope.who(),
                            word -> tokenizer.term("first run", word));
        }
        return all;
    }

    /// Has what is stored about these tokens in [#known].
    private void load(DSLContext sql, Collection<Shape> shapes) {
        List<Long> distinct =
                shapes.stream()
                        .flatMapToLong(shape -> Arrays.stream(shape.tokens))
                        .filter(token -> !known.containsKey(token))
                        .distinct()
                        .boxed()
                        .toList();
        for (int i = 0; i < distinct.size(); i += AT_ONCE) {
            sql.selectFrom(FIRST_RUN)
                    .where(
                            FIRST_RUN.TOKEN.in(
                                    distinct.subList(i, Math.min(i + AT_ONCE, distinct.size()))))
                    .fetch()
                    .forEach(row -> known.put(row.getToken(), First.of(row)));
        }
    }

    private static void dethrone(DSLContext sql, First first, StatementTrait trait) {
        sql.update(STATEMENT)
                .set(STATEMENT.TRAITS, STATEMENT.TRAITS.minus(trait.bit()))
                .where(STATEMENT.SESSION_KEY.eq(first.session()))
                .and(STATEMENT.ORDINAL.eq(first.ordinal()))
                .and(IndexConditions.has(STATEMENT.TRAITS, trait))
                .execute();
    }

    /// Another broker may have written an earlier one meanwhile: that one stays.
    private static void write(DSLContext sql, Map<Long, First> changed) {
        List<Map.Entry<Long, First>> rows = List.copyOf(changed.entrySet());
        for (int i = 0; i < rows.size(); i += AT_ONCE) {
            var insert =
                    sql.insertInto(
                            FIRST_RUN,
                            FIRST_RUN.TOKEN,
                            FIRST_RUN.SESSION_KEY,
                            FIRST_RUN.ORDINAL,
                            FIRST_RUN.STARTED_AT);
            for (Map.Entry<Long, First> row : rows.subList(i, Math.min(i + AT_ONCE, rows.size()))) {
                First first = row.getValue();
                insert =
                        insert.values(
                                row.getKey(), first.session(), first.ordinal(), first.startedAt());
            }
            insert.onConflict(FIRST_RUN.TOKEN)
                    .doUpdate()
                    .set(FIRST_RUN.SESSION_KEY, DSL.excluded(FIRST_RUN.SESSION_KEY))
                    .set(FIRST_RUN.ORDINAL, DSL.excluded(FIRST_RUN.ORDINAL))
                    .set(FIRST_RUN.STARTED_AT, DSL.excluded(FIRST_RUN.STARTED_AT))
                    .where(DSL.excluded(FIRST_RUN.STARTED_AT).le(FIRST_RUN.STARTED_AT))
                    .execute();
        }
    }

    /// Reads everything anew: what was written last may have been taken back.
    synchronized void doubt() {
        known.clear();
    }

    /// Forgets the firsts of a session.
    synchronized void forget(DSLContext sql, long session) {
        sql.deleteFrom(FIRST_RUN).where(FIRST_RUN.SESSION_KEY.eq(session)).execute();
        known.clear();
    }

    /// Forgets everything.
    synchronized void clear(DSLContext sql) {
        sql.deleteFrom(FIRST_RUN).execute();
        known.clear();
    }
}
