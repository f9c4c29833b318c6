package dev.postern.broker.index;

import java.util.Locale;
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
        return words.isEmpty() ? firstWord(sql) : words;
    }

    /// Whether statements with this verb change something. COPY does or does not: ask which way it went.
    static boolean isWrite(String verb) {
        int space = verb.indexOf(' ');
        return WRITES.contains(space < 0 ? verb : verb.substring(0, space));
    }

    private static String firstWord(String sql) {
        int at = 0;
        while (at < sql.length() && !Character.isLetter(sql.charAt(at))) {
            int next = skip(sql, at);
            if (next < 0) {
                return "";
            }
            at = next;
        }
        int end = at;
        while (end < sql.length() && end - at < LONGEST && Character.isLetter(sql.charAt(end))) {
            end++;
        }
        return sql.substring(at, end).toUpperCase(Locale.ROOT);
    }

    /// Behind the comment, space or sign at `at`, or -1 at the end of the text.
    private static int skip(String sql, int at) {
        if (sql.startsWith("--", at)) {
            int end = sql.indexOf('\n', at);
            return end < 0 ? -1 : end + 1;
        }
        if (sql.startsWith("/*", at)) {
            int end = sql.indexOf("*/", at + 2);
            return end < 0 ? -1 : end + 2;
        }
        return at + 1;
    }
}
