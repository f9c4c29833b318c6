package dev.postern.broker.target;

/// The password of a login cannot be had; the message says why, and never what it is.
public final class PasswordException extends Exception {

    private static final long serialVersionUID = 1L;

    public PasswordException(String message) {
        super(message);
    }

    public PasswordException(String message, Throwable cause) {
        super(message, cause);
    }
}
