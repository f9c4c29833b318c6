package dev.postern.cli.admin;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.SafeText;
import dev.postern.cli.console.Table;
import dev.postern.cli.output.ListOutput;
import dev.postern.cli.output.ObjectOutput;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
            CommandContext context, String kind, String name, String file, ObjectOutput output)
            throws CliException, IOException {
        Map<String, @Nullable Object> answer =
                context.api()
                        .post(path(kind), Map.of("name", name, "definition", definition(file)));
        output.print(
                context, answer, name, kind + " " + name + " is " + Answer.text(answer, "state"));
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
    static ExitCode list(CommandContext context, String kind, ListOutput output)
            throws CliException, IOException {
        Map<String, @Nullable Object> answer = context.api().get(path(kind));
        output.print(
                context, answer, items -> table(context, items), item -> Answer.text(item, "name"));
        return ExitCode.SUCCESS;
    }

    private static Table table(CommandContext context, List<Map<String, @Nullable Object>> items) {
        Table table = new Table("NAME", "FROM", "STATE", "CHANGED BY", "AT", "PROBLEM");
        for (Map<String, @Nullable Object> item : items) {
            table.row(
                    Answer.text(item, "name"),
                    Answer.text(item, "source"),
                    Answer.text(item, "state"),
                    Answer.text(Answer.object(item, "changedBy"), "name"),
                    context.times().exact(Answer.text(item, "changedAt")),
                    Answer.text(item, "problem"));
        }
        return table;
    }

    private static String path(String kind) {
        return "/api/v1/admin/" + kind + "s";
    }
}
