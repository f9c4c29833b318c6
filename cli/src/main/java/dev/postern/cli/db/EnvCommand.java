package dev.postern.cli.db;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.login.Certificates;
import dev.postern.cli.profile.ServiceFile;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;

/// `postern db env`: lines that tell a shell's programs how to reach a target.
@Command(
        name = "env",
        mixinStandardHelpOptions = true,
        description = {
            "Print PGHOST, PGPORT, PGUSER, PGSSLMODE and so on for a shell to evaluate, so that"
                    + " psql and whatever uses libpq reach a target.",
            "The certificate is fetched if it is not there, or is four hours old."
        },
        footer = {
            "",
            "Examples:",
            "  eval \"$(postern db env orders)\"",
            "  postern db env orders --shell fish | source",
            "  postern db env orders --shell pwsh | Out-String | Invoke-Expression"
        })
final class EnvCommand implements Verb {

    private final CommandContext context;

    @Parameters(
            paramLabel = "TARGET[/DATABASE]",
            description = "Target, as postern db ls names it.")
    private String place = "";

    @Option(
            names = "--as",
            paramLabel = "ROLE",
            description = "Database role. Default: the target's.")
    private @Nullable String role;

    @Option(
            names = "--shell",
            paramLabel = "SHELL",
            description = "sh (bash and zsh, too), fish or pwsh. Default: sh.")
    private ShellKind shell = ShellKind.sh;

    EnvCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Certificates.freshen(context, Route.target(place));
        ServiceFile.Service service = Route.to(context, place, role);
        context.console().out().print(shell.clearing() + shell.lines(service.settings()));
        return ExitCode.SUCCESS;
    }
}
