package dev.postern.cli.manual;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.command.WholeTree;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `postern completion`: a script that teaches a shell the commands and their options.
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Print a script that completes commands and options in a shell.",
        footer = {
            "",
            "Examples:",
            "  source <(postern completion bash)",
            "  postern completion zsh > ~/.zsh/postern && echo 'source ~/.zsh/postern' >> ~/.zshrc",
            "  postern completion fish > ~/.config/fish/completions/postern.fish",
            "  postern completion powershell | Out-String | Invoke-Expression"
        })
public final class CompletionCommand implements Verb, WholeTree {

    /// The shells.
    enum Shell {
        bash,
        zsh,
        fish,
        powershell
    }

    private final CommandContext context;

    @Parameters(paramLabel = "SHELL", description = "bash, zsh, fish or powershell.")
    private Shell shell = Shell.bash;

    @Spec private CommandSpec spec = CommandSpec.create();

    public CompletionCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        CommandLine root = spec.root().commandLine();
        PrintStream out = context.console().out();
        switch (shell) {
            case bash, zsh -> out.print(AutoComplete.bash("postern", root));
            case fish -> fish(root, out);
            case powershell -> powershell(root, out);
        }
        return ExitCode.SUCCESS;
    }

    /// Every command by its words: `request create`.
    static Map<String, CommandLine> tree(CommandLine root) {
        Map<String, CommandLine> all = new TreeMap<>();
        all.put("", root);
        root.getSubcommands()
                .forEach((name, command) ->
                        tree(command)
                                .forEach((rest, below) ->
                                        all.put((name + " " + rest).strip(), below)));
        return all;
    }

    private static void fish(CommandLine root, PrintStream out) {
        out.println("# postern completion for fish");
        out.println("complete -c postern -f");
        tree(root)
                .forEach((words, command) -> {
                    String when = words.isEmpty() ? "__fish_use_subcommand" : seen(words);
                    command.getSubcommands()
                            .forEach((name, below) ->
                                    out.println(
                                            "complete -c postern -n "
                                                    + quoted(
                                                            words.isEmpty()
                                                                    ? when
                                                                    : when + notSeen(command))
                                                    + " -a "
                                                    + name
                                                    + " -d "
                                                    + quoted(about(below))));
                    for (OptionSpec option : command.getCommandSpec().options()) {
                        out.println(
                                "complete -c postern -n "
                                        + quoted(when)
                                        + option(option)
                                        + " -d "
                                        + quoted(first(option.description())));
                    }
                });
    }

    private static String seen(String words) {
        List<String> conditions = new ArrayList<>();
        for (String word : words.split(" ", -1)) {
            conditions.add("__fish_seen_subcommand_from " + word);
        }
        return String.join("; and ", conditions);
    }

    private static String notSeen(CommandLine command) {
        return "; and not __fish_seen_subcommand_from "
                + String.join(" ", command.getSubcommands().keySet());
    }

    private static String option(OptionSpec option) {
        StringBuilder text = new StringBuilder();
        for (String name : option.names()) {
            text.append(name.startsWith("--") ? " -l " : " -s ")
                    .append(name.replaceFirst("^-+", ""));
        }
        return option.arity().max() > 0 ? text.append(" -r").toString() : text.toString();
    }

    private static void powershell(CommandLine root, PrintStream out) {
        out.println("# postern completion for PowerShell");
        out.println("$posternWords = @{");
        tree(root)
                .forEach((words, command) -> {
                    List<String> next = new ArrayList<>(command.getSubcommands().keySet());
                    for (OptionSpec option : command.getCommandSpec().options()) {
                        next.add(option.longestName());
                    }
                    out.println(
                            "  '"
                                    + words
                                    + "' = @("
                                    + String.join(
                                            ", ",
                                            next.stream().map(word -> "'" + word + "'").toList())
                                    + ")");
                });
        out.println("}");
        out.println(
                """
                Register-ArgumentCompleter -Native -CommandName postern -ScriptBlock {
                  param($word, $ast, $at)
                  $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" } |
                    Where-Object { $_ -notlike '-*' -and $_ -ne $word })
                  $key = $words -join ' '
                  while ($key -and -not $posternWords.ContainsKey($key)) {
                    $key = ($key -split ' ' | Select-Object -SkipLast 1) -join ' '
                  }
                  $posternWords[$key] | Where-Object { $_ -like "$word*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_)
                  }
                }\
                """);
    }

    static String about(CommandLine command) {
        return first(command.getCommandSpec().usageMessage().description());
    }

    private static String first(String[] lines) {
        return lines.length == 0 ? "" : lines[0].replace("%n", " ").replace("%%", "%");
    }

    private static String quoted(String text) {
        return '\'' + text.replace("\\", "\\\\").replace("'", "\\'") + '\'';
    }
}
