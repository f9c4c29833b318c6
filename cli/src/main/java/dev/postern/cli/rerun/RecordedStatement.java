package dev.postern.cli.rerun;

import dev.postern.sql.SqlText;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A statement as it was recorded.
///
/// @param ordinal     its number in the session, from 1
/// @param message     the number of the message that ran it: parts of one simple query have one
/// @param transaction the number of its transaction
/// @param extended    whether it was sent by the extended protocol, with `values` beside the text
/// @param binary      which columns of its result were binary; empty if none was described
/// @param obstacle    why it cannot be run again, or null
/// @param isLoss      whether leaving it out makes the replay a partial one: not if the server never ran it either
record RecordedStatement(
        int ordinal,
        long message,
        int transaction,
        boolean extended,
        String sql,
        List<Value> values,
        List<Boolean> binary,
        Outcome outcome,
        @Nullable String obstacle,
        boolean isLoss) {

    /// A bound value.
    ///
    /// @param type the OID of its type, 0 if it is not known
    /// @param text null for SQL NULL
    record Value(int type, @Nullable String text) {}

    /// The first word of it in upper case.
    String verb() {
        String word = SqlText.of(sql).firstWord();
        return word.isEmpty() ? "other" : word;
    }

    /// Whether it begins a transaction block.
    boolean begins() {
        return verb().equals("BEGIN") || verb().equals("START");
    }
}
