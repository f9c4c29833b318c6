package dev.postern.cli.request;

import dev.postern.cli.command.Commands;

/// The commands of this package.
public final class RequestCommands {

    private RequestCommands() {}

    /// Adds `request`.
    public static Commands addTo(Commands commands) {
        return commands.add(
                "request",
                ignored ->
                        new Commands.Group(
                                "Ask for access, and decide about it.",
                                new Commands()
                                        .add("create", CreateCommand::new)
                                        .add("ls", ListCommand::new)
                                        .add("show", ShowCommand::new)
                                        .add("approve", ApproveCommand::new)
                                        .add("deny", DenyCommand::new)
                                        .add("extend", ExtendCommand::new)
                                        .add("revoke", RevokeCommand::new)
                                        .add("break-glass", BreakGlassCommand::new)
                                        .add("review", ReviewCommand::new)
                                        .add("watch", WatchCommand::new)));
    }
}
