package dev.postern.cli.login;

/// Quotes a text so that a POSIX shell takes it as one word.
final class ShellWord {

    private ShellWord() {}

    static String of(String text) {
        return text.matches("[A-Za-z0-9_./:@%+=-]+")
                ? text
                : "'" + text.replace("'", "'\\''") + "'";
    }
}
