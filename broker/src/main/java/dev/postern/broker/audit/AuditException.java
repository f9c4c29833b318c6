package dev.postern.broker.audit;

import java.io.Serial;

/// An audit event could not be made durable: what it is about must not happen.
public final class AuditException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    public AuditException(String message) {
        super(message);
    }

    public AuditException(String message, Throwable cause) {
        super(message, cause);
    }
}
