package dev.postern.broker.review;

import dev.postern.position.Position;

import org.jspecify.annotations.Nullable;

/// Something that a person wrote about a session or about one place in it.
///
/// @param anchor    the place; null if it is about the session
/// @param statement the ordinal of the statement in which the place lies, from 1; null if it lies in none
/// @param text      what was written; empty for a bookmark without words, and once it is removed
/// @param removed   null unless somebody removed it
public record Note(
        String id,
        String session,
        Kind kind,
        @Nullable Position anchor,
        @Nullable Long statement,
        String text,
        Signature written,
        @Nullable Signature removed) {

    /// What a note is.
    public enum Kind {
        /// A text in the thread of its statement, or of the session.
        COMMENT("comment"),
        /// A place to come back to, perhaps with a text.
        BOOKMARK("bookmark"),
        /// One word.
        TAG("tag");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /// The stable word.
        public String word() {
            return word;
        }
    }

    @Override
    public String toString() {
        return "Note[" + id + "]";
    }
}
