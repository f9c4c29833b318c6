package dev.postern.cli.db;

import dev.postern.cli.command.Change;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.SafeText;
import dev.postern.cli.profile.Profile;
import dev.postern.cli.profile.ServiceFile;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.List;

/// `postern db logout`: takes keys, certificates and sections of the service file away. The login stays.
@Command(
        name = "logout",
        mixinStandardHelpOptions = true,
        description = {
            "Take the key and certificate of a target from this machine, and its section of libpq's"
                    + " service file; without TARGET those of all.",
            "You stay logged in, and db connect, db env and db login fetch them again. A copy of"
                    + " the key that somebody has made works until postern logout."
        },
        footer = {"", "Examples:", "  postern db logout orders", "  postern db logout"})
final class LogoutCommand implements Change {

    private final CommandContext context;

    @Parameters(
            paramLabel = "TARGET",
            arity = "0..1",
            description = "Target that has files here. Default: all.")
    private @Nullable String target;

    LogoutCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Profile profile = context.profile();
        String named = target;
        List<String> there = profile.targets();
        List<String> gone = named == null ? there : List.of(named);
        if (named != null) {
            profile.target(named);
            if (!there.contains(named)) {
                throw new CliException(
                        ExitCode.NOT_FOUND,
                        "no_certificate",
                        "you have no certificate for the target \"" + named + "\" on this machine",
                        there.isEmpty() ? "" : "There are: " + String.join(", ", there) + ".");
            }
        }
        if (gone.isEmpty()) {
            context.console().note("There are no certificates on this machine.");
            return ExitCode.SUCCESS;
        }
        String what = "the keys and certificates of " + String.join(", ", gone);
        if (context.isDryRun()) {
            context.console()
                    .out()
                    .println(SafeText.line("Would delete " + what + ". Nothing was changed."));
            return ExitCode.SUCCESS;
        }
        ServiceFile services = new ServiceFile(profile.serviceFile());
        for (String one : gone) {
            services.remove(one);
            profile.forget(one);
        }
        context.console().note("Deleted " + what + ".");
        return ExitCode.SUCCESS;
    }
}
