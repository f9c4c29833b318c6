package dev.postern.cli.config;

import dev.postern.cli.command.Commands;

/// The commands of this package.
public final class ConfigCommands {

    private ConfigCommands() {}

    /// Adds `config`.
    public static Commands addTo(Commands commands) {
        return commands.add(
                "config",
                ignored ->
                        new Commands.Group(
                                "How this program is configured.",
                                new Commands().add("view", ViewCommand::new)));
    }
}
