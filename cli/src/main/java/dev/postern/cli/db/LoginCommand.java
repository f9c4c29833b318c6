package dev.postern.cli.db;

import dev.postern.cli.command.Change;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.Console;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.SafeText;
import dev.postern.cli.console.ShellWord;
import dev.postern.cli.login.Certificates;
import dev.postern.cli.profile.Profile;
import dev.postern.cli.profile.ServiceFile;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.time.Instant;

/// `postern db login`: key and certificate for one target, and its section in libpq's service file.
@Command(
        name = "login",
        mixinStandardHelpOptions = true,
        description = {
            "Get a fresh key and certificate for one target, and write its section of libpq's"
                    + " service file, without connecting.",
            "postern login does so for every target; this is for one that was taken away, or was"
                    + " added since."
        },
        footer = {
            "",
            "Examples:",
            "  postern db login orders && psql service=postern-orders",
            "  postern db login orders --dry-run"
        })
final class LoginCommand implements Change {

    private final CommandContext context;

    @Parameters(paramLabel = "TARGET", description = "Target, as postern db ls names it.")
    private String target = "";

    LoginCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Profile profile = context.profile();
        if (!Route.target(target).equals(target)) {
            throw CliException.usage(
                    "\"" + target + "\" has a database in it",
                    "Give the target alone; a certificate is for all of its databases.");
        }
        ServiceFile.Service service = Route.find(context, target, null);
        if (context.isDryRun()) {
            context.console()
                    .out()
                    .println(
                            SafeText.line(
                                    "Would ask "
                                            + context.api().proxy()
                                            + " for a certificate for "
                                            + service.target()
                                            + ", and write it to "
                                            + service.files().folder()
                                            + " and [postern-"
                                            + service.target()
                                            + "] to "
                                            + profile.serviceFile()
                                            + ". Nothing was changed."));
            return ExitCode.SUCCESS;
        }
        Instant end = Certificates.fetchOne(context, service);
        Console console = context.console();
        console.note(
                "Certificate for "
                        + service.target()
                        + " until "
                        + context.times().said(end)
                        + ".");
        if (profile.needsServiceFileVariable()) {
            console.note("export PGSERVICEFILE=" + ShellWord.of(profile.serviceFile().toString()));
        }
        console.note("psql service=postern-" + service.target());
        return ExitCode.SUCCESS;
    }
}
