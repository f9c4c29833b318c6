package dev.postern.verify;

import java.util.Locale;

/// What verifying comes to.
public enum Verdict {
    /// Everything is as it was written, and something from outside says so.
    INTACT(0),
    /// Evidence was changed, or is missing.
    TAMPERED(1),
    /// Nothing was changed, but a recording does not reach to its session's end.
    INCOMPLETE(2),
    /// Nothing was found, but nothing from outside was there to hold against it.
    UNVERIFIABLE(3);

    private final int exitCode;

    Verdict(int exitCode) {
        this.exitCode = exitCode;
    }

    /// What the command ends with.
    public int exitCode() {
        return exitCode;
    }

    /// The stable text.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
