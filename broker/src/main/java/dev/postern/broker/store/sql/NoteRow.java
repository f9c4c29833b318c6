package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

/// A row of `session_note`.
///
/// @param kind         `comment`, `bookmark` or `tag`
/// @param statement    the ordinal of the statement it is about, of a place in the session the one it lies in, or null
/// @param sealedAnchor ciphertext of the place it is about, null if it is about the session; neither copied in nor out
/// @param sealedText   ciphertext, empty once it is removed; neither copied in nor out
/// @param removed      null unless removed
public record NoteRow(
        String id,
        String session,
        String kind,
        @Nullable Long statement,
        byte @Nullable [] sealedAnchor,
        byte[] sealedText,
        SignatureColumns written,
        @Nullable SignatureColumns removed) {}
