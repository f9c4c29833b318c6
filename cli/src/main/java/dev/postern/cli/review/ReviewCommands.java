package dev.postern.cli.review;

import dev.postern.cli.command.Commands;

/// The commands of this package.
public final class ReviewCommands {

    private ReviewCommands() {}

    /// Adds `review`, `note` and `tag`.
    public static void addTo(Commands commands) {
        commands.add(
                        "review",
                        ignored ->
                                new Commands.Group(
                                        "Sessions that wait for a review.",
                                        new Commands()
                                                .add("ls", QueueCommand::new)
                                                .add("next", NextCommand::new)
                                                .add("done", DoneCommand::new)
                                                .add("assign", AssignCommand::new)
                                                .add("undo", UndoCommand::new)))
                .add("note", NoteCommand::new)
                .add("tag", TagCommand::new);
    }
}
