package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Which sessions or statements are looked for: every clause must hold.
///
/// @param sight  only sessions that can be seen so
/// @param from   earliest start of the session, microseconds since 1970, or null
/// @param to     latest start of the session, or null
public record IndexQuery(
        List<Clause> clauses, Sight sight, @Nullable Long from, @Nullable Long to) {

    public IndexQuery {
        clauses = List.copyOf(clauses);
    }

    /// Criteria of which one must hold; either all of them compare texts or none does.
    public record Clause(List<Criterion> anyOf) {
        public Clause {
            anyOf = List.copyOf(anyOf);
            boolean texts = anyOf.getFirst().kind().scope() == Scope.TEXT;
            for (Criterion criterion : anyOf) {
                if ((criterion.kind().scope() == Scope.TEXT) != texts) {
                    throw new IllegalArgumentException(
                            "a clause compares texts or it does not: " + anyOf);
                }
            }
        }

        /// Whether the criteria compare texts.
        public boolean isOnTexts() {
            return anyOf.getFirst().kind().scope() == Scope.TEXT;
        }
    }

    /// One condition.
    ///
    /// @param value   what to compare with; a number in decimal where the kind is one
    /// @param negated whether it must not hold
    public record Criterion(Kind kind, Comparison comparison, String value, boolean negated) {}

    /// How a value is compared.
    public enum Comparison {
        /// As the kind says, whatever the case of letters.
        IS,
        BEGINS_WITH,
        /// A regular expression is found in it.
        MATCHES,
        AT_LEAST,
        AT_MOST,
        MORE_THAN,
        LESS_THAN
    }

    /// What has to be looked at.
    public enum Scope {
        SESSION,
        STATEMENT,
        TEXT
    }

    /// What a criterion looks at.
    public enum Kind {
        /// The person's name or e-mail contains it.
        USER(Scope.SESSION),
        /// A group that the person was in when they signed in for it.
        GROUP(Scope.SESSION),
        TARGET(Scope.SESSION),
        DATABASE(Scope.SESSION),
        ROLE(Scope.SESSION),
        APPLICATION(Scope.SESSION),
        STATE(Scope.SESSION),
        /// The person's id is it.
        PERSON(Scope.SESSION),
        /// The outcome of its review is it; `open` without one that stands, `done` whatever the outcome.
        REVIEW(Scope.SESSION),
        /// What [SessionRisk] says of it, by its word.
        RISK(Scope.SESSION),
        /// Why it ended, as [SessionEnd] groups the reasons.
        END(Scope.SESSION),
        /// How long it took: microseconds, and behind a space until when those that run are measured, microseconds since
        /// 1970.
        LENGTH(Scope.SESSION),
        /// Rows that its statements returned, a number.
        RETURNED(Scope.SESSION),
        /// Bytes that the target sent in it, a number.
        BYTES(Scope.SESSION),
        /// The id of its access request, or the last characters of it.
        REQUEST(Scope.SESSION),
        /// The ticket that its access request names.
        TICKET(Scope.SESSION),
        /// The session's id is it.
        SESSION(Scope.SESSION),
        /// It lived by access that nobody had approved.
        BREAK_GLASS(Scope.SESSION),
        /// A statement failed.
        HAS_ERROR(Scope.STATEMENT),
        /// A statement wrote.
        HAS_WRITE(Scope.STATEMENT),
        /// The statement's verb, or that there is none because the grammar does not read it.
        VERB(Scope.STATEMENT),
        /// Rows returned or changed, a number.
        ROWS(Scope.STATEMENT),
        /// Microseconds, a number.
        DURATION(Scope.STATEMENT),
        /// The SQLSTATE of its error.
        ERROR_STATE(Scope.STATEMENT),
        /// What became of its transaction, one of the API's words.
        TRANSACTION(Scope.STATEMENT),
        /// Which tool asked it on its own; `yes` for any, `no` for none.
        NOISE(Scope.STATEMENT),
        /// It has the trait, by its word.
        TRAIT(Scope.STATEMENT),
        /// It began then or later, microseconds since 1970; of sessions: the session did.
        SINCE(Scope.STATEMENT),
        /// It began then or earlier, microseconds since 1970; of sessions: the session did.
        UNTIL(Scope.STATEMENT),
        /// The SQL or the error of a statement contains it.
        TEXT(Scope.TEXT),
        /// The SQL of a statement names the table.
        TABLE(Scope.TEXT),
        /// The SQL of a statement names the column.
        COLUMN(Scope.TEXT),
        /// What somebody wrote to mark a statement contains it.
        MARK_TEXT(Scope.TEXT),
        /// The SQL of a statement has the fingerprint.
        FINGERPRINT(Scope.TEXT);

        private final Scope scope;

        Kind(Scope scope) {
            this.scope = scope;
        }

        /// What has to be looked at to tell.
        public Scope scope() {
            return scope;
        }
    }

    /// The texts that are looked for in SQL and errors, to be shown in what is found.
    public List<String> wantedTexts() {
        return clauses.stream()
                .flatMap(clause -> clause.anyOf().stream())
                .filter(criterion -> criterion.kind() == Kind.TEXT && !criterion.negated())
                .map(Criterion::value)
                .toList();
    }

    /// The clauses that compare texts.
    List<Clause> onTexts() {
        return clauses.stream().filter(Clause::isOnTexts).toList();
    }

    /// Where a page begins: behind the row with this start and id.
    public record Place(long startedAt, String id) {}
}
