package dev.postern.cli.saved;

import dev.postern.cli.command.Commands;

/// The commands of this package.
public final class SavedCommands {

    private SavedCommands() {}

    /// Adds `saved`.
    public static Commands addTo(Commands commands) {
        return commands.add(
                "saved",
                ignored ->
                        new Commands.Group(
                                "Filters that are saved under a name.",
                                new Commands()
                                        .add("ls", ListCommand::new)
                                        .add("add", AddCommand::new)
                                        .add("rm", RemoveCommand::new)));
    }
}
