package dev.postern.broker.identity;

import java.io.Serial;

/// A sign-in is refused. The texts hold nothing that a request or a token said.
public final class SignInException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final String code;
    private final String hint;

    /// @param code stable name, for the audit trail
    /// @param hint what to do next, or empty
    public SignInException(String code, String message, String hint) {
        super(message);
        this.code = code;
        this.hint = hint;
    }

    SignInException(String code, String message, String hint, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.hint = hint;
    }

    /// The id_token does not hold.
    static SignInException badToken(String code, String message) {
        return new SignInException(
                code,
                "The identity provider's id_token was refused: " + message + ".",
                "Sign in again.");
    }

    /// The clocks disagree.
    static SignInException skew(String message) {
        return new SignInException(
                "clock_skew", message, "Tell the administrator to check both clocks.");
    }

    /// The identity provider cannot be asked, or answers nonsense.
    static SignInException provider(String message, Throwable cause) {
        return new SignInException(
                "provider_failed",
                message,
                "Try again; if it stays so, tell the administrator.",
                cause);
    }

    static SignInException provider(String message) {
        return new SignInException(
                "provider_failed", message, "Try again; if it stays so, tell the administrator.");
    }

    /// Stable name.
    public String code() {
        return code;
    }

    /// What to do next, or empty.
    public String hint() {
        return hint;
    }

    /// The message.
    public String text() {
        return String.valueOf(getMessage());
    }
}
