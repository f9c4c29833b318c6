package dev.postern.broker.ca;

import java.io.Serial;

/// A step of a rotation that cannot be done; nothing has changed.
public final class RotationException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final String hint;

    /// @param hint what to do next
    public RotationException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    /// What cannot be done, and why.
    public String text() {
        return String.valueOf(getMessage());
    }

    /// What to do next.
    public String hint() {
        return hint;
    }
}
