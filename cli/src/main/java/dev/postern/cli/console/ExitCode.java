package dev.postern.cli.console;

/// How a command ends, as the shell sees it.
public enum ExitCode {
    SUCCESS(0),
    /// Refused or failed.
    FAILED(1),
    /// The command line makes no sense.
    USAGE(2),
    LOGIN_NEEDED(4),
    PERMISSION_DENIED(5),
    /// No such thing, or an abbreviation that fits several.
    NOT_FOUND(6),
    /// The request was denied, has expired, or waiting for it took too long.
    REQUEST_DENIED(7),
    /// A recording is not what was written.
    INTEGRITY(8),
    /// A partial result, or an incomplete recording with `--strict`.
    PARTIAL(9),
    /// A file that is there cannot be read.
    UNREADABLE(74),
    /// The broker cannot be reached.
    UNREACHABLE(69),
    TIMEOUT(124),
    /// A program that the command runs is not installed; the number that shells use.
    PROGRAM_MISSING(127),
    INTERRUPTED(130);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /// The number that the shell sees.
    public int number() {
        return number;
    }
}
