package dev.postern.cli.db;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.OutputFormat;
import dev.postern.cli.console.Table;
import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// `postern db ls`.
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "List the targets you can connect to or ask access for.",
        footer = {"", "Example: postern db ls -o json"})
final class ListCommand implements Verb {

    private final CommandContext context;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table, json, jsonl or name.")
    private OutputFormat format = OutputFormat.table;

    ListCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        List<Map<String, @Nullable Object>> targets =
                Answer.objects(context.api().get("/api/v1/targets"), "items");
        switch (format) {
            case json -> {
                Map<String, @Nullable Object> document = new LinkedHashMap<>();
                document.put("schemaVersion", 1);
                document.put("items", targets);
                context.console().out().println(Json.write(document));
            }
            case jsonl ->
                    targets.forEach(target -> context.console().out().println(Json.write(target)));
            case name ->
                    targets.forEach(target -> context.console().out().println(target.get("name")));
            default -> context.console().out().print(table(targets));
        }
        return ExitCode.SUCCESS;
    }

    private static Table table(List<Map<String, @Nullable Object>> targets) {
        Table table = new Table("TARGET", "ACCESS", "ROLES", "DATABASES", "CONNECT WITH");
        for (Map<String, @Nullable Object> target : targets) {
            String name = String.valueOf(target.get("name"));
            table.row(
                    name,
                    String.valueOf(target.get("access")),
                    Answer.objects(target, "databaseRoles").stream()
                            .map(role -> role.get("name") + " (" + role.get("access") + ")")
                            .collect(Collectors.joining(", ")),
                    target.get("databases") instanceof List<?> databases
                            ? databases.stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(", "))
                            : "",
                    "psql service=postern-" + name);
        }
        return table;
    }
}
