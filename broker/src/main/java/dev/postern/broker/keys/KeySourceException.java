package dev.postern.broker.keys;

import java.io.Serial;

/// A key-encryption key cannot be had; the message says what is wrong with its place, [#remedy] what to do.
public final class KeySourceException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final String remedy;

    KeySourceException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /// What to do, in the imperative.
    public String remedy() {
        return remedy;
    }
}
