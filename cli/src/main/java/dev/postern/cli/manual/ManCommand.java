package dev.postern.cli.manual;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.command.WholeTree;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `postern man`: manual pages, made of the same model as the commands' help.
@Command(
        name = "man",
        mixinStandardHelpOptions = true,
        description = "Print the manual page of a command, or write all of them into a folder.",
        footer = {
            "",
            "Examples:",
            "  postern man who-saw | man -l -",
            "  postern man --into /usr/local/share/man/man1"
        })
public final class ManCommand implements Verb, WholeTree {

    private final CommandContext context;

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "Its words: request create; or a topic of postern help.")
    private List<String> words = new ArrayList<>();

    @Option(names = "--into", paramLabel = "DIR", description = "Write a page a command here.")
    private @Nullable Path into;

    @Spec private CommandSpec spec = CommandSpec.create();

    public ManCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, CommandLine> tree = CompletionCommand.tree(spec.root().commandLine());
        Path folder = into;
        if (folder != null) {
            Files.createDirectories(folder);
            for (Map.Entry<String, CommandLine> command : tree.entrySet()) {
                Files.writeString(
                        folder.resolve(title(command.getKey()) + ".1"),
                        page(command.getKey(), command.getValue()),
                        StandardCharsets.UTF_8);
            }
            for (String topic : Topics.all().keySet()) {
                Files.writeString(
                        folder.resolve(title(topic) + ".7"),
                        topicPage(topic),
                        StandardCharsets.UTF_8);
            }
            context.console().note(tree.size() + Topics.all().size() + " pages are in " + folder);
            return ExitCode.SUCCESS;
        }
        String name = String.join(" ", words);
        if (Topics.all().containsKey(name)) {
            context.console().out().print(topicPage(name));
            return ExitCode.SUCCESS;
        }
        CommandLine command = tree.get(name);
        if (command == null) {
            throw new CliException(
                    ExitCode.NOT_FOUND,
                    "no_such_command",
                    "there is no command \"" + name + "\"",
                    "Run: postern --help");
        }
        context.console().out().print(page(name, command));
        return ExitCode.SUCCESS;
    }

    /// A page about a topic of [HelpCommand].
    private static String topicPage(String topic) throws IOException {
        String title = title(topic);
        return ".TH \""
                + title.toUpperCase(Locale.ROOT)
                + "\" 7 \"\" \"postern 0.1.0\" \"Postern\"\n.SH NAME\n"
                + escaped(title)
                + " \\- "
                + escaped(Topics.all().getOrDefault(topic, ""))
                + "\n.SH DESCRIPTION\n.nf\n"
                + escaped(Topics.text(topic))
                + ".fi\n";
    }

    private static String title(String words) {
        return words.isEmpty() ? "postern" : "postern-" + words.replace(' ', '-');
    }

    /// A page in the man macros.
    static String page(String words, CommandLine command) throws IOException {
        CommandSpec model = command.getCommandSpec();
        CommandLine.Help help = command.getHelp();
        StringBuilder page = new StringBuilder();
        String title = title(words);
        page.append(".TH \"").append(title.toUpperCase(Locale.ROOT));
        page.append("\" 1 \"\" \"postern 0.1.0\" \"Postern\"\n");
        page.append(".SH NAME\n").append(escaped(title)).append(" \\- ");
        page.append(escaped(CompletionCommand.about(command))).append('\n');
        page.append(".SH SYNOPSIS\n.nf\n");
        page.append(escaped(help.synopsis(0).strip())).append("\n.fi\n");
        page.append(".SH DESCRIPTION\n");
        paragraphs(page, model.usageMessage().description());
        if (!CompletionCommand.visible(command).isEmpty()) {
            page.append(".SH COMMANDS\n");
            CompletionCommand.visible(command)
                    .forEach((name, below) ->
                            page.append(".TP\n.B ")
                                    .append(escaped(name))
                                    .append('\n')
                                    .append(escaped(CompletionCommand.about(below)))
                                    .append('\n'));
        }
        if (!model.positionalParameters().isEmpty() || !model.options().isEmpty()) {
            page.append(".SH OPTIONS\n");
        }
        for (PositionalParamSpec parameter : model.positionalParameters()) {
            page.append(".TP\n.I ").append(escaped(parameter.paramLabel())).append('\n');
            described(page, parameter);
        }
        for (OptionSpec option : model.options()) {
            page.append(".TP\n.B ").append(escaped(String.join(", ", option.names())));
            page.append(option.arity().max() > 0 ? " " + escaped(option.paramLabel()) : "");
            page.append('\n');
            described(page, option);
        }
        String[] footer = model.usageMessage().footer();
        if (footer.length > 0) {
            page.append(".SH EXAMPLES\n.nf\n");
            for (String line : footer) {
                page.append(escaped(Ansi.OFF.string(line))).append('\n');
            }
            page.append(".fi\n");
        }
        page.append(".SH EXIT STATUS\n.nf\n").append(escaped(Topics.text("exit-codes")));
        page.append(".fi\n");
        return page.toString();
    }

    private static void described(StringBuilder page, ArgSpec argument) {
        String[] lines = argument.description().clone();
        for (int i = 0; i < lines.length; i++) {
            lines[i] =
                    lines[i].replace(
                            "${DEFAULT-VALUE}", String.valueOf(argument.defaultValueString()));
        }
        paragraphs(page, lines);
    }

    private static void paragraphs(StringBuilder page, String[] lines) {
        for (String line : lines) {
            page.append(escaped(Ansi.OFF.string(line))).append('\n');
        }
    }

    /// `text` as roff shows it: no line begins with a control character, and every hyphen is one.
    static String escaped(String text) {
        String harmless = text.replace("\\", "\\e").replace("-", "\\-");
        StringBuilder lines = new StringBuilder();
        for (String line : harmless.split("\n", -1)) {
            lines.append(lines.isEmpty() ? "" : "\n");
            lines.append(line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line);
        }
        return lines.toString();
    }
}
