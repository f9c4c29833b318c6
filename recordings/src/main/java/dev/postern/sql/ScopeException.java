package dev.postern.sql;

import java.io.Serial;

/// A scope that cannot be understood: which entry, where in it, and what would be right.
public final class ScopeException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final String hint;

    ScopeException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    /// What is wrong, and where.
    public String text() {
        return String.valueOf(getMessage());
    }

    /// What to write instead.
    public String hint() {
        return hint;
    }
}
