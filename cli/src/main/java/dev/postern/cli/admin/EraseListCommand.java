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

/// `postern admin erase ls`.
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "List erasures: asked for, rejected and done.",
        footer = {"", "Example: postern admin erase ls -o json"})
final class EraseListCommand implements Verb {

    private final CommandContext context;

    @Mixin private ListOutput output = new ListOutput(ApiFields.ERASURE);

    EraseListCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> answer = context.api().get("/api/v1/erasures");
        AdminViews.print(context, output, answer, this::table);
        return ExitCode.SUCCESS;
    }

    private Table table(List<Map<String, @Nullable Object>> items) {
        Table table =
                new Table(
                        "ERASURE",
                        "STATE",
                        "SESSION",
                        "TARGET",
                        "PERSON",
                        "ASKED BY",
                        "AT",
                        "BASIS");
        for (Map<String, @Nullable Object> erasure : items) {
            table.row(
                    Answer.text(erasure, "id"),
                    Answer.text(erasure, "state"),
                    Answer.text(erasure, "session"),
                    Answer.text(erasure, "target"),
                    Answer.text(erasure, "person"),
                    AdminViews.by(erasure, "asked"),
                    AdminViews.at(context, erasure, "asked"),
                    Answer.text(erasure, "legalBasis"));
        }
        return table;
    }
}
