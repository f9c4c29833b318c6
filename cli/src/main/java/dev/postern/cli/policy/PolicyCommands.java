package dev.postern.cli.policy;

import dev.postern.cli.command.Commands;

/// The commands of this package.
public final class PolicyCommands {

    private PolicyCommands() {}

    /// Adds `policy`.
    public static Commands addTo(Commands commands) {
        return commands.add(
                "policy",
                ignored ->
                        new Commands.Group(
                                "Try roles that are not in force.",
                                new Commands().add("test", TestCommand::new)));
    }
}
