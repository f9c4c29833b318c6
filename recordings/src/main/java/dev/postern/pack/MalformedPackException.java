package dev.postern.pack;

import java.io.IOException;
import java.io.Serial;

/// A file of a pack is not what a broker writes.
final class MalformedPackException extends IOException {

    @Serial private static final long serialVersionUID = 1L;

    MalformedPackException(String message) {
        super(message);
    }
}
