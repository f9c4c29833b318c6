package dev.postern.sql.grammar;

/// PostgreSQL's grammar.
///
/// A reading tells what a statement says, not what the server does: views, triggers, rules and functions do more than
/// their names say. It is no guard.
public interface Grammar {

    /// Reads one text of SQL, which may hold several statements. Never throws for what the text holds.
    Reading read(String sql);
}
