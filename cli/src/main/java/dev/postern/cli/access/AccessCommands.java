package dev.postern.cli.access;

import dev.postern.cli.command.Commands;

/// The commands of this package.
public final class AccessCommands {

    private AccessCommands() {}

    /// Adds `access`.
    public static void addTo(Commands commands) {
        commands.add(
                "access",
                ignored ->
                        new Commands.Group(
                                "Why somebody may or may not use a target.",
                                new Commands().add("explain", ExplainCommand::new)));
    }
}
