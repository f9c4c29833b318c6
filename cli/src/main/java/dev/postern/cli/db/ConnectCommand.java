package dev.postern.cli.db;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Variable;
import dev.postern.cli.login.Certificates;
import dev.postern.cli.request.ScopeOption;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// `postern db connect`: `psql` on a target. The exit code is psql's own.
@Command(
        name = "connect",
        mixinStandardHelpOptions = true,
        description =
                "Open psql on a target; what stands behind -- goes to psql. Exits as psql does.",
        footer = {
            "",
            "Examples:",
            "  postern db connect orders",
            "  postern db connect orders --as app_write -- -c \"select 1\"",
            "  postern db connect orders --as app_write --reason \"fix order 7\" --wait 30m"
        })
final class ConnectCommand implements Callable<Integer> {

    private final CommandContext context;

    @Parameters(
            index = "0",
            paramLabel = "TARGET[/DATABASE]",
            description = "Target, as postern db ls names it.")
    private String place = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "PSQL-ARGUMENT",
            description = "Arguments of psql, behind --.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = "--as",
            paramLabel = "ROLE",
            description = "Database role. Default: the target's.")
    private @Nullable String role;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description =
                    "If the role has to be asked for: ask with this reason, and wait. A grant that"
                            + " you have is used.")
    private @Nullable String reason;

    @Option(names = "--ticket", paramLabel = "TICKET", description = "Ticket of the request.")
    private @Nullable String ticket;

    @Mixin private ScopeOption scope = new ScopeOption();

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            description = "How long to wait for an approval. Default: 10m.")
    private String wait = "10m";

    ConnectCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CliException, IOException {
        if (scope.isGiven() && reason == null) {
            throw CliException.usage(
                    "--scope belongs to a request", "Say what it is for too: --reason TEXT.");
        }
        AskFirst.Wanted asked =
                reason == null ? null : new AskFirst.Wanted(reason, ticket, scope.texts());
        context.profile().liveLogin(context.clock().instant());
        int slash = place.indexOf('/');
        String target = slash < 0 ? place : place.substring(0, slash);
        Certificates.freshen(context, target);
        if (asked != null && !new AskFirst(context).granted(target, role, asked, wait)) {
            return ExitCode.REQUEST_DENIED.number();
        }
        List<String> command = new ArrayList<>();
        command.add(psql(target).toString());
        if (role != null) {
            command.add("--username=" + role);
        }
        if (slash >= 0) {
            command.add("--dbname=" + database(place.substring(slash + 1)));
        }
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        // The service is named in the environment, where a database among psql's arguments adds to
        // it. It would take the place of a connection string, and psql would pass the broker by.
        builder.environment().put("PGSERVICE", "postern-" + target);
        builder.environment().put("PGSERVICEFILE", context.profile().serviceFile().toString());
        context.console().out().flush();
        return Foreground.run(builder);
    }

    /// The name of a database as a connection string, so that psql takes no name for one.
    private static String database(String name) {
        return "dbname='" + name.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private Path psql(String target) throws CliException {
        for (String folder :
                Variable.PATH.in(context.environment()).split(File.pathSeparator, -1)) {
            Path file = Path.of(folder).resolve("psql");
            if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                return file.toAbsolutePath();
            }
        }
        throw new CliException(
                ExitCode.PROGRAM_MISSING,
                "psql_not_found",
                "psql is not on the PATH",
                "Install the PostgreSQL client (Debian: postgresql-client), or use any client with"
                        + " service=postern-"
                        + target);
    }
}
