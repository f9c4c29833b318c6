package dev.postern.cli;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Commands;
import dev.postern.cli.command.WholeTree;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.SafeText;
import dev.postern.json.Json;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Finds the command that a command line names, runs it, and turns its failure into text and an exit code.
public final class CommandLineRunner {

    private static final String ABOUT =
            "Postern: log in once, use psql as usual, everything is recorded.";

    private final Commands commands;
    private final CommandContext context;

    public CommandLineRunner(Commands commands, CommandContext context) {
        this.commands = commands;
        this.context = context;
    }

    /// Runs a command line; returns the exit code.
    public int run(String... args) {
        CommandLine line = root(args);
        line.setOut(new PrintWriter(context.console().out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(context.console().err(), true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((e, ignored) -> badUsage(e));
        line.setExecutionExceptionHandler((e, command, ignored) -> failed(e, args));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        int code = line.execute(args);
        context.console().out().flush();
        return code;
    }

    /// The whole tree, or the one command that is called: building a command costs start-up time.
    private CommandLine root(String[] args) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(new Noun());
        spec.name("postern").mixinStandardHelpOptions(true).version("postern 0.1.0");
        spec.usageMessage().description(ABOUT).synopsisSubcommandLabel("COMMAND");
        Function<CommandContext, Object> called =
                args.length == 0 ? null : commands.makers().get(args[0]);
        Object command = called == null ? null : called.apply(context);
        if (command != null && !(command instanceof WholeTree)) {
            spec.addSubcommand(args[0], node(command));
        } else {
            commands.makers()
                    .forEach((name, maker) -> spec.addSubcommand(name, node(maker.apply(context))));
        }
        return new CommandLine(spec);
    }

    private CommandLine node(Object command) {
        if (!(command instanceof Commands.Group group)) {
            return new CommandLine(command);
        }
        CommandSpec spec = CommandSpec.wrapWithoutInspection(new Noun());
        spec.mixinStandardHelpOptions(true)
                .usageMessage()
                .description(group.about())
                .synopsisSubcommandLabel("COMMAND");
        group.verbs()
                .makers()
                .forEach((name, maker) -> spec.addSubcommand(name, node(maker.apply(context))));
        return new CommandLine(spec);
    }

    private int badUsage(CommandLine.ParameterException e) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        if (command.getCommandSpec().userObject() instanceof Noun
                && !(e instanceof CommandLine.UnmatchedArgumentException)) {
            command.usage(command.getErr());
            return ExitCode.USAGE.number();
        }
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched
                && !command.getSubcommands().isEmpty()
                && !unmatched.getUnmatched().getFirst().startsWith("-")) {
            String word = unmatched.getUnmatched().getFirst();
            List<String> near = near(word, command);
            print("unknown command \"" + name + " " + word + "\"");
            print(
                    near.isEmpty()
                            ? "Try: " + name + " --help"
                            : "Did you mean: " + name + " " + near.getFirst() + "?");
        } else {
            print(String.valueOf(e.getMessage()));
            print("Try: " + name + " --help");
        }
        return ExitCode.USAGE.number();
    }

    private int failed(Exception e, String[] args) throws Exception {
        CliException failure =
                switch (e) {
                    case CliException cli -> cli;
                    case IOException io ->
                            CliException.failed(
                                    "io_error",
                                    io.getClass().getSimpleName() + ": " + io.getMessage(),
                                    "");
                    default -> throw e;
                };
        if (wantsJson(args)) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("code", failure.code());
            error.put("message", failure.text());
            error.put("hint", failure.hint());
            context.console().err().println(Json.write(Map.of("error", error)));
        } else {
            print(failure.text());
            if (!failure.hint().isEmpty()) {
                context.console().note(failure.hint());
            }
        }
        return failure.exitCode().number();
    }

    private void print(String message) {
        context.console().err().println("postern: " + SafeText.of(message));
    }

    private static boolean wantsJson(String[] args) {
        List<String> list = Arrays.asList(args);
        int at = list.indexOf("-o");
        return list.contains("-ojson")
                || list.contains("--output=json")
                || (at >= 0 && at + 1 < list.size() && list.get(at + 1).equals("json"));
    }

    private static List<String> near(String word, CommandLine command) {
        return command.getSubcommands().keySet().stream()
                .filter(known ->
                        known.startsWith(word)
                                || word.startsWith(known)
                                || distance(word, known) <= 2)
                .sorted((a, b) -> Integer.compare(distance(word, a), distance(word, b)))
                .toList();
    }

    /// How many characters must be inserted, deleted or replaced to turn `a` into `b`.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }

    /// The user object of a noun, which does nothing by itself.
    private record Noun() {}
}
