package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

/// What the index knows of an act upon a session.
///
/// @param number   of the act in its session, from 1
/// @param kind     the word of a `SessionAct.Kind`
/// @param atMicros since the start of the session
/// @param ordinal  the last statement that had begun, 0 before the first
/// @param by       the person who did it, or null
/// @param reason   that they gave, or empty
/// @param text     what else there is to say, or empty
public record ActRow(
        long number,
        String kind,
        long atMicros,
        long ordinal,
        @Nullable By by,
        String reason,
        String text) {

    /// The kind of a hold.
    public static final String HELD = "held";

    /// A person.
    public record By(String id, String name, String email) {}
}
