package dev.postern.cli.sessions;

import dev.postern.cli.console.CliException;
import dev.postern.cli.console.HumanDuration;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/// A point in time as people give it: RFC 3339, or how long ago.
public final class Since {

    private Since() {}

    /// The time that `--since` was given.
    ///
    /// @throws CliException exit code 2 if it is none
    public static Instant parse(String text, Instant now) throws CliException {
        if (text.matches("-?[0-9]+[smhd].*")) {
            Duration ago =
                    HumanDuration.parse("--since", text.startsWith("-") ? text.substring(1) : text);
            return now.minus(ago);
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw CliException.usage(
                    "\"" + text + "\" is no time",
                    "Write 2026-11-21T01:20:03Z, or 7d for a week ago.");
        }
    }
}
