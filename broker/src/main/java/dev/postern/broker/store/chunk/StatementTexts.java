package dev.postern.broker.store.chunk;

import dev.postern.sql.SqlText;

import org.jspecify.annotations.Nullable;

/// What people and the server wrote in one statement.
///
/// @param ordinal    the statement's number in its session
/// @param verb       what it does, in a word, perhaps a word of its author's
/// @param parameters the bound values, a JSON array
/// @param tag        the command tag, null without one
/// @param error      the server's error, null without one
public record StatementTexts(
        long ordinal,
        String verb,
        String sql,
        String parameters,
        @Nullable String tag,
        @Nullable ErrorTexts error) {

    /// The kind of term that a fingerprint is.
    public static final String FINGERPRINT = "fingerprint";

    /// The texts of a server's error.
    public record ErrorTexts(
            String severity,
            String sqlState,
            String message,
            @Nullable String detail,
            @Nullable String hint,
            int position) {}

    /// Adds the tokens by which this statement is found: those of its SQL, of its SQL's
    /// fingerprint and of its error's message.
    public void addTokens(Tokenizer tokenizer, TokenSet tokens) {
        tokenizer.add(sql, tokens);
        tokens.add(tokenizer.term(FINGERPRINT, SqlText.of(sql).fingerprint()));
        if (error != null) {
            tokenizer.add(error.message(), tokens);
        }
    }

    /// Whether the SQL or the error's message holds `wanted`, which is folded.
    public boolean holds(String wanted) {
        return Tokenizer.holds(Tokenizer.fold(sql), wanted)
                || (error != null && Tokenizer.holds(Tokenizer.fold(error.message()), wanted));
    }
}
