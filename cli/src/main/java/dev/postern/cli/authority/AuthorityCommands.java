package dev.postern.cli.authority;

import dev.postern.cli.command.Commands;

/// The commands of this package.
public final class AuthorityCommands {

    private AuthorityCommands() {}

    /// Adds `authority`.
    public static void addTo(Commands commands) {
        commands.add(
                "authority",
                ignored ->
                        new Commands.Group(
                                "The authorities of the broker, and their rotation.",
                                new Commands()
                                        .add("ls", ListCommand::new)
                                        .add(
                                                "rotate",
                                                context ->
                                                        new Commands.Group(
                                                                "Replace an authority while"
                                                                        + " sessions run.",
                                                                new Commands()
                                                                        .add(
                                                                                "start",
                                                                                StartCommand::new)
                                                                        .add(
                                                                                "next",
                                                                                NextCommand::new)
                                                                        .add(
                                                                                "rollback",
                                                                                RollbackCommand
                                                                                        ::new)))));
    }
}
