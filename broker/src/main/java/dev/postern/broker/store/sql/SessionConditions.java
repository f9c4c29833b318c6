package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Session.SESSION;
import static dev.postern.broker.store.sql.tables.index.tables.SessionOutcome.SESSION_OUTCOME;

import dev.postern.broker.store.sql.IndexQuery.Criterion;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/// Criteria on sessions as SQL conditions on their rows. None of them is unknown, so that each can be negated.
final class SessionConditions {

    private final DSLContext sql;
    private final IndexTerms terms;

    SessionConditions(DSLContext sql, IndexTerms terms) {
        this.sql = sql;
        this.terms = terms;
    }

    /// The condition, as if the criterion were not negated.
    Condition of(Criterion criterion) {
        return switch (criterion.kind()) {
            case USER ->
                    among(SESSION.PERSON_NAME, criterion, true)
                            .or(among(SESSION.PERSON_EMAIL, criterion, true));
            case GROUP -> group(criterion);
            case TARGET -> among(SESSION.TARGET, criterion, false);
            case STATE -> among(SESSION.STATE, criterion, false);
            case PERSON -> SESSION.PERSON_ID.eq(criterion.value());
            case REVIEW -> review(criterion.value());
            case RISK -> risk(SessionRisk.named(criterion.value()));
            case SESSION -> SESSION.ID.eq(criterion.value());
            case BREAK_GLASS -> SESSION.BREAK_GLASS.isTrue();
            case DATABASE -> term(SESSION.DATABASE_TERM, IndexTerms.Kind.DATABASE, criterion);
            case ROLE -> term(SESSION.ROLE_TERM, IndexTerms.Kind.ROLE, criterion);
            case APPLICATION ->
                    term(SESSION.APPLICATION_TERM, IndexTerms.Kind.APPLICATION, criterion);
            case TICKET -> term(SESSION.TICKET_TERM, IndexTerms.Kind.TICKET, criterion);
            case REQUEST -> request(criterion.value().toUpperCase(Locale.ROOT));
            case END -> end(SessionEnd.named(criterion.value()));
            case LENGTH -> length(criterion);
            case RETURNED -> compared(SESSION.ROWS_RETURNED, criterion, criterion.value());
            case BYTES -> compared(SESSION.BACKEND_BYTES, criterion, criterion.value());
            default -> throw new IllegalStateException("not on sessions: " + criterion.kind());
        };
    }

    private static Condition request(String id) {
        return SESSION.GRANT_ID
                .isNotNull()
                .and(SESSION.GRANT_ID.eq(id).or(DSL.right(SESSION.GRANT_ID, SHORT_ID).eq(id)));
    }

    /// So many characters at the end of a request's id are what people type.
    static final int SHORT_ID = 8;

    private static Condition end(SessionEnd cause) {
        return SESSION.END_REASON
                .isNotNull()
                .and(
                        cause == SessionEnd.BROKER
                                ? SESSION.END_REASON.notIn(SessionEnd.known())
                                : SESSION.END_REASON.in(cause.reasons()));
    }

    private static Condition length(Criterion criterion) {
        int space = criterion.value().indexOf(' ');
        long now = Long.parseLong(criterion.value().substring(space + 1));
        return compared(
                DSL.coalesce(SESSION.ENDED_AT, DSL.val(now)).minus(SESSION.STARTED_AT),
                criterion,
                criterion.value().substring(0, space));
    }

    private static Condition review(String outcome) {
        var standing =
                DSL.selectOne()
                        .from(SESSION_OUTCOME)
                        .where(SESSION_OUTCOME.SESSION_ID.eq(SESSION.ID));
        return switch (outcome) {
            case "open" -> DSL.notExists(standing);
            case "done" -> DSL.exists(standing);
            default -> DSL.exists(standing.and(SESSION_OUTCOME.OUTCOME.eq(outcome)));
        };
    }

    /// On what `field` belongs to: its value compares with `number` as the criterion says.
    static Condition compared(Field<Long> field, Criterion criterion, String number) {
        long value = Long.parseLong(number);
        return switch (criterion.comparison()) {
            case MORE_THAN -> field.gt(value);
            case AT_LEAST -> field.ge(value);
            case LESS_THAN -> field.lt(value);
            case AT_MOST -> field.le(value);
            case IS, BEGINS_WITH, MATCHES -> field.eq(value);
        };
    }

    private Condition term(Field<Long> field, IndexTerms.Kind kind, Criterion criterion) {
        return field.in(terms.matching(sql, kind, WordMatch.of(criterion, false)));
    }

    private Condition group(Criterion criterion) {
        Predicate<String> wanted = WordMatch.of(criterion, false);
        return SESSION.GROUPS_TERM.in(
                terms.matching(
                        sql,
                        IndexTerms.Kind.GROUPS,
                        groups -> PersonGroups.read(groups).stream().anyMatch(wanted)));
    }

    private static Condition risk(SessionRisk risk) {
        Condition high = reaches(SessionRisk.HIGH);
        return switch (risk) {
            case HIGH -> high;
            case SOME -> DSL.not(high).and(reaches(SessionRisk.SOME));
            case NONE -> DSL.not(high).and(DSL.not(reaches(SessionRisk.SOME)));
        };
    }

    /// On sessions: there is a reason for this risk, whether or not for a higher one. The statements of those alone are
    /// looked at that have no digest.
    private static Condition reaches(SessionRisk risk) {
        Condition digested =
                SESSION.CONTENTS.isNotNull().and(SESSION.CONTENTS.bitAnd(risk.contents()).ne(0L));
        Condition undigested = SESSION.CONTENTS.isNull().and(IndexConditions.anyWith(risk));
        Condition reaches = digested.or(undigested);
        return risk == SessionRisk.HIGH ? SESSION.BREAK_GLASS.isTrue().or(reaches) : reaches;
    }

    /// The values of a column are few: they are compared here, in all their cases and with regular expressions.
    Condition among(Field<String> field, Criterion criterion, boolean contained) {
        Predicate<String> wanted = WordMatch.of(criterion, contained);
        org.jooq.TableField<?, String> column = (org.jooq.TableField<?, String>) field;
        List<String> values =
                sql.selectDistinct(field)
                        .from(column.getTable())
                        .where(field.isNotNull())
                        .fetch(field);
        return field.in(values.stream().filter(wanted).toList());
    }
}
