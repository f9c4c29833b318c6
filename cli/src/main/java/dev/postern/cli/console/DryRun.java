package dev.postern.cli.console;

import picocli.CommandLine.Option;

/// Whether a command that changes something only says what it would change.
public final class DryRun {

    @Option(
            names = "--dry-run",
            description =
                    "Check what is given and say what would be asked for, and change nothing."
                            + " Whether the broker would allow it is not asked.")
    private boolean dryRun;

    /// Whether nothing is to be changed.
    public boolean isOn() {
        return dryRun;
    }
}
