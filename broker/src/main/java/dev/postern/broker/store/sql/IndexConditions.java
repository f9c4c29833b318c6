package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Session.SESSION;
import static dev.postern.broker.store.sql.tables.index.tables.Statement.STATEMENT;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

import java.util.List;
import java.util.Locale;

/// Criteria as SQL conditions; every value is a bound parameter.
final class IndexConditions {

    private static final int TRIGRAM = 3;
    private static final List<String> WRITES =
            List.of(
                    "INSERT",
                    "UPDATE",
                    "DELETE",
                    "MERGE",
                    "TRUNCATE",
                    "CREATE",
                    "ALTER",
                    "DROP",
                    "GRANT",
                    "REVOKE",
                    "COPY");

    private IndexConditions() {}

    /// On sessions: a criterion on statements holds if it holds for any of them.
    static Condition onSessions(IndexQuery query) {
        Condition all = limits(query);
        for (IndexQuery.Criterion criterion : query.criteria()) {
            Condition one =
                    isOnStatements(criterion)
                            ? DSL.exists(
                                    DSL.selectOne()
                                            .from(STATEMENT)
                                            .where(
                                                    STATEMENT
                                                            .SESSION_ID
                                                            .eq(SESSION.ID)
                                                            .and(statement(criterion))))
                            : session(criterion);
            all = all.and(criterion.negated() ? DSL.not(one) : one);
        }
        return all;
    }

    /// On statements joined with their sessions.
    static Condition onStatements(IndexQuery query) {
        Condition all = limits(query);
        for (IndexQuery.Criterion criterion : query.criteria()) {
            Condition one = isOnStatements(criterion) ? statement(criterion) : session(criterion);
            all = all.and(criterion.negated() ? DSL.not(one) : one);
        }
        return all;
    }

    private static Condition limits(IndexQuery query) {
        Condition all = DSL.noCondition();
        if (query.person() != null) {
            all = all.and(SESSION.PERSON_ID.eq(query.person()));
        }
        if (query.from() != null) {
            all = all.and(SESSION.STARTED_AT.ge(query.from()));
        }
        if (query.to() != null) {
            all = all.and(SESSION.STARTED_AT.le(query.to()));
        }
        return all;
    }

    private static boolean isOnStatements(IndexQuery.Criterion criterion) {
        return switch (criterion.kind()) {
            case HAS_ERROR, HAS_WRITE, TEXT -> true;
            case USER, TARGET, DATABASE, ROLE, APPLICATION, STATE -> false;
        };
    }

    private static Condition session(IndexQuery.Criterion criterion) {
        String value = criterion.value();
        return switch (criterion.kind()) {
            case USER ->
                    contains(SESSION.PERSON_NAME, value).or(contains(SESSION.PERSON_EMAIL, value));
            case TARGET -> is(SESSION.TARGET, value);
            case DATABASE -> is(SESSION.DATABASE_NAME, value);
            case ROLE -> is(SESSION.DATABASE_ROLE, value);
            case APPLICATION -> is(SESSION.APPLICATION, value);
            case STATE -> is(SESSION.STATE, value);
            case HAS_ERROR, HAS_WRITE, TEXT ->
                    throw new IllegalStateException("on statements: " + criterion.kind());
        };
    }

    private static Condition statement(IndexQuery.Criterion criterion) {
        return switch (criterion.kind()) {
            case HAS_ERROR -> STATEMENT.OUTCOME.in("failed", "cancelled");
            case HAS_WRITE -> writes();
            case TEXT -> text(criterion.value());
            case USER, TARGET, DATABASE, ROLE, APPLICATION, STATE ->
                    throw new IllegalStateException("on sessions: " + criterion.kind());
        };
    }

    private static Condition writes() {
        Condition any = DSL.falseCondition();
        for (String verb : WRITES) {
            any = any.or(STATEMENT.VERB.eq(verb)).or(STATEMENT.VERB.startsWith(verb + " "));
        }
        return any;
    }

    private static Condition text(String text) {
        if (text.codePointCount(0, text.length()) < TRIGRAM) {
            return contains(STATEMENT.SQL, text).or(contains(STATEMENT.ERROR_MESSAGE, text));
        }
        String phrase = '"' + text.replace("\"", "\"\"") + '"';
        return STATEMENT.ID.in(
                DSL.select(DSL.field("rowid", Long.class))
                        .from(DSL.table("statement_fts"))
                        .where(DSL.condition("statement_fts match {0}", DSL.val(phrase))));
    }

    private static Condition contains(Field<String> field, String text) {
        return DSL.lower(field).contains(text.toLowerCase(Locale.ROOT));
    }

    private static Condition is(Field<String> field, String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return lower.endsWith("*")
                ? DSL.lower(field).startsWith(lower.substring(0, lower.length() - 1))
                : DSL.lower(field).eq(lower);
    }
}
