package dev.postern.cli.audit;

import dev.postern.cli.command.Commands;

/// The commands of this package.
public final class AuditCommands {

    private AuditCommands() {}

    /// Adds `audit`.
    public static void addTo(Commands commands) {
        commands.add(
                "audit",
                ignored ->
                        new Commands.Group(
                                "What the broker did, for whom and why.",
                                new Commands().add("ls", AuditListCommand::new)));
    }
}
