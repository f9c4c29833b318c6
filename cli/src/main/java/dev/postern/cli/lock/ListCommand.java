package dev.postern.cli.lock;

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

/// `postern lock ls`.
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "List locks, lifted ones too.",
        footer = {"", "Example: postern lock ls -o json"})
final class ListCommand implements Verb {

    private final CommandContext context;

    @Mixin private ListOutput output = new ListOutput(ApiFields.LOCK);

    ListCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> answer = context.api().get("/api/v1/locks");
        output.print(context, answer, this::table, LockViews::shortId);
        return ExitCode.SUCCESS;
    }

    private Table table(List<Map<String, @Nullable Object>> items) {
        Table table = new Table("LOCK", "ON", "SUBJECT", "STATE", "PLACED BY", "AT", "REASON");
        for (Map<String, @Nullable Object> lock : items) {
            Map<String, @Nullable Object> placed = Answer.object(lock, "placed");
            table.row(
                    LockViews.shortId(lock),
                    Answer.text(lock, "scope"),
                    Answer.text(lock, "subject"),
                    LockViews.state(lock, context.times()),
                    Answer.text(Answer.object(placed, "by"), "name"),
                    context.times().exact(Answer.text(placed, "at")),
                    Answer.text(placed, "reason"));
        }
        return table;
    }
}
