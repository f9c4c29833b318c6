package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Chunk.CHUNK;
import static dev.postern.broker.store.sql.tables.index.tables.Session.SESSION;
import static dev.postern.broker.store.sql.tables.index.tables.Statement.STATEMENT;

import dev.postern.broker.store.chunk.Tokenizer;
import dev.postern.broker.store.sql.IndexQuery.Criterion;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/// The criteria of one query as SQL conditions; every value is a bound parameter.
final class IndexConditions {

    /// Of a long text so many tokens are looked up: more would hardly narrow it down.
    private static final int MAX_TOKENS = 24;

    private final IndexQuery query;
    private final DSLContext sql;
    private final IndexTerms terms;
    private final TokenIndex tokens;
    private final Tokenizer tokenizer;

    IndexConditions(
            IndexQuery query,
            DSLContext sql,
            IndexTerms terms,
            TokenIndex tokens,
            Tokenizer tokenizer) {
        this.query = query;
        this.sql = sql;
        this.terms = terms;
        this.tokens = tokens;
        this.tokenizer = tokenizer;
    }

    /// The criteria that compare texts, which no condition can.
    static List<Criterion> texts(IndexQuery query) {
        return query.criteria().stream()
                .filter(criterion -> criterion.kind() == IndexQuery.Kind.TEXT)
                .toList();
    }

    /// On sessions, without texts.
    Condition onSessions() {
        Condition all = limits();
        for (Criterion criterion : query.criteria()) {
            Condition one =
                    switch (criterion.kind()) {
                        case USER, TARGET, DATABASE, ROLE, APPLICATION, STATE -> session(criterion);
                        case HAS_ERROR -> SESSION.ERRORS.gt(0L);
                        case HAS_WRITE -> SESSION.WRITES.gt(0L);
                        case TEXT -> DSL.noCondition();
                    };
            all = all.and(criterion.negated() ? DSL.not(one) : one);
        }
        return all;
    }

    /// On statements joined with their sessions, without texts.
    Condition onStatements() {
        return onSessionsOfStatements().and(onStatementsAlone());
    }

    /// The part of [#onStatements] that looks at the session.
    Condition onSessionsOfStatements() {
        Condition all = limits();
        for (Criterion criterion : query.criteria()) {
            switch (criterion.kind()) {
                case USER, TARGET, DATABASE, ROLE, APPLICATION, STATE -> {
                    Condition one = session(criterion);
                    all = all.and(criterion.negated() ? DSL.not(one) : one);
                }
                case HAS_ERROR, HAS_WRITE, TEXT -> {}
            }
        }
        return all;
    }

    /// The part of [#onStatements] that looks at the statement.
    Condition onStatementsAlone() {
        Condition all = DSL.noCondition();
        for (Criterion criterion : query.criteria()) {
            switch (criterion.kind()) {
                case HAS_ERROR -> all = all.and(signed(criterion, failed()));
                case HAS_WRITE -> all = all.and(signed(criterion, STATEMENT.WROTE.isTrue()));
                case USER, TARGET, DATABASE, ROLE, APPLICATION, STATE, TEXT -> {}
            }
        }
        return all;
    }

    /// On chunks: those that may hold a statement with this text.
    Condition chunkMayHold(String text) {
        return CHUNK.CLOSED
                .isFalse()
                .or(tokens.hasAll(CHUNK.ID, tokenizer.wanted(text, MAX_TOKENS)));
    }

    /// On chunks: those that may hold a statement that is looked for.
    Condition onChunks() {
        Condition all = DSL.noCondition();
        for (Criterion criterion : query.criteria()) {
            if (!criterion.negated()) {
                all =
                        switch (criterion.kind()) {
                            case TEXT -> all.and(chunkMayHold(criterion.value()));
                            case HAS_ERROR -> all.and(CHUNK.ERRORS.gt(0L));
                            case HAS_WRITE -> all.and(CHUNK.WRITES.gt(0L));
                            case USER, TARGET, DATABASE, ROLE, APPLICATION, STATE -> all;
                        };
            }
        }
        return all;
    }

    /// Whether there are criteria on the statement besides its texts.
    boolean lookAtStatements() {
        return query.criteria().stream()
                .anyMatch(criterion ->
                        criterion.kind() == IndexQuery.Kind.HAS_ERROR
                                || criterion.kind() == IndexQuery.Kind.HAS_WRITE);
    }

    private static Condition failed() {
        return STATEMENT.OUTCOME.in("failed", "cancelled");
    }

    private static Condition signed(Criterion criterion, Condition condition) {
        return criterion.negated() ? DSL.not(condition) : condition;
    }

    private Condition limits() {
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

    private Condition session(Criterion criterion) {
        String value = criterion.value();
        return switch (criterion.kind()) {
            case USER ->
                    contains(SESSION.PERSON_NAME, value).or(contains(SESSION.PERSON_EMAIL, value));
            case TARGET -> is(SESSION.TARGET, value);
            case DATABASE -> term(SESSION.DATABASE_TERM, IndexTerms.Kind.DATABASE, value);
            case ROLE -> term(SESSION.ROLE_TERM, IndexTerms.Kind.ROLE, value);
            case APPLICATION -> term(SESSION.APPLICATION_TERM, IndexTerms.Kind.APPLICATION, value);
            case STATE -> is(SESSION.STATE, value);
            case HAS_ERROR, HAS_WRITE, TEXT ->
                    throw new IllegalStateException("on statements: " + criterion.kind());
        };
    }

    private Condition term(Field<Long> field, IndexTerms.Kind kind, String value) {
        return field.in(terms.matching(sql, kind, wanted(value)));
    }

    private static Predicate<String> wanted(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        if (lower.endsWith("*")) {
            String prefix = lower.substring(0, lower.length() - 1);
            return word -> word.toLowerCase(Locale.ROOT).startsWith(prefix);
        }
        return word -> word.toLowerCase(Locale.ROOT).equals(lower);
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
