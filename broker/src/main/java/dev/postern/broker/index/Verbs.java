package dev.postern.broker.index;

import dev.postern.sql.SqlText;
import dev.postern.sql.grammar.Grammar;
import dev.postern.sql.grammar.PostgresGrammar;
import dev.postern.sql.grammar.Reading;
import dev.postern.sql.grammar.Reading.Parsed;
import dev.postern.sql.grammar.Reading.Unparsed;
import dev.postern.sql.grammar.Statement;

import java.util.Set;

/// What a statement does, in a word: as PostgreSQL's grammar reads it.
final class Verbs {

    /// Stands for the verb, or behind the command tag, of a statement that the grammar does not read.
    static final String UNPARSED = "UNPARSED";

    private static final Set<String> WRITES =
            Set.of(
                    "INSERT",
                    "UPDATE",
                    "DELETE",
                    "MERGE",
                    "TRUNCATE",
                    "CREATE",
                    "ALTER",
                    "DROP",
                    "GRANT",
                    "REVOKE");

    /// Verbs of statements that name what others would do.
    private static final Set<String> ONLY_NAMES = Set.of("EXPLAIN", "PREPARE");

    private static final Grammar GRAMMAR = PostgresGrammar.shared();

    private Verbs() {}

    /// What the grammar says of a statement; the text of one is asked for once.
    static Reading read(String sql) {
        return GRAMMAR.read(sql);
    }

    /// The verb of one statement; `SELECT UNPARSED` if the server says that it was a SELECT and the grammar does not read
    /// it; of several in one text that of the first, and only the server's word of a text without any.
    static String of(String tag, Reading reading) {
        String words = words(tag);
        return switch (reading) {
            case Parsed parsed when parsed.statements().isEmpty() -> words;
            case Parsed parsed -> parsed.statements().getFirst().verb();
            case Unparsed _ -> words.isEmpty() ? UNPARSED : words + " " + UNPARSED;
        };
    }

    /// Whether a statement that was completed changed something, by its SQL or by the server's tag: the tag of a SELECT
    /// that deletes speaks of the rows that came back, the SQL of an EXECUTE of none.
    static boolean wrote(String tag, Reading reading, String sql) {
        if (reading instanceof Parsed parsed && changes(parsed)) {
            return true;
        }
        String words = words(tag);
        return words.equals("COPY")
                ? reading instanceof Unparsed && SqlText.of(sql).isCopyIn()
                : isWrite(words);
    }

    private static boolean changes(Parsed parsed) {
        for (Statement statement : parsed.statements()) {
            if (!statement.writes().isEmpty() && !ONLY_NAMES.contains(statement.verb())) {
                return true;
            }
        }
        return false;
    }

    /// `SELECT` of `SELECT 3`, `CREATE TABLE` of `CREATE TABLE`.
    private static String words(String tag) {
        int end = tag.length();
        while (end > 0 && " 0123456789".indexOf(tag.charAt(end - 1)) >= 0) {
            end--;
        }
        return tag.substring(0, end);
    }

    private static boolean isWrite(String words) {
        int space = words.indexOf(' ');
        return WRITES.contains(space < 0 ? words : words.substring(0, space));
    }
}
