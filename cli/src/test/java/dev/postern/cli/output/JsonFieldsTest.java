package dev.postern.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Commands;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// The JSON fields of every command, which are an interface: lines are added, never taken away.
/// `UPDATE_GOLDEN=1` writes the file anew.
final class JsonFieldsTest {

    private static final Path GOLDEN =
            Path.of("src/test/resources/dev/postern/cli/output/json-fields.txt");

    @TempDir Path home;

    @Test
    void fieldsOfEveryCommand_areThoseThatWerePromised() throws IOException {
        Map<String, List<String>> commands = new TreeMap<>();
        try (StubBroker broker = new StubBroker(home)) {
            collect("", broker.commands(), broker.context(), commands);
        }
        StringBuilder found = new StringBuilder();
        commands.forEach((name, fields) -> {
            found.append(name).append('\n');
            fields.forEach(field -> found.append("  ").append(field).append('\n'));
        });
        if (System.getenv("UPDATE_GOLDEN") != null) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, found, StandardCharsets.UTF_8);
        }
        assertThat(found.toString()).isEqualTo(Files.readString(GOLDEN));
        assertThat(commands)
                .as("commands that list or show")
                .containsKeys(
                        "sessions ls",
                        "sessions show",
                        "search",
                        "request ls",
                        "request show",
                        "db ls",
                        "audit ls",
                        "status",
                        "verify",
                        "doctor",
                        "tail",
                        "diff");
    }

    private static void collect(
            String before,
            Commands commands,
            CommandContext context,
            Map<String, List<String>> found) {
        for (Map.Entry<String, Function<CommandContext, Object>> entry :
                commands.makers().entrySet()) {
            String name = (before + " " + entry.getKey()).strip();
            Object command = entry.getValue().apply(context);
            if (command instanceof Commands.Group group) {
                collect(name, group.verbs(), context, found);
                continue;
            }
            List<String> fields = new ArrayList<>();
            for (CommandSpec mixin : new CommandLine(command).getCommandSpec().mixins().values()) {
                switch (mixin.userObject()) {
                    case ListOutput list -> {
                        fields.addAll(list.fields().names());
                        ListOutput.Other other = list.other();
                        if (other != null) {
                            found.put(name + " " + other.option(), other.fields().names());
                        }
                    }
                    case ObjectOutput object -> fields.addAll(object.fields().names());
                    case LineOutput line -> fields.addAll(line.fields().names());
                    default -> {}
                }
            }
            if (!fields.isEmpty()) {
                assertThat(fields).as(name).doesNotHaveDuplicates();
                found.put(name, fields);
            }
        }
    }
}
