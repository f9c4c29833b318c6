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
                                "Keep recordings and erase them.",
                                new Commands()
                                        .add("hold", hold -> holds())
                                        .add("erase", erase -> erasures())
                                        .add("retention", RetentionCommand::new)));
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
