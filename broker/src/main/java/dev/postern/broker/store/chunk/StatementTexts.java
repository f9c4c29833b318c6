package dev.postern.broker.store.chunk;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;
import dev.postern.sql.Fingerprints;
import dev.postern.sql.SqlMark;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

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
    /// fingerprint, of its error's message and of its mark.
    public void addTokens(Tokenizer tokenizer, TokenSet tokens) {
        tokenizer.add(sql, tokens);
        tokens.add(tokenizer.fingerprint(Fingerprints.of(sql)));
        if (error != null) {
            tokenizer.add(error.message(), tokens);
        }
        String mark = mark();
        if (mark != null) {
            tokenizer.add(mark, tokens);
        }
    }

    /// What somebody wrote to mark this statement, null if nobody did.
    public @Nullable String mark() {
        return mark(sql, parameters);
    }

    /// What somebody wrote to mark a statement, null if nobody did.
    ///
    /// @param parameters the bound values, a JSON array
    public static @Nullable String mark(String sql, String parameters) {
        return SqlMark.of(sql, number -> parameter(parameters, number));
    }

    /// The text that is bound to a parameter, null without one.
    ///
    /// @param parameters a JSON array
    /// @param number     from 1
    public static @Nullable String parameter(String parameters, int number) {
        try {
            return Json.read(parameters) instanceof List<?> list
                            && number > 0
                            && number <= list.size()
                            && list.get(number - 1) instanceof Map<?, ?> bound
                            && bound.get("text") instanceof String text
                    ? text
                    : null;
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("the index holds parameters that are no JSON", e);
        }
    }

    /// Whether the SQL or the error's message holds `wanted`, which is folded.
    public boolean holds(String wanted) {
        return Tokenizer.holds(Tokenizer.fold(sql), wanted)
                || (error != null && Tokenizer.holds(Tokenizer.fold(error.message()), wanted));
    }
}
