package dev.postern.cli.admin;

import dev.postern.cli.command.Commands;

/// `postern admin` and its nouns.
public final class AdminCommands {

    private AdminCommands() {}

    /// Adds the noun.
    public static void addTo(Commands commands) {
        commands.add(
                "admin",
                context ->
                        new Commands.Group(
                                "Administer the broker: targets, roles, what is kept and erased.",
                                new Commands()
                                        .add("target", target -> targets())
                                        .add("role", role -> roles())
                                        .add("hold", hold -> holds())
                                        .add("erase", erase -> erasures())
                                        .add("retention", RetentionCommand::new)));
    }

    private static Commands.Group targets() {
        return new Commands.Group(
                "Targets, without a restart.",
                new Commands()
                        .add("add", TargetAddCommand::new)
                        .add("ls", TargetListCommand::new)
                        .add("rm", TargetRemoveCommand::new));
    }

    private static Commands.Group roles() {
        return new Commands.Group(
                "Roles, without a restart.",
                new Commands()
                        .add("set", RoleSetCommand::new)
                        .add("ls", RoleListCommand::new)
                        .add("rm", RoleRemoveCommand::new));
    }

    private static Commands.Group holds() {
        return new Commands.Group(
                "Orders to keep recordings, which nothing overrides.",
                new Commands()
                        .add("ls", HoldListCommand::new)
                        .add("place", HoldPlaceCommand::new)
                        .add("lift", HoldLiftCommand::new));
    }

    private static Commands.Group erasures() {
        return new Commands.Group(
                "Erase what a session contained; one person asks, another confirms.",
                new Commands()
                        .add("ls", EraseListCommand::new)
                        .add("ask", EraseAskCommand::new)
                        .add("confirm", EraseConfirmCommand::new)
                        .add("reject", EraseRejectCommand::new));
    }
}
