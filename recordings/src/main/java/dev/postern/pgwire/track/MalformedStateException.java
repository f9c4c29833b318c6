package dev.postern.pgwire.track;

import java.io.Serial;

/// A replay's state is not what a [StateWriter] wrote.
public final class MalformedStateException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    /// @param message what was expected where, and what is there
    public MalformedStateException(String message) {
        super(message);
    }
}
