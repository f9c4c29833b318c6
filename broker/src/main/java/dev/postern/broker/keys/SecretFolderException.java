package dev.postern.broker.keys;

import java.io.IOException;
import java.io.Serial;

/// A folder of secrets cannot be used; the message is one sentence with the remedy.
public final class SecretFolderException extends IOException {

    @Serial private static final long serialVersionUID = 1L;

    SecretFolderException(String message) {
        super(message);
    }

    SecretFolderException(String message, Throwable cause) {
        super(message, cause);
    }
}
