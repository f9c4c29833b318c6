package dev.postern.cli;

import static java.util.Objects.requireNonNull;

import dev.postern.cli.api.WouldAsk;
import dev.postern.cli.command.Change;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Commands;
import dev.postern.cli.command.WholeTree;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Manner;
import dev.postern.cli.console.Nearest;
import dev.postern.cli.console.SafeText;
import dev.postern.cli.output.ObjectOutput;
import dev.postern.cli.output.Prepared;
import dev.postern.json.Json;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

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

    /// The one command that is called, or the names of all: making a command costs start-up time.
    private CommandLine root(String[] args) {
        CommandSpec spec = noun(ABOUT).name("postern").version("postern 0.1.0");
        addTo(spec, commands, args, 0);
        return new CommandLine(spec);
    }

    private void addTo(CommandSpec noun, Commands commands, String[] args, int depth) {
        String called = depth < args.length ? args[depth] : "";
        Function<CommandContext, Object> maker = commands.makers().get(called);
        Object command = maker == null ? null : maker.apply(context);
        if (command instanceof WholeTree) {
            addWhole(noun, commands);
        } else if (command != null) {
            noun.addSubcommand(called, called(command, args, depth));
        } else {
            commands.makers()
                    .forEach((name, each) -> noun.addSubcommand(name, named(each.apply(context))));
        }
    }

    private CommandLine called(Object command, String[] args, int depth) {
        if (!(command instanceof Commands.Group group)) {
            return leaf(command);
        }
        CommandSpec spec = noun(group.about());
        addTo(spec, group.verbs(), args, depth + 1);
        return new CommandLine(spec);
    }

    private void addWhole(CommandSpec noun, Commands commands) {
        commands.makers()
                .forEach((name, maker) -> {
                    Object command = maker.apply(context);
                    if (command instanceof Commands.Group group) {
                        CommandSpec spec = noun(group.about());
                        addWhole(spec, group.verbs());
                        noun.addSubcommand(name, new CommandLine(spec));
                    } else {
                        noun.addSubcommand(name, leaf(command));
                    }
                });
    }

    /// A command with the options that it has besides its own.
    private CommandLine leaf(Object command) {
        CommandLine line = new CommandLine(command);
        Manner manner = context.console().manner();
        line.addMixin("manner", manner);
        if (command instanceof Change) {
            line.addMixin("dryRun", manner.dryRun());
        }
        return line;
    }

    /// What the list of commands tells of one that is not called.
    private static CommandLine named(Object command) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(new Noun());
        if (command instanceof Commands.Group group) {
            spec.usageMessage().description(group.about());
        } else {
            Command written = requireNonNull(command.getClass().getAnnotation(Command.class));
            spec.usageMessage().description(written.description()).hidden(written.hidden());
        }
        return new CommandLine(spec);
    }

    private static CommandSpec noun(String about) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(new Noun());
        spec.mixinStandardHelpOptions(true)
                .usageMessage()
                .description(about)
                .synopsisSubcommandLabel("COMMAND");
        return spec;
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
        String negated =
                command.getCommandSpec().positionalParameters().isEmpty() ? "" : negated(args);
        if (!negated.isEmpty()) {
            return badUsage(
                    "\"" + negated + "\" is read as an option",
                    "A filter that begins with - stands behind --: " + name + " -- " + negated,
                    asJson);
        }
        return badUsage(String.valueOf(e.getMessage()), "Try: " + name + " --help", asJson);
    }

    /// The first term of a filter that is to be false, such as `-app:psql`, and stands where options do; or empty.
    private static String negated(String[] args) {
        return Stream.of(args)
                .takeWhile(word -> !word.equals("--"))
                .filter(word -> word.matches("-[a-z]+:.+"))
                .findFirst()
                .orElse("");
    }

    private int badUsage(String message, String hint, boolean asJson) {
        if (asJson) {
            return failed(CliException.usage(message, hint), true);
        }
        print(message);
        if (!context.console().manner().isQuiet()) {
            print(hint);
        }
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
        if (e instanceof WouldAsk change) {
            context.console()
                    .out()
                    .println(
                            wantsJson(args)
                                    ? Json.write(change.document())
                                    : SafeText.line(change.text()));
            return ExitCode.SUCCESS.number();
        }
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
