package dev.postern.broker.store.value;

import java.io.Serial;

/// A value that cannot be looked for. The message does not hold it.
public final class ValueException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final String hint;

    ValueException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    /// What to do.
    public String hint() {
        return hint;
    }
}
