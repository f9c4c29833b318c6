package dev.postern.cli;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Commands;
import dev.postern.cli.command.WholeTree;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Nearest;
import dev.postern.cli.console.SafeText;
import dev.postern.cli.output.ObjectOutput;
import dev.postern.cli.output.Prepared;
import dev.postern.json.Json;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
        line.setParameterExceptionHandler((e, ignored) -> badUsage(e, args));
        line.setExecutionExceptionHandler((e, command, ignored) -> failed(e, args));
        line.setExecutionStrategy(this::execute);
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

    private int badUsage(CommandLine.ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        if (command.getCommandSpec().userObject() instanceof Noun
                && !(e instanceof CommandLine.UnmatchedArgumentException)) {
            command.usage(command.getErr());
            return ExitCode.USAGE.number();
        }
        boolean asJson = wantsJson(args);
        if (e.getCause() instanceof CliException failure) {
            return failed(failure, asJson);
        }
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched
                && !command.getSubcommands().isEmpty()
                && !unmatched.getUnmatched().getFirst().startsWith("-")) {
            String word = unmatched.getUnmatched().getFirst();
            List<String> near = Nearest.of(word, command.getSubcommands().keySet());
            String hint =
                    near.isEmpty()
                            ? "Try: " + name + " --help"
                            : "Did you mean: " + name + " " + near.getFirst() + "?";
            return badUsage("unknown command \"" + name + " " + word + "\"", hint, asJson);
        }
        return badUsage(String.valueOf(e.getMessage()), "Try: " + name + " --help", asJson);
    }

    private int badUsage(String message, String hint, boolean asJson) {
        if (asJson) {
            return failed(CliException.usage(message, hint), true);
        }
        print(message);
        print(hint);
        return ExitCode.USAGE.number();
    }

    /// Runs the command whose options are read, once those that belong together are checked.
    private int execute(CommandLine.ParseResult read) {
        CommandLine.ParseResult last = read;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        if (!last.isUsageHelpRequested() && !last.isVersionHelpRequested()) {
            CommandSpec spec = last.commandSpec();
            for (CommandSpec mixin : spec.mixins().values()) {
                if (mixin.userObject() instanceof Prepared options) {
                    prepare(options, spec.commandLine());
                }
            }
        }
        return new CommandLine.RunLast().execute(read);
    }

    private void prepare(Prepared options, CommandLine command) {
        try {
            options.prepare(context.environment());
        } catch (CliException e) {
            throw new CommandLine.ParameterException(command, e.text(), e);
        }
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
        return failed(failure, wantsJson(args));
    }

    private int failed(CliException failure, boolean asJson) {
        if (asJson) {
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

    /// Whether the command line, or else the environment, asks for JSON: failures are JSON then, too.
    private boolean wantsJson(String[] args) {
        String format = context.environment().getOrDefault(ObjectOutput.VARIABLE, "");
        for (int i = 0; i < args.length; i++) {
            String word = args[i];
            if (word.equals("--")) {
                break;
            } else if (word.equals("-o") || word.equals("--output")) {
                format = i + 1 < args.length ? args[i + 1] : "";
            } else if (word.startsWith("--output=")) {
                format = word.substring("--output=".length());
            } else if (word.startsWith("-o")) {
                format = word.substring(word.startsWith("-o=") ? 3 : 2);
            }
        }
        return format.equalsIgnoreCase("json") || format.equalsIgnoreCase("jsonl");
    }

    /// The user object of a noun, which does nothing by itself.
    private record Noun() {}
}
