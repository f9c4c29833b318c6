package dev.postern.cli.console;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The three streams of a command: data goes to [#out], everything else to [#err].
///
/// @param interactive whether a person sits at it: standard output is a terminal
/// @param manner      how the command behaves that prints here
public record Console(
        InputStream in, PrintStream out, PrintStream err, boolean interactive, Manner manner) {

    /// The streams of a command that has yet to be told how to behave.
    public Console(InputStream in, PrintStream out, PrintStream err, boolean interactive) {
        this(in, out, err, interactive, new Manner());
    }

    /// The streams of this process, in UTF-8.
    public static Console ofProcess() {
        return new Console(
                System.in,
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                isTerminal());
    }

    /// Prints a line of progress or advice, made harmless, to standard error, unless that is to be quiet.
    public void note(String text) {
        if (!manner.isQuiet()) {
            tell(text);
        }
    }

    /// Prints a line that nobody may miss, made harmless, to standard error: an error, or what a person has to do now.
    public void tell(String text) {
        err.println(SafeText.of(text));
    }

    /// How times are told here.
    ///
    /// @param environment the variables of the command
    public Times times(Map<String, String> environment) {
        return manner.times(interactive, environment);
    }

    @SuppressWarnings("SystemConsoleNull") // JDK 25 answers null again where there is no terminal
    private static boolean isTerminal() {
        java.io.Console terminal = System.console();
        return terminal != null && terminal.isTerminal();
    }
}
