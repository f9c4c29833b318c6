package dev.postern.json;

import java.io.Serial;

/// A text is not the JSON that was expected, or exceeds a limit.
public final class MalformedJsonException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final int offset;

    MalformedJsonException(int offset, String message) {
        super(message + " at offset " + offset);
        this.offset = offset;
    }

    /// Where reading stopped, in characters from 0.
    public int offset() {
        return offset;
    }
}
