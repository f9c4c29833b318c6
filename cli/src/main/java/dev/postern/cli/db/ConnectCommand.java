package dev.postern.cli.db;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// `postern db connect`: psql with the files that login wrote. Its exit code is psql's own.
///
/// psql shares the terminal and gets Ctrl-C from it like this process does. The hook keeps this process from ending
/// before psql, which only cancels its statement then.
@Command(
        name = "connect",
        mixinStandardHelpOptions = true,
        description = "Connect with psql.",
        footer = {
            "",
            "Examples:",
            "  postern db connect orders",
            "  postern db connect orders --as app_write -- -c 'select 1'"
        })
final class ConnectCommand implements Verb {

    private static final int NOT_INSTALLED = 127;

    private final CommandContext context;

    @Parameters(index = "0", paramLabel = "TARGET[/DATABASE]", description = "See postern db ls.")
    private String target = "";

    @Option(names = "--as", paramLabel = "ROLE", description = "The database role to use.")
    private @Nullable String role;

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "For psql, behind --.")
    private List<String> arguments = List.of();

    ConnectCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        return call() == 0 ? ExitCode.SUCCESS : ExitCode.FAILED;
    }

    @Override
    public Integer call() throws CliException, IOException {
        context.profile().liveLogin(context.clock().instant());
        String[] names = target.split("/", 2);
        if (!Files.exists(context.profile().target(names[0]).certificate())) {
            throw new CliException(
                    ExitCode.NOT_FOUND,
                    "no_target",
                    "there is no certificate for \"" + names[0] + "\" here",
                    "see postern db ls; after a change of your access run: postern login");
        }
        List<String> words = new ArrayList<>(List.of("psql"));
        words.addAll(arguments);
        words.add(connection(names));
        return psql(words);
    }

    private String connection(String[] names) {
        StringBuilder text = new StringBuilder("service=postern-").append(names[0]);
        if (names.length > 1) {
            text.append(" dbname=").append(quoted(names[1]));
        }
        if (role != null) {
            text.append(" user=").append(quoted(role));
        }
        return text.toString();
    }

    private int psql(List<String> words) throws CliException, IOException {
        ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
        builder.environment().put("PGSERVICEFILE", context.profile().serviceFile().toString());
        Process psql;
        try {
            psql = builder.start();
        } catch (IOException e) {
            context.console()
                    .err()
                    .println(
                            "postern: psql was not found. Install PostgreSQL's client programs, or"
                                    + " use another one with the service postern-"
                                    + target);
            return NOT_INSTALLED;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endWith(psql), "after-psql"));
        try {
            return psql.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED.number();
        }
    }

    /// Ends this process when psql has ended, with its code.
    private static void endWith(Process psql) {
        try {
            Runtime.getRuntime().halt(psql.waitFor());
        } catch (InterruptedException e) {
            Runtime.getRuntime().halt(ExitCode.INTERRUPTED.number());
        }
    }

    /// A value as libpq's connection strings quote it.
    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
