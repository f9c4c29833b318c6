package dev.postern.cli.console;

/// How a command ends, as the shell sees it.
public enum ExitCode {
    SUCCESS(0, "success"),
    FAILED(1, "refused or failed"),
    USAGE(2, "the command line makes no sense"),
    LOGIN_NEEDED(4, "nobody is logged in, or the login has ended: `postern login`"),
    PERMISSION_DENIED(5, "permission denied"),
    NOT_FOUND(6, "not found, or an abbreviation that fits several"),
    REQUEST_DENIED(7, "the request was denied, has expired, or waiting for it took too long"),
    /// A recording is not what was written.
    INTEGRITY(8, "integrity failure"),
    PARTIAL(9, "a partial result, with `--strict`; `exec-replay` left something out"),
    UNREACHABLE(69, "the broker cannot be reached"),
    UNREADABLE(74, "a file that is there cannot be read"),
    TIMEOUT(124, "a time limit was reached"),
    /// The number that shells use.
    PROGRAM_MISSING(127, "a program that the command runs, such as psql, is not installed"),
    INTERRUPTED(130, "interrupted");

    /// The commands that end otherwise, as Markdown.
    public static final String EXCEPTIONS =
            "Exceptions: `db connect` ends with psql's own code; `diff` with 0 (the same), 1"
                    + " (different) or 2 (could not be compared); `search` and `who-saw` with 1"
                    + " when nothing is found if `--exit-status` is given; `access explain` with 0"
                    + " (allowed) or 5 (not); `verify` as [verify.md](verify.md) says; `policy"
                    + " test` with 1 if a session would be refused.";

    private final int number;
    private final String about;

    ExitCode(int number, String about) {
        this.number = number;
        this.about = about;
    }

    /// The number that the shell sees.
    public int number() {
        return number;
    }

    /// What it means, as Markdown.
    public String about() {
        return about;
    }
}
