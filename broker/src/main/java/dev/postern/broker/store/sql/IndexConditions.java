package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Chunk.CHUNK;
import static dev.postern.broker.store.sql.tables.index.tables.Session.SESSION;
import static dev.postern.broker.store.sql.tables.index.tables.Statement.STATEMENT;

import dev.postern.broker.store.chunk.StatementTexts;
import dev.postern.broker.store.chunk.Tokenizer;
import dev.postern.broker.store.sql.IndexQuery.Clause;
import dev.postern.broker.store.sql.IndexQuery.Criterion;
import dev.postern.broker.store.sql.IndexQuery.Kind;
import dev.postern.broker.store.sql.IndexQuery.Scope;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// The clauses of one query as SQL conditions; every value is a bound parameter.
final class IndexConditions {

    /// Of a long text so many tokens are looked up: more would hardly narrow it down.
    private static final int MAX_TOKENS = 24;

    /// Stands for the verb of a statement that the grammar does not read, or behind what the server says that it was.
    private static final String UNPARSED = "UNPARSED";

    /// Outcomes of statements that the server refused or was told to stop.
    static final Set<String> FAILED = Set.of("failed", "cancelled");

    /// What is about statements and stands in the rows of their sessions too.
    private static final Set<Kind> IN_ROWS =
            EnumSet.of(Kind.HAS_ERROR, Kind.HAS_WRITE, Kind.SINCE, Kind.UNTIL);

    private static final Select<Record1<Long>> OPEN_CHUNKS =
            DSL.select(CHUNK.ID).from(CHUNK).where(CHUNK.CLOSED.isFalse());

    private final IndexQuery query;
    private final SessionConditions sessions;
    private final TokenIndex tokens;
    private final Tokenizer tokenizer;

    IndexConditions(
            IndexQuery query,
            DSLContext sql,
            IndexTerms terms,
            TokenIndex tokens,
            Tokenizer tokenizer) {
        this.query = query;
        this.sessions = new SessionConditions(sql, terms);
        this.tokens = tokens;
        this.tokenizer = tokenizer;
    }

    /// On sessions, without the clauses that compare texts: a criterion on statements holds if it holds for any of them.
    Condition onSessions() {
        return limits().and(clauses(clause -> !clause.isOnTexts(), this::ofSession));
    }

    /// On sessions: the part of [#onSessions] that their rows tell.
    Condition onSessionRows() {
        return limits().and(
                        clauses(
                                clause -> !clause.isOnTexts() && !looksIntoSessions(clause),
                                this::ofSession));
    }

    /// On sessions: the part of [#onSessions] that takes a look at their statements.
    Condition onStatementsOfSessions() {
        return clauses(IndexConditions::looksIntoSessions, this::ofSession);
    }

    /// Whether it takes a look at the statements of sessions to tell which of these are looked for, besides texts.
    boolean lookIntoSessions() {
        return query.clauses().stream().anyMatch(IndexConditions::looksIntoSessions);
    }

    private static boolean looksIntoSessions(Clause clause) {
        return clause.anyOf().stream()
                .map(Criterion::kind)
                .anyMatch(kind -> kind.scope() == Scope.STATEMENT && !IN_ROWS.contains(kind));
    }

    /// On chunks joined with their sessions: those that may hold a statement that is looked for.
    Condition onChunks() {
        return limits().and(clauses(clause -> true, this::ofChunk));
    }

    /// On statements joined with their sessions, without the clauses that compare texts.
    Condition onStatements() {
        return clauses(clause -> !clause.isOnTexts(), this::ofStatement);
    }

    /// Whether there are criteria on the statement besides its texts.
    boolean lookAtStatements() {
        return query.clauses().stream()
                .flatMap(clause -> clause.anyOf().stream())
                .anyMatch(criterion -> criterion.kind().scope() == Scope.STATEMENT);
    }

    private Condition clauses(Predicate<Clause> which, Function<Criterion, Condition> condition) {
        Condition all = DSL.noCondition();
        for (Clause clause : query.clauses()) {
            if (which.test(clause)) {
                all = all.and(DSL.or(clause.anyOf().stream().map(condition).toList()));
            }
        }
        return all;
    }

    private Condition ofSession(Criterion criterion) {
        Condition one =
                switch (criterion.kind().scope()) {
                    case SESSION -> sessions.of(criterion);
                    case STATEMENT -> anyStatement(criterion);
                    case TEXT -> throw new IllegalStateException("on texts: " + criterion.kind());
                };
        return signed(criterion, one);
    }

    private Condition anyStatement(Criterion criterion) {
        return switch (criterion.kind()) {
            case HAS_ERROR -> SESSION.ERRORS.gt(0L);
            case HAS_WRITE -> SESSION.WRITES.gt(0L);
            case SINCE -> SESSION.STARTED_AT.ge(number(criterion));
            case UNTIL -> SESSION.STARTED_AT.le(number(criterion));
            case TRAIT ->
                    criterion.value().equals(StatementTrait.HOLD.word())
                            ? ActRows.any(ActRow.HELD)
                            : anyWith(StatementTrait.named(criterion.value()));
            default ->
                    DSL.exists(
                            DSL.selectOne()
                                    .from(STATEMENT)
                                    .where(STATEMENT.SESSION_KEY.eq(SESSION.KEY))
                                    .and(statement(criterion)));
        };
    }

    /// Chunks say which traits their statements may have: only those that may are looked into.
    private static Condition anyWith(StatementTrait trait) {
        return DSL.exists(
                DSL.selectOne()
                        .from(CHUNK)
                        .join(STATEMENT)
                        .on(STATEMENT.SESSION_KEY.eq(CHUNK.SESSION_KEY))
                        .and(STATEMENT.ORDINAL.between(CHUNK.FIRST_ORDINAL, CHUNK.LAST_ORDINAL))
                        .where(CHUNK.SESSION_KEY.eq(SESSION.KEY))
                        .and(has(CHUNK.TRAITS, trait))
                        .and(has(STATEMENT.TRAITS, trait)));
    }

    /// On sessions: a statement is a reason for this risk. One value of each session that is asked for it, and nothing of
    /// those that are not: no plan of it looks at the statements of all.
    static Condition anyWith(SessionRisk risk) {
        Condition chunks = has(CHUNK.TRAITS, risk.traits());
        Condition statements = has(STATEMENT.TRAITS, risk.traits());
        if (risk.isOfDenied()) {
            chunks = chunks.or(CHUNK.ERRORS.gt(0L));
            statements = statements.or(STATEMENT.ERROR_STATE.eq(SessionDigest.DENIED));
        }
        return DSL.field(
                        DSL.select(DSL.inline(1))
                                .from(CHUNK)
                                .join(STATEMENT)
                                .on(STATEMENT.SESSION_KEY.eq(CHUNK.SESSION_KEY))
                                .and(
                                        STATEMENT.ORDINAL.between(
                                                CHUNK.FIRST_ORDINAL, CHUNK.LAST_ORDINAL))
                                .where(CHUNK.SESSION_KEY.eq(SESSION.KEY))
                                .and(chunks)
                                .and(statements)
                                .limit(DSL.inline(1)))
                .isNotNull();
    }

    static Condition has(Field<Long> traits, StatementTrait trait) {
        return has(traits, trait.bit());
    }

    private static Condition has(Field<Long> traits, long bits) {
        return traits.bitAnd(bits).ne(0L);
    }

    private Condition ofStatement(Criterion criterion) {
        return signed(
                criterion,
                criterion.kind().scope() == Scope.SESSION
                        ? sessions.of(criterion)
                        : statement(criterion));
    }

    private Condition ofChunk(Criterion criterion) {
        if (criterion.kind().scope() == Scope.SESSION) {
            return signed(criterion, sessions.of(criterion));
        }
        if (criterion.negated()) {
            return DSL.trueCondition();
        }
        return switch (criterion.kind()) {
            case HAS_ERROR, ERROR_STATE -> CHUNK.ERRORS.gt(0L);
            case HAS_WRITE -> CHUNK.WRITES.gt(0L);
            case TRAIT -> has(CHUNK.TRAITS, StatementTrait.named(criterion.value()));
            case NOISE ->
                    criterion.value().equals("no")
                            ? DSL.trueCondition()
                            : has(CHUNK.TRAITS, StatementTrait.NOISE);
            case SINCE -> CHUNK.LAST_AT.ge(number(criterion));
            case UNTIL -> CHUNK.FIRST_AT.le(number(criterion));
            case TEXT, TABLE, COLUMN, MARK_TEXT, FINGERPRINT -> chunkMayHold(criterion);
            default -> DSL.trueCondition();
        };
    }

    /// On chunks: those that may hold a statement which a criterion on texts, were it not negated, accepts.
    Condition chunkMayHold(Criterion criterion) {
        String value = criterion.value();
        long[] wanted =
                switch (criterion.kind()) {
                    case FINGERPRINT ->
                            new long[] {tokenizer.term(StatementTexts.FINGERPRINT, value)};
                    case TABLE ->
                            tokenizer.wanted(
                                    value.substring(value.lastIndexOf('.') + 1), MAX_TOKENS);
                    default -> tokenizer.wanted(value, MAX_TOKENS);
                };
        Condition marked =
                criterion.kind() == IndexQuery.Kind.MARK_TEXT
                        ? has(CHUNK.TRAITS, StatementTrait.MARK)
                        : DSL.trueCondition();
        return wanted.length == 0
                ? marked
                : marked.and(CHUNK.ID.in(tokens.withAll(wanted).unionAll(OPEN_CHUNKS)));
    }

    private static Condition signed(Criterion criterion, Condition condition) {
        return criterion.negated() ? DSL.not(condition) : condition;
    }

    private Condition limits() {
        Condition all = query.sight().condition();
        if (query.from() != null) {
            all = all.and(SESSION.STARTED_AT.ge(query.from()));
        }
        if (query.to() != null) {
            all = all.and(SESSION.STARTED_AT.le(query.to()));
        }
        return all;
    }

    private Condition statement(Criterion criterion) {
        return switch (criterion.kind()) {
            case HAS_ERROR -> STATEMENT.OUTCOME.in(FAILED);
            case HAS_WRITE -> STATEMENT.WROTE.isTrue();
            case VERB -> verb(criterion);
            case ROWS -> compared(STATEMENT.ROW_COUNT, criterion);
            case DURATION -> compared(STATEMENT.DURATION_MICROS, criterion);
            case ERROR_STATE ->
                    criterion.comparison() == IndexQuery.Comparison.IS
                            ? STATEMENT.ERROR_STATE.eq(criterion.value().toUpperCase(Locale.ROOT))
                            : sessions.among(STATEMENT.ERROR_STATE, criterion, false);
            case TRANSACTION -> STATEMENT.TRANSACTION_OUTCOME.eq(criterion.value());
            case TRAIT -> has(STATEMENT.TRAITS, StatementTrait.named(criterion.value()));
            case NOISE -> noise(criterion.value());
            case SINCE -> STATEMENT.STARTED_AT.ge(number(criterion));
            case UNTIL -> STATEMENT.STARTED_AT.le(number(criterion));
            default -> throw new IllegalStateException("not on statements: " + criterion.kind());
        };
    }

    private static Condition noise(String whose) {
        return switch (whose) {
            case "yes" -> STATEMENT.NOISE.ne("");
            case "no" -> STATEMENT.NOISE.eq("");
            default -> STATEMENT.NOISE.eq(whose);
        };
    }

    private Condition verb(Criterion criterion) {
        if (criterion.comparison() != IndexQuery.Comparison.IS) {
            return sessions.among(STATEMENT.VERB, criterion, false);
        }
        String verb = criterion.value().toUpperCase(Locale.ROOT);
        Condition is = STATEMENT.VERB.eq(verb).or(STATEMENT.VERB.startsWith(verb + " "));
        return verb.equals(UNPARSED) ? is.or(STATEMENT.VERB.endsWith(" " + UNPARSED)) : is;
    }

    private static Condition compared(Field<Long> field, Criterion criterion) {
        return SessionConditions.compared(field, criterion, criterion.value())
                .and(field.isNotNull());
    }

    private static long number(Criterion criterion) {
        return Long.parseLong(criterion.value());
    }
}
