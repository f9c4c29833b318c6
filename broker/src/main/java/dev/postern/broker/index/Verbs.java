package dev.postern.broker.index;

import dev.postern.sql.SqlText;

import java.util.Set;

/// What a statement does, in a word: from its command tag, or from its SQL when there is none.
final class Verbs {

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
    private static final int LONGEST = 40;

    private Verbs() {}

    /// `SELECT` of `SELECT 3`, `CREATE TABLE` of `CREATE TABLE`; without a tag the first word of `sql`, in upper case.
    static String of(String tag, String sql) {
        String words = tag.replaceAll("[ 0-9]+$", "");
        return words.isEmpty() ? shortened(SqlText.of(sql).firstWord()) : words;
    }

    /// Whether statements with this verb change something. COPY does or does not: ask which way it went.
    static boolean isWrite(String verb) {
        int space = verb.indexOf(' ');
        return WRITES.contains(space < 0 ? verb : verb.substring(0, space));
    }

    private static String shortened(String word) {
        return word.length() > LONGEST ? word.substring(0, LONGEST) : word;
    }
}
