package dev.postern.broker.app;

import java.io.Serial;

/// The broker cannot start; the message is one sentence that names what is wrong and the remedy.
public final class StartException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    public StartException(String message) {
        super(message);
    }

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
