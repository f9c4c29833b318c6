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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `postern completion`: a script that teaches a shell the commands and their options.
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Print a script that completes commands, options and names in a shell.",
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

    /// Asks `postern __complete` where the commands and options have nothing to say. A colon ends a word for bash, so what
    /// stands before it is taken off.
    private static final String ASK_BASH =
            """

            function _complete_postern_names() {
              COMPREPLY=()
              _complete_postern "$@"
              local line="${COMP_LINE:0:$COMP_POINT}" word before="" name about
              word="${line##* }"
              if [ ${#COMPREPLY[@]} -gt 0 ] || [ "${word#-}" != "$word" ]; then
                return 0
              fi
              case "$COMP_WORDBREAKS" in
                *:*) case "$word" in *:*) before="${word%"${word##*:}"}" ;; esac ;;
              esac
              while IFS="$(printf '\t')" read -r name about; do
                case "$name" in
                  *: | */) if type compopt > /dev/null 2>&1; then compopt -o nospace 2> /dev/null; fi ;;
                esac
                COMPREPLY+=( "${name#"$before"}" )
              done < <(postern __complete --line "$line" 2> /dev/null)
            }
            complete -F _complete_postern_names -o default postern
            """;

    /// Whether the words before the cursor, without options, are these or begin with these: a word such as `db` or
    /// `login` may stand at several places.
    private static final String WORDS_FISH =
            """
            function __postern_words
                set -l words (commandline -opc)
                set -e words[1]
                string match -rv -- '^-' $words
            end
            function __postern_words_are
                set -l words (__postern_words)
                test "$words" = "$argv"
            end
            function __postern_words_begin
                set -l words (__postern_words)
                set -l most (count $argv)
                test (count $words) -ge $most; and test "$words[1..$most]" = "$argv"
            end
            """;

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
            case bash, zsh -> {
                out.print(AutoComplete.bash("postern", root));
                out.print(ASK_BASH);
            }
            case fish -> fish(root, out);
            case powershell -> powershell(root, out);
        }
        return ExitCode.SUCCESS;
    }

    /// Every command by its words: `request create`.
    static Map<String, CommandLine> tree(CommandLine root) {
        Map<String, CommandLine> all = new TreeMap<>();
        all.put("", root);
        visible(root)
                .forEach((name, command) ->
                        tree(command)
                                .forEach((rest, below) ->
                                        all.put((name + " " + rest).strip(), below)));
        return all;
    }

    /// The commands right below one that people are told of, by name.
    static Map<String, CommandLine> visible(CommandLine command) {
        Map<String, CommandLine> visible = new LinkedHashMap<>(command.getSubcommands());
        visible.values().removeIf(one -> one.getCommandSpec().usageMessage().hidden());
        return visible;
    }

    private static void fish(CommandLine root, PrintStream out) {
        out.println("# postern completion for fish");
        out.println("complete -c postern -f");
        out.println(
                "complete -c postern -a"
                        + " '(postern __complete --line (commandline -cp | string collect)"
                        + " 2>/dev/null)'");
        out.print(WORDS_FISH);
        tree(root)
                .forEach((words, command) -> {
                    boolean isNoun = !command.getSubcommands().isEmpty();
                    String when =
                            (isNoun ? "__postern_words_are " : "__postern_words_begin ") + words;
                    visible(command)
                            .forEach((name, below) ->
                                    out.println(
                                            "complete -c postern -n "
                                                    + quoted(when.strip())
                                                    + " -a "
                                                    + name
                                                    + " -d "
                                                    + quoted(about(below))));
                    for (OptionSpec option : command.getCommandSpec().options()) {
                        out.println(
                                "complete -c postern -n "
                                        + quoted(when.strip())
                                        + option(option)
                                        + " -d "
                                        + quoted(first(option.description())));
                    }
                });
    }

    private static String option(OptionSpec option) {
        StringBuilder text = new StringBuilder();
        for (String name : option.names()) {
            text.append(name.startsWith("--") ? " -l " : " -s ")
                    .append(name.replaceFirst("^-+", ""));
        }
        if (option.arity().max() == 0) {
            return text.toString();
        }
        Iterable<String> values = option.completionCandidates();
        return values == null ? text + " -r" : text + " -x -a " + quoted(String.join(" ", values));
    }

    private static void powershell(CommandLine root, PrintStream out) {
        out.println("# postern completion for PowerShell");
        out.println("$posternWords = @{");
        tree(root)
                .forEach((words, command) -> {
                    List<String> next = new ArrayList<>(visible(command).keySet());
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
                  $line = $ast.Extent.Text
                  $line = $line.Substring(0, [Math]::Min($at - $ast.Extent.StartOffset, $line.Length))
                  if ($word -eq '' -and -not $line.EndsWith(' ')) { $line += ' ' }
                  postern __complete --line $line 2>$null | ForEach-Object {
                    $name, $about = $_ -split "`t", 2
                    if (-not $about) { $about = $name }
                    [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $about)
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
