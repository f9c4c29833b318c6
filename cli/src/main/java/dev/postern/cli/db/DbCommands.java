package dev.postern.cli.db;

import dev.postern.cli.command.Commands;

/// The commands of this package.
public final class DbCommands {

    private DbCommands() {}

    /// Adds `db`.
    public static Commands addTo(Commands commands) {
        return commands.add(
                "db",
                ignored ->
                        new Commands.Group(
                                "List the databases you may reach, and connect to one.",
                                new Commands()
                                        .add("ls", ListCommand::new)
                                        .add("connect", ConnectCommand::new)
                                        .add("login", LoginCommand::new)
                                        .add("logout", LogoutCommand::new)
                                        .add("env", EnvCommand::new)
                                        .add("config", ConfigCommand::new)));
    }
}
