package dev.postern.broker.review;

import java.io.Serial;

/// A note or a review was refused; nothing was changed.
public final class ReviewException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String hint;

    ReviewException(Kind kind, String message, String hint) {
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
        /// Another person wrote it.
        NOT_YOURS("not_yours"),
        /// Somebody who may not review was to review it.
        NOT_A_REVIEWER("not_a_reviewer"),
        /// Questions of the checklist have no answer.
        CHECKLIST_OPEN("checklist_open"),
        /// An answer does not go with the outcome.
        CHECKLIST_SAYS_NO("checklist_says_no"),
        /// Nobody reviews what they did themselves.
        OWN_SESSION("own_session"),
        TOO_MANY("too_many_notes"),
        ALREADY_REMOVED("note_already_removed"),
        ALREADY_REVIEWED("already_reviewed"),
        NOT_REVIEWED("not_reviewed"),
        STILL_RUNNING("session_running");

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
