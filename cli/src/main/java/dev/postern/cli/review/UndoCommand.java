package dev.postern.cli.review;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.Change;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ObjectOutput;
import dev.postern.cli.sessions.Moment;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.Map;

/// `postern review undo`.
@Command(
        name = "undo",
        mixinStandardHelpOptions = true,
        description = "Take the review of a session back; that there was one stays.",
        footer = {"", "Example: postern review undo 01K9T2QWERTY"})
final class UndoCommand implements Change {

    private final CommandContext context;

    @Parameters(paramLabel = "SID", description = "Session id, or its first 8 characters or more.")
    private String session = "";

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.REVIEW);

    UndoCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> review =
                context.api()
                        .post(
                                "/api/v1/sessions/"
                                        + Moment.parse(session).session()
                                        + "/review/take-back",
                                Map.of());
        NoteViews.printReview(
                context,
                output,
                review,
                "Session " + Answer.text(review, "session") + " waits for a review again");
        return ExitCode.SUCCESS;
    }
}
