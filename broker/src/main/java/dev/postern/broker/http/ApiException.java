package dev.postern.broker.http;

import java.io.Serial;

/// A refusal that the caller reads as `{"error": {"code", "message", "hint"}}`.
public final class ApiException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String hint;

    /// @param status  HTTP status, 400 to 599
    /// @param code    stable name in lower case with underscores
    /// @param message what was refused and why
    /// @param hint    what to do next, or empty
    public ApiException(int status, String code, String message, String hint) {
        super(message);
        this.status = status;
        this.code = code;
        this.hint = hint;
    }

    /// Bad input: 400.
    public static ApiException badInput(String message, String hint) {
        return new ApiException(400, "bad_input", message, hint);
    }

    /// The caller lacks a right: 403.
    public static ApiException forbidden(String code, String message, String hint) {
        return new ApiException(403, code, message, hint);
    }

    /// There is no such thing, or the caller may not know of it: 404.
    public static ApiException notFound(String message) {
        return new ApiException(404, "not_found", message, "");
    }

    /// The thing is no longer as the caller thought: 409.
    public static ApiException conflict(String code, String message, String hint) {
        return new ApiException(409, code, message, hint);
    }

    /// HTTP status.
    public int status() {
        return status;
    }

    /// Stable name.
    public String code() {
        return code;
    }

    /// What was refused and why.
    public String text() {
        return String.valueOf(getMessage());
    }

    /// What to do next, or empty.
    public String hint() {
        return hint;
    }
}
