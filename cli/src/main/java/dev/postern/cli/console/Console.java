package dev.postern.cli.console;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// The three streams of a command: data goes to [#out], everything else to [#err].
///
/// @param interactive whether a person sits at it: standard output is a terminal
public record Console(InputStream in, PrintStream out, PrintStream err, boolean interactive) {

    /// The streams of this process, in UTF-8.
    public static Console ofProcess() {
        return new Console(
                System.in,
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                isTerminal());
    }

    /// Prints a line of progress or advice, made harmless, to standard error.
    public void note(String text) {
        err.println(SafeText.of(text));
    }

    @SuppressWarnings("SystemConsoleNull") // JDK 25 answers null again where there is no terminal
    private static boolean isTerminal() {
        java.io.Console terminal = System.console();
        return terminal != null && terminal.isTerminal();
    }
}
