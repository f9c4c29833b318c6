package dev.postern.broker.ca;

import java.io.Serial;

/// An authority cannot do its work; nothing was issued. The message is one sentence with the remedy.
public final class CaException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    public CaException(String message) {
        super(message);
    }

    public CaException(String message, Throwable cause) {
        super(message, cause);
    }
}
