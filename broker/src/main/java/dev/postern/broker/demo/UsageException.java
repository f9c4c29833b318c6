package dev.postern.broker.demo;

import java.io.Serial;

/// The command line cannot be used; the message says which part, and what to write instead.
final class UsageException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
