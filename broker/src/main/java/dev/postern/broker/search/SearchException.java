package dev.postern.broker.search;

import java.io.Serial;

/// Saving, changing or deleting a search was refused; nothing was changed.
public final class SearchException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String hint;

    SearchException(Kind kind, String message, String hint) {
        super(message);
        this.kind = kind;
        this.hint = hint;
    }

    /// Why.
    public Kind kind() {
        return kind;
    }

    /// What was refused and why.
    public String text() {
        return String.valueOf(getMessage());
    }

    /// What to do next, or empty.
    public String hint() {
        return hint;
    }

    /// Why; the text is the stable code of the API.
    public enum Kind {
        BAD_INPUT("bad_input"),
        /// There is none, or it is another person's and not shared.
        NOT_FOUND("search_not_found"),
        /// Another person shares it.
        NOT_YOURS("not_yours"),
        NAME_TAKEN("name_taken"),
        TOO_MANY("too_many_searches");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        /// The stable code.
        public String code() {
            return code;
        }
    }
}
