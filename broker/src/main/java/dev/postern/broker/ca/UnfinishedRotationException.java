package dev.postern.broker.ca;

import java.io.Serial;

/// A step of a rotation is in force, but what it ended has not wholly gone.
public final class UnfinishedRotationException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final String hint;

    /// @param key the file of the key that is still there
    UnfinishedRotationException(AuthorityName name, String key, Exception cause) {
        super(
                "The step of "
                        + name.text()
                        + " is done, but the key of the authority that it ended could not be"
                        + " destroyed: "
                        + cause.getMessage(),
                cause);
        this.hint =
                "Do not repeat the step. Mend the cause and restart the broker, which tries again;"
                        + " then check that "
                        + key
                        + " is gone from the folder of its authorities.";
    }

    /// What is done, and what is not.
    public String text() {
        return String.valueOf(getMessage());
    }

    /// What to do next.
    public String hint() {
        return hint;
    }
}
