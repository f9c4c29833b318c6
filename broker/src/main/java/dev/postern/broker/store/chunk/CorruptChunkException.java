package dev.postern.broker.store.chunk;

import java.io.Serial;

/// A part of the index cannot be decrypted or read; it has to be made again from the recordings.
public final class CorruptChunkException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    CorruptChunkException(String message) {
        super(message);
    }

    CorruptChunkException(String message, Throwable cause) {
        super(message, cause);
    }
}
