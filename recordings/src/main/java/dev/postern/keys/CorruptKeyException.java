package dev.postern.keys;

import java.io.IOException;
import java.io.Serial;

/// A wrapped key, key file or key-encryption key is damaged; the message says which field and what was expected.
public final class CorruptKeyException extends IOException {

    @Serial private static final long serialVersionUID = 1L;

    public CorruptKeyException(String message) {
        super(message);
    }

    public CorruptKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
