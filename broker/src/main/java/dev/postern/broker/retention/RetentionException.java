package dev.postern.broker.retention;

import java.io.Serial;

/// A hold or an erasure was refused; nothing was changed.
public final class RetentionException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String hint;

    RetentionException(Kind kind, String message, String hint) {
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
        NOT_FOUND("not_found"),
        /// A legal hold forbids it.
        HELD("legal_hold"),
        /// The same person cannot ask and confirm, nor confirm the erasure of their own session.
        SECOND_PERSON_NEEDED("second_person_needed"),
        NOT_PENDING("erasure_not_pending"),
        ALREADY_ASKED("erasure_already_asked"),
        STILL_RUNNING("session_running"),
        ALREADY_LIFTED("hold_already_lifted");

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
