package dev.postern.sitelog;

import java.io.IOException;
import java.io.Serial;

/// A file of the site log is not what the log writes: it is damaged, or somebody changed it.
public final class MalformedLogException extends IOException {

    @Serial private static final long serialVersionUID = 1L;

    public MalformedLogException(String message) {
        super(message);
    }
}
