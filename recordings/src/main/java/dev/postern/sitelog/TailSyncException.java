package dev.postern.sitelog;

import java.io.IOException;
import java.io.Serial;

/// The disk did not confirm a write, so what it has cannot be known: the log takes nothing more until it is opened
/// again.
public final class TailSyncException extends IOException {

    @Serial private static final long serialVersionUID = 1L;

    TailSyncException(String message, IOException cause) {
        super(message, cause);
    }
}
