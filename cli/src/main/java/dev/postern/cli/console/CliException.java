package dev.postern.cli.console;

import java.io.Serial;

/// A command cannot go on: what the user reads behind `postern: `, what to type next, and the exit code.
public final class CliException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final String code;
    private final String hint;

    /// @param code    stable name, for `-o json`
    /// @param message one sentence: what failed, the value seen
    /// @param hint    what to do next, or empty
    public CliException(ExitCode exitCode, String code, String message, String hint) {
        super(message);
        this.exitCode = exitCode;
        this.code = code;
        this.hint = hint;
    }

    /// A command line that makes no sense.
    public static CliException usage(String message, String hint) {
        return new CliException(ExitCode.USAGE, "usage", message, hint);
    }

    /// A plain failure.
    public static CliException failed(String code, String message, String hint) {
        return new CliException(ExitCode.FAILED, code, message, hint);
    }

    /// Nobody is logged in here.
    public static CliException notLoggedIn() {
        return new CliException(
                ExitCode.LOGIN_NEEDED,
                "not_signed_in",
                "you are not logged in",
                "Run: postern login");
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public String code() {
        return code;
    }

    public String hint() {
        return hint;
    }

    /// The message.
    public String text() {
        return String.valueOf(getMessage());
    }
}
