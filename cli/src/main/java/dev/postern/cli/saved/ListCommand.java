package dev.postern.cli.saved;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Table;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ListOutput;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// `postern saved ls`.
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "List your saved searches, and those that others share.",
        footer = {"", "Example: postern saved ls --fields name,filter"})
final class ListCommand implements Verb {

    private final CommandContext context;

    @Mixin private ListOutput output = new ListOutput(ApiFields.SAVED_SEARCH);

    ListCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> answer = context.api().get("/api/v1/searches");
        output.print(context, answer, ListCommand::table, item -> Answer.text(item, "id"));
        if (Answer.flag(answer, "partial")) {
            context.console().note("others share more than these: the oldest are left out");
        }
        return ExitCode.SUCCESS;
    }

    private static Table table(List<Map<String, @Nullable Object>> items) {
        Table table = new Table("ID", "NAME", "OF", "SHARED", "OWNER", "FILTER");
        for (Map<String, @Nullable Object> item : items) {
            table.row(
                    Answer.text(item, "id"),
                    Answer.text(item, "name"),
                    Answer.text(item, "kind"),
                    Answer.flag(item, "shared") ? "yes" : "no",
                    Answer.flag(item, "own")
                            ? "you"
                            : Answer.text(Answer.object(item, "owner"), "name"),
                    Answer.text(item, "filter"));
        }
        return table;
    }
}
