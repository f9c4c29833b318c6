package dev.postern.cli.console;

/// Quotes a text so that a POSIX shell takes it as one word.
public final class ShellWord {

    private ShellWord() {}

    /// The word as a POSIX shell reads it, quoted if it has to be.
    public static String of(String text) {
        return text.matches("[A-Za-z0-9_./:@%+=-]+")
                ? text
                : "'" + text.replace("'", "'\\''") + "'";
    }
}
