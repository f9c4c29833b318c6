package dev.postern.cli.admin;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.OutputFormat;
import dev.postern.cli.console.SafeText;
import dev.postern.cli.console.Table;
import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Targets and roles of the API: written, listed, removed.
final class ManagedViews {

    private ManagedViews() {}

    /// Writes one.
    ///
    /// @param kind `target` or `role`
    /// @param file its definition; `-` is standard input
    static ExitCode put(
            CommandContext context, String kind, String name, String file, OutputFormat format)
            throws CliException, IOException {
        Map<String, @Nullable Object> answer =
                context.api()
                        .post(path(kind), Map.of("name", name, "definition", definition(file)));
        if (format == OutputFormat.json || format == OutputFormat.jsonl) {
            context.console().out().println(Json.write(answer));
        } else {
            context.console()
                    .out()
                    .println(
                            SafeText.line(
                                    kind + " " + name + " is " + Answer.text(answer, "state")));
        }
        return ExitCode.SUCCESS;
    }

    private static String definition(String file) throws CliException, IOException {
        if (file.equals("-")) {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            throw CliException.usage(
                    file + " cannot be read", "Name a file, or - for standard input.");
        }
        return Files.readString(path);
    }

    /// Removes one.
    static ExitCode remove(CommandContext context, String kind, String name)
            throws CliException, IOException {
        context.api()
                .post(
                        path(kind)
                                + "/"
                                + URLEncoder.encode(name, StandardCharsets.UTF_8)
                                + "/remove",
                        Map.of());
        context.console().note(kind + " " + SafeText.line(name) + " is removed");
        return ExitCode.SUCCESS;
    }

    /// Lists all, those of the configuration too.
    static ExitCode list(CommandContext context, String kind, OutputFormat format)
            throws CliException, IOException {
        Map<String, @Nullable Object> answer = context.api().get(path(kind));
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
        Table table = new Table("NAME", "FROM", "STATE", "CHANGED BY", "AT", "PROBLEM");
        for (Map<String, @Nullable Object> item : items) {
            table.row(
                    Answer.text(item, "name"),
                    Answer.text(item, "source"),
                    Answer.text(item, "state"),
                    Answer.text(Answer.object(item, "changedBy"), "name"),
                    Answer.text(item, "changedAt"),
                    Answer.text(item, "problem"));
        }
        return table;
    }

    private static String path(String kind) {
        return "/api/v1/admin/" + kind + "s";
    }
}
