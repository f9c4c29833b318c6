package dev.postern.cli.proxy;

import dev.postern.cli.command.Commands;

/// The commands of this package.
public final class ProxyCommands {

    private ProxyCommands() {}

    /// Adds `proxy`.
    public static Commands addTo(Commands commands) {
        return commands.add(
                "proxy",
                ignored ->
                        new Commands.Group(
                                "Open a port of this machine for a tool that cannot show a"
                                        + " certificate.",
                                new Commands().add("db", ProxyDbCommand::new)));
    }
}
