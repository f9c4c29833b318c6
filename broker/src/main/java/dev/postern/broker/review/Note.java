package dev.postern.broker.review;

import org.jspecify.annotations.Nullable;

/// Something that a person wrote about a session or about one statement in it.
///
/// @param statement the statement's ordinal, from 1; null if it is about the session
/// @param text      what was written; empty for a bookmark without words, and once it is removed
/// @param removed   null unless somebody removed it
public record Note(
        String id,
        String session,
        Kind kind,
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
