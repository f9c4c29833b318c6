package dev.postern.cli.admin;

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

/// `postern admin retention`.
@Command(
        name = "retention",
        mixinStandardHelpOptions = true,
        description = "List the rules by which recordings are removed, the first that fits counts.",
        footer = {"", "Example: postern admin retention"})
final class RetentionCommand implements Verb {

    private final CommandContext context;

    @Mixin private ListOutput output = new ListOutput(ApiFields.RETENTION);

    RetentionCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> answer = context.api().get("/api/v1/retention");
        AdminViews.print(context, output, answer, RetentionCommand::table);
        if (Answer.objects(answer, "items").isEmpty()) {
            context.console().note("No rules: recordings are kept forever.");
        }
        return ExitCode.SUCCESS;
    }

    private static Table table(List<Map<String, @Nullable Object>> items) {
        Table table = new Table("TARGETS", "LABELS", "RULE");
        for (Map<String, @Nullable Object> rule : items) {
            table.row(
                    String.join(", ", Answer.texts(rule, "targets")),
                    String.join(", ", Answer.texts(rule, "labels")),
                    Answer.text(rule, "text"));
        }
        return table;
    }
}
