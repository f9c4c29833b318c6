package dev.postern.cli.lock;

import dev.postern.cli.command.Commands;

/// The commands of this package.
public final class LockCommands {

    private LockCommands() {}

    /// Adds `lock`.
    public static void addTo(Commands commands) {
        commands.add(
                "lock",
                ignored ->
                        new Commands.Group(
                                "Keep somebody or something from access, at once.",
                                new Commands()
                                        .add("add", AddCommand::new)
                                        .add("ls", ListCommand::new)
                                        .add("rm", RemoveCommand::new)));
    }
}
