package dev.postern.broker.access;

import java.io.Serial;

/// A change of targets or roles while the broker runs that is refused; nothing has changed.
public final class ManagedException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String hint;

    /// @param hint what to do next
    public ManagedException(Kind kind, String message, String hint) {
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

    /// What to do next.
    public String hint() {
        return hint;
    }

    /// Why; the text is the stable code of the API.
    public enum Kind {
        /// The configuration does not say that changes are taken.
        OFF("managed_off"),
        /// The configuration has that name.
        CONFIGURED("name_configured"),
        /// Somebody would change their own access.
        OWN_ROLE("own_role"),
        /// The definition cannot be read, or says what only the configuration may.
        UNUSABLE("bad_definition"),
        NOT_FOUND("not_found");

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
