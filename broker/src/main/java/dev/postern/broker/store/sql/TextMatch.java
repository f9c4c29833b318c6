package dev.postern.broker.store.sql;

import dev.postern.broker.store.chunk.StatementTexts;
import dev.postern.broker.store.chunk.Tokenizer;
import dev.postern.broker.store.sql.IndexQuery.Clause;
import dev.postern.broker.store.sql.IndexQuery.Criterion;
import dev.postern.sql.Fingerprints;
import dev.postern.sql.TableNames;
import dev.postern.sql.grammar.PostgresGrammar;
import dev.postern.sql.grammar.Reading.Parsed;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/// Compares decrypted texts with what is looked for.
final class TextMatch {

    private TextMatch() {}

    /// Whether a statement satisfies all clauses.
    static Predicate<StatementTexts> all(List<Clause> clauses) {
        return clauses.stream().map(TextMatch::any).reduce(texts -> true, Predicate::and);
    }

    private static Predicate<StatementTexts> any(Clause clause) {
        return clause.anyOf().stream()
                .map(one -> one.negated() ? of(one).negate() : of(one))
                .reduce(texts -> false, Predicate::or);
    }

    /// Whether a statement satisfies a criterion, were it not negated.
    static Predicate<StatementTexts> of(Criterion criterion) {
        return switch (criterion.kind()) {
            case TEXT -> {
                String wanted = Tokenizer.fold(criterion.value());
                yield texts -> texts.holds(wanted);
            }
            case TABLE -> {
                String wanted = criterion.value().toLowerCase(Locale.ROOT);
                yield texts ->
                        PostgresGrammar.shared().read(texts.sql()) instanceof Parsed parsed
                                && parsed.tables().stream()
                                        .map(table -> table.toLowerCase(Locale.ROOT))
                                        .anyMatch(t -> TableNames.isNamed(t, wanted));
            }
            case COLUMN -> {
                String wanted = criterion.value();
                yield texts ->
                        PostgresGrammar.shared().read(texts.sql()) instanceof Parsed parsed
                                && parsed.statements().stream()
                                        .flatMap(statement -> statement.columns().stream())
                                        .anyMatch(wanted::equalsIgnoreCase);
            }
            case MARK_TEXT -> {
                String wanted = Tokenizer.fold(criterion.value());
                yield texts -> {
                    String mark = texts.mark();
                    return mark != null && Tokenizer.holds(Tokenizer.fold(mark), wanted);
                };
            }
            case FINGERPRINT -> texts -> Fingerprints.of(texts.sql()).equals(criterion.value());
            case USER,
                    TARGET,
                    DATABASE,
                    ROLE,
                    APPLICATION,
                    STATE,
                    PERSON,
                    REVIEW,
                    END,
                    LENGTH,
                    RETURNED,
                    BYTES,
                    REQUEST,
                    TICKET,
                    HAS_ERROR,
                    HAS_WRITE,
                    SESSION,
                    BREAK_GLASS,
                    GROUP,
                    RISK,
                    VERB,
                    ROWS,
                    DURATION,
                    ERROR_STATE,
                    TRANSACTION,
                    NOISE,
                    TRAIT,
                    SINCE,
                    UNTIL ->
                    throw new IllegalStateException("compares no texts: " + criterion.kind());
        };
    }
}
