package dev.postern.broker.record;

import java.io.Serial;

/// The recorder cannot take or keep what it was given; the session it belongs to must not go on.
public final class RecorderException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final Kind kind;

    public RecorderException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public RecorderException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /// What went wrong, for the SQLSTATE the client reads.
    public Kind kind() {
        return kind;
    }

    /// What went wrong.
    public enum Kind {
        /// No space: SQLSTATE 53100.
        FULL,
        /// A write or sync failed: SQLSTATE 58030.
        IO_ERROR,
        /// The disk takes too long: SQLSTATE 58030, and 57P03 for new sessions.
        SLOW,
        /// The room that is left cannot be read, and no session may begin: SQLSTATE 57P03.
        UNREADABLE,
        /// The store that finished recordings go to does not answer, and no session may begin: SQLSTATE 57P03.
        UNREACHABLE,
        /// The recorder is stopping: SQLSTATE 57P03.
        CLOSED
    }
}
