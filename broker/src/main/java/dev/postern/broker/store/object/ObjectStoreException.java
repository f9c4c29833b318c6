package dev.postern.broker.store.object;

import java.io.IOException;
import java.io.Serial;

/// An object store did not do what it was asked; [#kind] says whether asking again can help.
public final class ObjectStoreException extends IOException {

    @Serial private static final long serialVersionUID = 1L;

    private final Kind kind;

    public ObjectStoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public ObjectStoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /// What went wrong.
    public Kind kind() {
        return kind;
    }

    /// What went wrong.
    public enum Kind {
        /// No answer, an answer cut short, or a fault of the store's own: it is tried again.
        UNREACHABLE,
        /// The store knows the request and refuses it: credentials, permissions, bucket, or a configuration it cannot
        /// serve. It is tried again, and nothing changes until somebody acts.
        REFUSED,
        /// There is an object of this name with other content, or one written by a later broker.
        CONFLICT,
        /// There is no object of this name.
        MISSING,
        /// What arrived is not what was stored.
        DAMAGED
    }
}
