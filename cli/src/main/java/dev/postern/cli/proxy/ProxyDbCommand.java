package dev.postern.cli.proxy;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.SafeText;
import dev.postern.cli.db.Route;
import dev.postern.cli.profile.LocalPorts;
import dev.postern.cli.profile.ServiceFile;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.net.BindException;

/// `postern proxy db`: a port of this machine that leads to a target.
@Command(
        name = "db",
        mixinStandardHelpOptions = true,
        description =
                "Listen on a port of this machine for clients that cannot show a certificate. It is"
                    + " open to programs of this machine alone; what they do is recorded as yours.",
        footer = {
            "",
            "The port is the same every time; --port chooses another and keeps it. Ctrl-C ends it.",
            "",
            "Examples:",
            "  postern proxy db orders",
            "  postern proxy db orders --port 15432",
            "  postern db config orders --local --format jdbc"
        })
final class ProxyDbCommand implements Verb {

    private final CommandContext context;

    @Parameters(
            index = "0",
            paramLabel = "TARGET",
            description = "Target, as postern db ls names it.")
    private String target = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port to listen on, 1024 to 65535, from now on. Default: the last one.")
    private int port;

    ProxyDbCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        if (port != 0 && (port < 1024 || port > 65_535)) {
            throw CliException.usage(
                    "--port " + port + " cannot be listened on", "Take one of 1024 to 65535.");
        }
        ServiceFile.Service service = Route.to(context, target, null);
        LocalPorts ports = LocalPorts.of(context.profile());
        int chosen = port == 0 ? ports.port(service.target()) : port;
        try (LocalProxy proxy =
                LocalProxy.open(chosen, new BrokerLine(service), context.console()::note)) {
            if (port != 0) {
                ports.keep(service.target(), port);
            }
            announce(service, chosen);
            proxy.serve();
        } catch (BindException e) {
            throw CliException.failed(
                    "port_taken",
                    "port " + chosen + " of 127.0.0.1 cannot be listened on: " + e.getMessage(),
                    "Is postern proxy db "
                            + service.target()
                            + " running already? Else choose: --port PORT");
        }
        return ExitCode.SUCCESS;
    }

    private void announce(ServiceFile.Service service, int port) {
        context.console()
                .out()
                .println(
                        "Listening on 127.0.0.1:"
                                + port
                                + " for "
                                + SafeText.line(service.target())
                                + ", database "
                                + SafeText.line(service.database())
                                + ", user "
                                + SafeText.line(service.role())
                                + ", no password, no TLS");
        context.console().out().flush();
        context.console().note("What comes through is recorded as yours. Ctrl-C ends it.");
        context.console()
                .note(
                        "For a tool: postern db config "
                                + service.target()
                                + " --local --format jdbc");
        if (!PeerOwner.canTell()) {
            context.console()
                    .note(
                            "This system does not say whose programs connect: other users of this"
                                    + " machine can use the port as you.");
        }
    }
}
