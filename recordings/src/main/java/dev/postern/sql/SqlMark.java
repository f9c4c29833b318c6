package dev.postern.sql;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// What somebody wrote into a statement to mark its place in the session: `SELECT postern.mark('before the fix')`, or a
/// comment that begins with `postern:`.
///
/// The call is looked for in the SQL alone: it is a mark whether the server knows such a function or not.
public final class SqlMark {

    /// Longer marks are cut.
    public static final int MAX_CHARS = 200;

    private static final String WORD = "postern";
    private static final String IN_COMMENT = "postern:";

    private SqlMark() {}

    /// The mark of a statement, several as one; null if it has none.
    ///
    /// @param parameters the text that is bound to a parameter, counted from 1, or null
    public static @Nullable String of(String sql, IntFunction<@Nullable String> parameters) {
        if (!holds(sql)) {
            return null;
        }
        List<SqlToken> tokens = SqlLexer.tokens(sql);
        List<String> marks = new ArrayList<>();
        int from = 0;
        for (SqlToken token : tokens) {
            comments(sql.substring(from, token.start()), marks);
            from = token.end();
        }
        comments(sql.substring(from), marks);
        marks.addAll(new SqlCalls(sql, tokens, parameters).firstArguments(WORD, "mark"));
        if (marks.isEmpty()) {
            return null;
        }
        String text = String.join("; ", marks).strip();
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS - 1) + "…";
    }

    /// Whether there may be a mark at all: most statements need no second look.
    private static boolean holds(String sql) {
        int last = sql.length() - WORD.length();
        for (int i = 0; i <= last; i++) {
            char c = sql.charAt(i);
            if ((c == 'p' || c == 'P') && sql.regionMatches(true, i, WORD, 0, WORD.length())) {
                return true;
            }
        }
        return false;
    }

    /// @param gap what stands between two tokens: space and comments
    private static void comments(String gap, List<String> marks) {
        int at = 0;
        while (at < gap.length()) {
            if (gap.startsWith("--", at)) {
                int end = at;
                while (end < gap.length() && gap.charAt(end) != '\n' && gap.charAt(end) != '\r') {
                    end++;
                }
                comment(gap.substring(at + 2, end), marks);
                at = end;
            } else if (gap.startsWith("/*", at)) {
                int end = end(gap, at);
                comment(gap.substring(at + 2, Math.max(at + 2, end - 2)), marks);
                at = end;
            } else {
                at++;
            }
        }
    }

    /// Behind the comment that begins at `from`; comments nest.
    private static int end(String gap, int from) {
        int depth = 0;
        int i = from;
        while (i < gap.length()) {
            if (gap.startsWith("/*", i)) {
                depth++;
                i += 2;
            } else if (gap.startsWith("*/", i)) {
                depth--;
                i += 2;
                if (depth == 0) {
                    return i;
                }
            } else {
                i++;
            }
        }
        return gap.length();
    }

    private static void comment(String content, List<String> marks) {
        String text = content.strip();
        if (text.regionMatches(true, 0, IN_COMMENT, 0, IN_COMMENT.length())) {
            marks.add(text.substring(IN_COMMENT.length()).strip());
        }
    }
}
