package dev.postern.position;

import java.io.Serial;

/// A position that cannot be understood: what is wrong, where, and what would be right.
public final class PositionException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final int at;
    private final String hint;

    PositionException(int at, String message, String hint) {
        super(message);
        this.at = at;
        this.hint = hint;
    }

    /// What is wrong, in one sentence without a full stop.
    public String text() {
        return String.valueOf(getMessage());
    }

    /// Index of the first character of the mistake, from 0.
    public int at() {
        return at;
    }

    /// What to write instead.
    public String hint() {
        return hint;
    }
}
