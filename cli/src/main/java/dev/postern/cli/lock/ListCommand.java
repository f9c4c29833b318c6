package dev.postern.cli.lock;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.OutputFormat;
import dev.postern.cli.console.SafeText;
import dev.postern.cli.console.Table;
import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
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
        Map<String, @Nullable Object> answer = context.api().get("/api/v1/locks");
        List<Map<String, @Nullable Object>> items = Answer.objects(answer, "items");
        PrintStream out = context.console().out();
        switch (format) {
            case table, wide -> out.print(table(items));
            case json -> {
                Map<String, @Nullable Object> document = new LinkedHashMap<>();
                document.put("schemaVersion", 1);
                document.putAll(answer);
                out.println(Json.write(document));
            }
            case jsonl -> items.forEach(item -> out.println(Json.write(item)));
            case name -> {
                for (Map<String, @Nullable Object> item : items) {
                    out.println(SafeText.line(LockViews.shortId(item)));
                }
            }
        }
        return ExitCode.SUCCESS;
    }

    private static Table table(List<Map<String, @Nullable Object>> items) {
        Table table = new Table("LOCK", "ON", "SUBJECT", "STATE", "PLACED BY", "AT", "REASON");
        for (Map<String, @Nullable Object> lock : items) {
            Map<String, @Nullable Object> placed = Answer.object(lock, "placed");
            table.row(
                    LockViews.shortId(lock),
                    Answer.text(lock, "scope"),
                    Answer.text(lock, "subject"),
                    LockViews.state(lock),
                    Answer.text(Answer.object(placed, "by"), "name"),
                    Answer.text(placed, "at"),
                    Answer.text(placed, "reason"));
        }
        return table;
    }
}
