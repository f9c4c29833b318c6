package dev.postern.broker.mask;

import java.io.Serial;

/// A wish to see masked values was refused; nothing was changed.
public final class UnmaskException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String hint;

    UnmaskException(Kind kind, String message, String hint) {
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
        /// The one who asked cannot approve, nor the one whose session it is, nor who decides nothing for the target.
        SECOND_PERSON_NEEDED("second_person_needed"),
        NOT_PENDING("unmasking_not_pending"),
        /// The session is shown without masks already.
        NOT_MASKED("not_masked"),
        /// The form of the answer has places that cannot be masked.
        MASKED("masked");

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
