package dev.postern.broker.store.sql;

/// What statements of one group have in common.
public enum StatementGrouping {
    SESSION,
    /// The SQL but for its literals.
    FINGERPRINT,
    /// A table that the SQL names, as it names it: a statement is in as many groups as it names tables.
    TABLE,
    PERSON;

    /// Whether it takes the texts of statements to tell.
    boolean readsTexts() {
        return this == FINGERPRINT || this == TABLE;
    }
}
