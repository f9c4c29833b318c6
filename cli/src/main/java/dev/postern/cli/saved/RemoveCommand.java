package dev.postern.cli.saved;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.Change;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ObjectOutput;
import dev.postern.cli.sessions.SavedSearches;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.Map;

/// `postern saved rm`.
@Command(
        name = "rm",
        mixinStandardHelpOptions = true,
        description = "Remove a saved search of yours.",
        footer = {"", "Example: postern saved rm \"Errors of the night\""})
final class RemoveCommand implements Change {

    private final CommandContext context;

    @Parameters(paramLabel = "NAME|/q/ID", description = "As postern saved ls shows it.")
    private String what = "";

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.SAVED_SEARCH);

    RemoveCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> saved = SavedSearches.find(context.api(), what, "");
        String id = Answer.text(saved, "id");
        context.api().delete("/api/v1/searches/" + id);
        output.print(context, saved, id, "Removed \"" + Answer.text(saved, "name") + "\".");
        return ExitCode.SUCCESS;
    }
}
