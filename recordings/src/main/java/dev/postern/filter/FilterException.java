package dev.postern.filter;

import java.io.Serial;

/// A filter that cannot be understood: what is wrong, where, and what would be right.
public final class FilterException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final int position;
    private final String hint;

    public FilterException(int position, String message, String hint) {
        super(message);
        this.position = position;
        this.hint = hint;
    }

    /// Index of the first character of the mistake, from 0.
    public int position() {
        return position;
    }

    /// What to write instead.
    public String hint() {
        return hint;
    }
}
