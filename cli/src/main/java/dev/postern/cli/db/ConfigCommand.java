package dev.postern.cli.db;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.profile.LocalPorts;
import dev.postern.cli.profile.ServiceFile;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// `postern db config`: a connection, written down as a client reads it.
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Print how a client reaches a target, in the form that it reads.",
        footer = {
            "",
            "The forms:",
            "  service  a section of libpq's service file; login has written it already",
            "  url      a URI of libpq: psql, psycopg, pgx, node-postgres with pg-native",
            "  jdbc     a URL of pgjdbc: IntelliJ, DataGrip, any JDBC client",
            "  dbeaver  the argument of dbeaver -con",
            "  pgadmin  a file for pgAdmin's Tools > Import/Export Servers",
            "  env      lines for a POSIX shell; postern db env knows other shells",
            "",
            "With --local it is the connection to postern proxy db, for a client that cannot show"
                    + " a certificate.",
            "",
            "Examples:",
            "  postern db config orders --format jdbc",
            "  dbeaver -con \"$(postern db config orders --format dbeaver)\"",
            "  postern db config orders/shop --as app_write --format url"
        })
final class ConfigCommand implements Verb {

    private final CommandContext context;

    @Parameters(
            index = "0",
            paramLabel = "TARGET[/DATABASE]",
            description = "Target, as postern db ls names it.")
    private String place = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "service, url, jdbc, dbeaver, pgadmin or env. Default: service.")
    private ConnectionForm form = ConnectionForm.service;

    @Option(
            names = "--as",
            paramLabel = "ROLE",
            description = "Database role. Default: the target's.")
    private @Nullable String role;

    @Option(
            names = "--local",
            description = "For postern proxy db, which has to run: no certificate, no TLS.")
    private boolean local;

    ConfigCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        ServiceFile.Service service = Route.to(context, place, role);
        if (local && form == ConnectionForm.service) {
            throw CliException.usage(
                    "a section of the service file is for the certificate, not for --local",
                    "Take --format url or --format env.");
        }
        context.console()
                .out()
                .print(form.of(service, local ? localSettings(service) : service.settings()));
        return ExitCode.SUCCESS;
    }

    private Map<String, String> localSettings(ServiceFile.Service service)
            throws CliException, IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("host", "127.0.0.1");
        settings.put(
                "port", String.valueOf(LocalPorts.of(context.profile()).port(service.target())));
        settings.put("dbname", service.database());
        settings.put("user", service.role());
        settings.put("sslmode", "disable");
        return settings;
    }
}
