package dev.postern.cli.authority;

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

/// `postern authority ls`.
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "List the authorities, how far their rotation is, and when they end.",
        footer = {"", "Example: postern authority ls -o json"})
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
        Map<String, @Nullable Object> answer = context.api().get("/api/v1/authorities");
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
            case name ->
                    items.forEach(item -> out.println(SafeText.line(Answer.text(item, "name"))));
        }
        return ExitCode.SUCCESS;
    }

    private static Table table(List<Map<String, @Nullable Object>> items) {
        Table table =
                new Table("AUTHORITY", "PHASE", "SINCE", "NEXT FROM", "SIGNED BY", "KEY", "ENDS");
        for (Map<String, @Nullable Object> authority : items) {
            Map<String, @Nullable Object> signing = Answer.object(authority, "signing");
            table.row(
                    Answer.text(authority, "name"),
                    Answer.text(authority, "phase"),
                    Answer.text(authority, "since"),
                    Answer.text(authority, "nextFrom"),
                    Answer.flag(authority, "own")
                            ? Answer.text(signing, "subject")
                            : Answer.text(signing, "subject") + " (configured)",
                    AuthorityViews.fingerprint(signing),
                    Answer.text(signing, "endsAt"));
        }
        return table;
    }
}
