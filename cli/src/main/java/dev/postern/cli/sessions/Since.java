package dev.postern.cli.sessions;

import dev.postern.cli.console.CliException;
import dev.postern.filter.TimeStretch;

import java.time.Instant;

/// The times that `--since` and `--until` are given: those of filters.
public final class Since {

    private Since() {}

    /// The first moment of what `--since` was given.
    ///
    /// @throws CliException exit code 2 if it is no time
    public static Instant from(String text, Instant now) throws CliException {
        return stretch(text, now).from();
    }

    /// The last moment of what `--until` was given.
    ///
    /// @throws CliException exit code 2 if it is no time
    public static Instant until(String text, Instant now) throws CliException {
        return stretch(text, now).to();
    }

    private static TimeStretch stretch(String text, Instant now) throws CliException {
        return TimeStretch.read(text, now)
                .orElseThrow(() ->
                        CliException.usage(
                                "\"" + text + "\" is no time", "Write " + TimeStretch.FORMS + "."));
    }
}
