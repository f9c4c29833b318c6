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

/// `postern admin hold ls`.
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "List legal holds, lifted ones too.",
        footer = {"", "Example: postern admin hold ls -o json"})
final class HoldListCommand implements Verb {

    private final CommandContext context;

    @Mixin private ListOutput output = new ListOutput(ApiFields.HOLD);

    HoldListCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> answer = context.api().get("/api/v1/holds");
        AdminViews.print(context, output, answer, this::table);
        return ExitCode.SUCCESS;
    }

    private Table table(List<Map<String, @Nullable Object>> items) {
        Table table = new Table("HOLD", "ON", "SUBJECT", "STATE", "PLACED BY", "AT", "REASON");
        for (Map<String, @Nullable Object> hold : items) {
            table.row(
                    Answer.text(hold, "id"),
                    Answer.text(hold, "scope"),
                    Answer.text(hold, "subject"),
                    AdminViews.state(hold),
                    AdminViews.by(hold, "placed"),
                    AdminViews.at(context, hold, "placed"),
                    Answer.text(Answer.object(hold, "placed"), "reason"));
        }
        return table;
    }
}
