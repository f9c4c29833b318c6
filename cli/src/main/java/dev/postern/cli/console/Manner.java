package dev.postern.cli.console;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.util.Map;

/// How a command behaves, whatever it does: how much it says, and in which zone it tells times. These are options of
/// every command, [DryRun] of those that change something.
public final class Manner {

    @Option(
            names = {"-q", "--quiet"},
            description = "No notes, hints and progress on standard error; errors stay.")
    private boolean quiet;

    @Option(
            names = {"-v", "--debug"},
            description =
                    "Tell on standard error of each question to the broker: status, time and id.")
    private boolean debug;

    @Option(names = "--utc", description = "Tell times in UTC on a terminal, too.")
    private boolean utc;

    private final DryRun dryRun = new DryRun();
    private @Nullable Times times;

    /// Whether notes, hints and progress are left out.
    public boolean isQuiet() {
        return quiet;
    }

    /// Whether each question to the broker is told.
    public boolean isDebug(Map<String, String> environment) {
        return debug || Variable.POSTERN_DEBUG.isOn(environment);
    }

    /// Whether a command that changes something is to leave it.
    public DryRun dryRun() {
        return dryRun;
    }

    /// How it tells times: in UTC where programs read, in the zone of `TZ` on a terminal, and in UTC there too where
    /// that is wanted.
    ///
    /// @param interactive whether a person sits at it
    Times times(boolean interactive, Map<String, String> environment) {
        Times chosen = times;
        if (chosen == null) {
            boolean inUtc = utc || !interactive || Variable.POSTERN_UTC.isOn(environment);
            chosen = inUtc ? Times.utc() : new Times(Times.zone(environment));
            times = chosen;
        }
        return chosen;
    }
}
