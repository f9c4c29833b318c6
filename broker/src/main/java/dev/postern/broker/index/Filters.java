package dev.postern.broker.index;

import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexQuery.Clause;
import dev.postern.broker.store.sql.IndexQuery.Comparison;
import dev.postern.broker.store.sql.IndexQuery.Criterion;
import dev.postern.broker.store.sql.IndexQuery.Kind;
import dev.postern.filter.Filter;
import dev.postern.filter.FilterException;
import dev.postern.filter.FilterTerm;
import dev.postern.filter.TimeStretch;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Filters as the clauses of an [IndexQuery].
public final class Filters {

    private Filters() {}

    /// The clauses that `input` asks for; none for a blank one.
    ///
    /// @param now what `today` and `-2h` are relative to
    /// @throws FilterException if it cannot be understood, or not be searched for
    public static List<Clause> parse(String input, Instant now) throws FilterException {
        List<Clause> clauses = new ArrayList<>();
        for (Filter.Clause clause : Filter.parse(input).clauses()) {
            List<Criterion> anyOf = new ArrayList<>();
            for (FilterTerm term : clause.terms()) {
                Criterion criterion = criterion(term, now);
                boolean onTexts = criterion.kind().scope() == IndexQuery.Scope.TEXT;
                if (!anyOf.isEmpty()
                        && onTexts != (anyOf.getFirst().kind().scope() == IndexQuery.Scope.TEXT)) {
                    throw new FilterException(
                            term.position(),
                            "`OR` joins something that is looked for in SQL with something that is"
                                    + " not.",
                            "Join text:, table:, column:, mark: and fp: with each other only, and"
                                    + " search twice for the rest.");
                }
                anyOf.add(criterion);
            }
            clauses.add(new Clause(anyOf));
        }
        return clauses;
    }

    /// The clauses that `input` asks for, as [#parse], if they can be told without looking into texts.
    ///
    /// @throws FilterException also if one compares texts
    public static List<Clause> parseWithoutTexts(String input, Instant now) throws FilterException {
        List<Clause> clauses = parse(input, now);
        for (Filter.Clause clause : Filter.parse(input).clauses()) {
            for (FilterTerm term : clause.terms()) {
                if (kind(term).scope() == IndexQuery.Scope.TEXT) {
                    throw new FilterException(
                            term.position(),
                            "`"
                                    + term.key().word()
                                    + ":` looks into texts, which is not done here.",
                            "Leave out words, text:, table:, column:, mark: and fp:, and narrow it"
                                    + " down by what is about sessions, such as target: or user:.");
                }
            }
        }
        return clauses;
    }

    private static Criterion criterion(FilterTerm term, Instant now) {
        return new Criterion(
                kind(term), comparison(term.comparison()), value(term, now), term.negated());
    }

    private static Kind kind(FilterTerm term) {
        return switch (term.key()) {
            case USER -> Kind.USER;
            case GROUP -> Kind.GROUP;
            case TARGET -> Kind.TARGET;
            case DB -> Kind.DATABASE;
            case ROLE -> Kind.ROLE;
            case APP -> Kind.APPLICATION;
            case STATE -> Kind.STATE;
            case END -> Kind.END;
            case LENGTH -> Kind.LENGTH;
            case RETURNED -> Kind.RETURNED;
            case BYTES -> Kind.BYTES;
            case REQUEST -> Kind.REQUEST;
            case TICKET -> Kind.TICKET;
            case REVIEW -> Kind.REVIEW;
            case RISK -> Kind.RISK;
            case TEXT -> Kind.TEXT;
            case VERB -> Kind.VERB;
            case TABLE -> Kind.TABLE;
            case FP -> Kind.FINGERPRINT;
            case ROWS -> Kind.ROWS;
            case DUR -> Kind.DURATION;
            case ERROR -> Kind.ERROR_STATE;
            case TX -> Kind.TRANSACTION;
            case COLUMN -> Kind.COLUMN;
            case MARK -> Kind.MARK_TEXT;
            case NOISE -> Kind.NOISE;
            case NEW -> Kind.TRAIT;
            case SINCE -> Kind.SINCE;
            case UNTIL -> Kind.UNTIL;
            case HAS ->
                    switch (term.value()) {
                        case "error" -> Kind.HAS_ERROR;
                        case "write" -> Kind.HAS_WRITE;
                        case "breakglass" -> Kind.BREAK_GLASS;
                        default -> Kind.TRAIT;
                    };
        };
    }

    private static String value(FilterTerm term, Instant now) {
        return switch (term.key()) {
            case TX ->
                    switch (term.value()) {
                        case "rolledback" -> "rolled_back";
                        case "open" -> "open_at_end";
                        default -> term.value();
                    };
            case LENGTH -> term.value() + " " + micros(now);
            case SINCE -> micros(stretch(term, now).from());
            case UNTIL -> micros(stretch(term, now).to());
            default -> term.value();
        };
    }

    private static TimeStretch stretch(FilterTerm term, Instant now) {
        return TimeStretch.read(term.value(), now)
                .orElseThrow(() -> new IllegalStateException("no time: " + term.value()));
    }

    private static String micros(Instant time) {
        return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, time));
    }

    private static Comparison comparison(FilterTerm.Comparison comparison) {
        return switch (comparison) {
            case IS -> Comparison.IS;
            case BEGINS_WITH -> Comparison.BEGINS_WITH;
            case MATCHES -> Comparison.MATCHES;
            case AT_LEAST -> Comparison.AT_LEAST;
            case AT_MOST -> Comparison.AT_MOST;
            case MORE_THAN -> Comparison.MORE_THAN;
            case LESS_THAN -> Comparison.LESS_THAN;
        };
    }
}
