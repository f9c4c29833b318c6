package dev.postern.cli.rerun;

import dev.postern.sql.SqlLexer;
import dev.postern.sql.SqlToken;

import java.util.List;
import java.util.Locale;

/// Finds statements that would let a session write which began as one that reads.
///
/// It reads words, not meaning: what a function or a `DO` block puts together itself is not found here. The server's
/// report of `default_transaction_read_only` is watched for that, see [TargetSession].
final class ReadOnly {

    /// The setting that a session begins with.
    static final String SETTING = "default_transaction_read_only";

    private ReadOnly() {}

    /// Whether the statement seems to set the session or a transaction to read and write.
    static boolean isLeft(String sql) {
        if (sql.toLowerCase(Locale.ROOT).contains("transaction_read_only")) {
            return true;
        }
        List<SqlToken> tokens = SqlLexer.tokens(sql);
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (isWord(sql, tokens.get(i), "read") && isWord(sql, tokens.get(i + 1), "write")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWord(String sql, SqlToken token, String word) {
        return token.kind() == SqlToken.Kind.WORD
                && sql.substring(token.start(), token.end()).equalsIgnoreCase(word);
    }
}
