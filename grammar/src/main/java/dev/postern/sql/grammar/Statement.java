package dev.postern.sql.grammar;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/// What the grammar says of one statement. Names are as written: unquoted ones in lower case, with a schema where one stands.
///
/// @param verb    what it does, by the words of PostgreSQL's command tags: `SELECT`, `CREATE TABLE`, `ALTER ROLE`
/// @param reads   the tables, views and foreign tables that it reads or looks at
/// @param writes  those whose rows, definition or rights it changes
/// @param columns the columns that it names, without their tables; `*` for all of them
/// @param functions the functions that it calls, with a schema where one is written
/// @param outside how it reaches out of the database: names of functions, and words like `COPY PROGRAM`
public record Statement(
        String verb,
        Set<String> reads,
        Set<String> writes,
        Set<String> columns,
        Set<String> functions,
        Set<String> outside) {

    /// Keeps the names in their order.
    public Statement {
        reads = Collections.unmodifiableSet(new LinkedHashSet<>(reads));
        writes = Collections.unmodifiableSet(new LinkedHashSet<>(writes));
        columns = Collections.unmodifiableSet(new LinkedHashSet<>(columns));
        functions = Collections.unmodifiableSet(new LinkedHashSet<>(functions));
        outside = Collections.unmodifiableSet(new LinkedHashSet<>(outside));
    }
}
