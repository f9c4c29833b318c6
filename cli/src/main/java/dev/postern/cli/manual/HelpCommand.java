package dev.postern.cli.manual;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.command.WholeTree;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Nearest;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `postern help`: the commands, one of them, or a topic.
@Command(
        name = "help",
        mixinStandardHelpOptions = true,
        description = "Tell about a command or a topic: filters, exit-codes, environment.",
        footer = {"", "Examples:", "  postern help filters", "  postern help request create"})
public final class HelpCommand implements Verb, WholeTree {

    private final CommandContext context;

    @Parameters(
            paramLabel = "TOPIC|COMMAND",
            arity = "0..*",
            description = "A topic, or the words of a command.")
    private List<String> words = new ArrayList<>();

    @Spec private CommandSpec spec = CommandSpec.create();

    public HelpCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        CommandLine root = spec.root().commandLine();
        Map<String, CommandLine> tree = CompletionCommand.tree(root);
        PrintStream out = context.console().out();
        String name = String.join(" ", words);
        if (name.isEmpty()) {
            root.usage(out);
            out.println("Topics:");
            Topics.all()
                    .forEach((topic, about) ->
                            out.println("  " + topic + " ".repeat(13 - topic.length()) + about));
            out.println("Read one with: postern help TOPIC");
        } else if (Topics.all().containsKey(name)) {
            out.print(Topics.text(name));
        } else {
            CommandLine command = tree.get(name);
            if (command == null) {
                throw unknown(name, tree);
            }
            command.usage(out);
        }
        return ExitCode.SUCCESS;
    }

    private static CliException unknown(String name, Map<String, CommandLine> tree) {
        List<String> known = new ArrayList<>(Topics.all().keySet());
        known.addAll(tree.keySet());
        known.remove("");
        List<String> near = Nearest.of(name, known);
        return CliException.usage(
                "there is no topic or command \"" + name + "\"",
                near.isEmpty()
                        ? "Topics: " + String.join(", ", Topics.all().keySet()) + "."
                        : "Did you mean: postern help " + near.getFirst() + "?");
    }
}
