package dev.postern.sql.grammar;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What the grammar says of a text of SQL: its statements, or that it cannot say.
public sealed interface Reading {

    /// The text is SQL.
    ///
    /// @param statements its statements in their order; empty if it holds only space and comments
    record Parsed(List<Statement> statements) implements Reading {

        /// Keeps the list as it is.
        public Parsed {
            statements = List.copyOf(statements);
        }

        /// All tables that the statements read or write.
        public Set<String> tables() {
            Set<String> tables = new LinkedHashSet<>();
            for (Statement statement : statements) {
                tables.addAll(statement.reads());
                tables.addAll(statement.writes());
            }
            return tables;
        }
    }

    /// The text could not be read: nothing is said of it.
    ///
    /// @param position where the token begins that stopped the parser, as an index of the text; -1 if it was no token
    record Unparsed(Cause cause, int position) implements Reading {}

    /// Why a text could not be read.
    enum Cause {
        /// It is not the grammar's, which is that of PostgreSQL 18.
        SYNTAX,
        /// It is longer than what is read.
        TOO_LONG,
        /// It nests deeper or grows larger than what is read.
        TOO_COMPLEX,
        /// It took longer than it may.
        TOO_SLOW,
        /// It holds what no text of PostgreSQL's holds: a NUL, or a half of a character.
        NO_TEXT
    }
}
