package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Session.SESSION;
import static dev.postern.broker.store.sql.tables.index.tables.Statement.STATEMENT;

import org.jooq.Condition;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The index from afar: a session's statements without their texts.
final class IndexOverview {

    private static final int FETCH_SIZE = 1_000;

    private IndexOverview() {}

    /// Gives every statement of a session to `each`, and how many there were back.
    ///
    /// @param marks what somebody wrote, by the ordinals of statements
    static long shapes(
            DSLContext sql,
            String session,
            Map<Long, String> marks,
            Consumer<StatementShape> each) {
        long shapes = 0;
        try (Cursor<? extends Record> rows =
                sql.select(
                                STATEMENT.ORDINAL,
                                STATEMENT.AT_MICROS,
                                STATEMENT.DURATION_MICROS,
                                STATEMENT.HELD_MICROS,
                                STATEMENT.VERB,
                                STATEMENT.WROTE,
                                STATEMENT.OUTCOME,
                                STATEMENT.ROW_COUNT,
                                STATEMENT.BYTE_COUNT,
                                STATEMENT.SENSITIVE_COUNT,
                                STATEMENT.TRANSACTION_NUMBER,
                                STATEMENT.TRANSACTION_OUTCOME,
                                STATEMENT.TRAITS)
                        .from(STATEMENT)
                        .where(STATEMENT.SESSION_KEY.in(key(session)))
                        .orderBy(STATEMENT.ORDINAL)
                        .fetchSize(FETCH_SIZE)
                        .fetchLazy()) {
            for (Record row : rows) {
                each.accept(shape(row, marks));
                shapes++;
            }
        }
        return shapes;
    }

    static Select<Record1<Long>> key(String session) {
        return DSL.select(SESSION.KEY).from(SESSION).where(SESSION.ID.eq(session));
    }

    private static StatementShape shape(Record row, Map<Long, String> marks) {
        Long transaction = row.get(STATEMENT.TRANSACTION_NUMBER);
        return new StatementShape(
                row.get(STATEMENT.ORDINAL),
                row.get(STATEMENT.AT_MICROS),
                untilAnswered(row),
                row.get(STATEMENT.VERB),
                row.get(STATEMENT.WROTE) && row.get(STATEMENT.VERB).equals("COPY"),
                row.get(STATEMENT.OUTCOME),
                new StatementShape.Returned(
                        row.get(STATEMENT.ROW_COUNT),
                        row.get(STATEMENT.BYTE_COUNT),
                        row.get(STATEMENT.SENSITIVE_COUNT)),
                transaction == null
                        ? null
                        : new StatementRow.Transaction(
                                transaction, row.get(STATEMENT.TRANSACTION_OUTCOME)),
                new StatementShape.Signs(
                        StatementTrait.of(row.get(STATEMENT.TRAITS)),
                        marks.get(row.get(STATEMENT.ORDINAL))));
    }

    /// From the begin of a statement to its end, in microseconds, what it waited included; null while it runs.
    private static @Nullable Long untilAnswered(Record row) {
        Long took = row.get(STATEMENT.DURATION_MICROS);
        Long held = row.get(STATEMENT.HELD_MICROS);
        return took == null || held == null ? took : Long.valueOf(took + held);
    }

    static List<StatementSpan> spans(DSLContext sql, String session, long to, int limit) {
        return sql.select(
                        STATEMENT.ORDINAL,
                        STATEMENT.MESSAGE,
                        STATEMENT.AT_MICROS,
                        STATEMENT.DURATION_MICROS,
                        STATEMENT.HELD_MICROS)
                .from(STATEMENT)
                .where(STATEMENT.SESSION_KEY.in(key(session)).and(STATEMENT.MESSAGE.le(to)))
                .orderBy(STATEMENT.ORDINAL.desc())
                .limit(limit)
                .fetch(row -> span(row))
                .reversed();
    }

    /// The ordinal of the last statement of a session of which `condition` holds.
    static Optional<Long> last(DSLContext sql, String session, Condition condition) {
        return sql.select(STATEMENT.ORDINAL)
                .from(STATEMENT)
                .where(STATEMENT.SESSION_KEY.in(key(session)).and(condition))
                .orderBy(STATEMENT.ORDINAL.desc())
                .limit(1)
                .fetchOptional(STATEMENT.ORDINAL);
    }

    private static StatementSpan span(Record row) {
        Long took = untilAnswered(row);
        return new StatementSpan(
                row.get(STATEMENT.ORDINAL),
                row.get(STATEMENT.MESSAGE),
                took == null ? null : row.get(STATEMENT.AT_MICROS) + took);
    }
}
