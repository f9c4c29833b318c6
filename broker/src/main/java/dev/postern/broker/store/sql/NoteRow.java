package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

/// A row of `session_note`.
///
/// @param kind       `comment`, `bookmark` or `tag`
/// @param statement  the ordinal of the statement it is about, or null if it is about the session
/// @param sealedText ciphertext, empty once it is removed; neither copied in nor out
/// @param removed    null unless removed
public record NoteRow(
        String id,
        String session,
        String kind,
        @Nullable Long statement,
        byte[] sealedText,
        SignatureColumns written,
        @Nullable SignatureColumns removed) {}
