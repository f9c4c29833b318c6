package dev.postern.broker.access;

import java.io.Serial;

/// A request for access was refused, or one could not be decided.
public final class AccessException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String hint;

    AccessException(Kind kind, String message, String hint) {
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
        NOT_ALLOWED("not_allowed"),
        NOT_NEEDED("request_not_needed"),
        OWN_REQUEST("own_request"),
        NOT_APPROVER("not_approver"),
        NOT_PENDING("request_not_pending"),
        NOT_ACTIVE("grant_not_active"),
        ALREADY_APPROVED("already_approved"),
        TICKET_MISSING("ticket_missing"),
        REVIEW_MISSING("review_missing"),
        NOT_REVIEWABLE("not_reviewable"),
        NOT_FOUND("not_found"),
        AMBIGUOUS("ambiguous_id");

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
