package dev.postern.broker.store.sql;

import java.io.Serial;

/// A database of the broker could not be opened, read or written; whoever needed it must refuse what it was asked for.
public final class StoreException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private final Kind kind;

    StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    StoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /// What went wrong.
    public Kind kind() {
        return kind;
    }

    /// What went wrong.
    public enum Kind {
        /// The file is damaged or is not a database of this kind.
        CORRUPT,
        /// Its tables were made by another version and cannot be brought up to date.
        OTHER_VERSION,
        /// The SQLite library is one that must not be used.
        UNSUITABLE_LIBRARY,
        /// Too much is waiting, or the answer took too long; a write may or may not have happened.
        OVERLOADED,
        /// The store is closed.
        CLOSED,
        /// Anything else: disk, permissions, a constraint.
        FAILED
    }
}
