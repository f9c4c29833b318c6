package dev.postern.cli.proxy;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.SafeText;
import dev.postern.cli.console.ShellWord;
import dev.postern.cli.db.Route;
import dev.postern.cli.profile.LocalPorts;
import dev.postern.cli.profile.ServiceFile;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;

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
            "With --socket it is a Unix socket of yours in place of the port.",
            "",
            "Examples:",
            "  postern proxy db orders",
            "  postern proxy db orders --port 15432",
            "  postern proxy db orders --socket ~/run    then: psql -h ~/run -p PORT",
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

    @Option(
            names = "--socket",
            paramLabel = "DIR",
            description =
                    "Listen on the Unix socket .s.PGSQL.PORT in this folder, which only you can"
                            + " use, rather than on the port.")
    private @Nullable Path socket;

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
                new LocalProxy(
                        listener(chosen), new BrokerLine(service), context.console()::note)) {
            if (port != 0) {
                ports.keep(service.target(), port);
            }
            announce(service, chosen);
            proxy.serve();
        } catch (BindException e) {
            throw CliException.failed(
                    "port_taken",
                    place(chosen) + " cannot be listened on: " + e.getMessage(),
                    "Is postern proxy db "
                            + service.target()
                            + " running already? Else choose: --port PORT");
        }
        return ExitCode.SUCCESS;
    }

    private LocalListener listener(int chosen) throws IOException, CliException {
        Path folder = socket;
        if (folder == null) {
            return LocalListener.onPort(chosen);
        }
        try {
            return LocalListener.onSocket(folder.toAbsolutePath(), chosen);
        } catch (BindException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            throw CliException.failed(
                    "no_socket",
                    "no Unix socket can be made in " + folder + ": " + e.getMessage(),
                    "Give a folder that you may write in, with a short path.");
        }
    }

    private String place(int chosen) {
        return socket == null
                ? "port " + chosen + " of 127.0.0.1"
                : "the socket .s.PGSQL." + chosen + " in " + SafeText.line(socket.toString());
    }

    private void announce(ServiceFile.Service service, int port) {
        context.console()
                .out()
                .println(
                        "Listening on "
                                + (socket == null ? "127.0.0.1:" + port : place(port))
                                + " for "
                                + SafeText.line(service.target())
                                + ", database "
                                + SafeText.line(service.database())
                                + ", user "
                                + SafeText.line(service.role())
                                + ", no password, no TLS");
        context.console().out().flush();
        context.console().note("What comes through is recorded as yours. Ctrl-C ends it.");
        if (socket != null) {
            context.console()
                    .note(
                            "For psql: psql -h "
                                    + ShellWord.of(socket.toAbsolutePath().toString())
                                    + " -p "
                                    + port
                                    + " -U "
                                    + ShellWord.of(service.role())
                                    + " "
                                    + ShellWord.of(service.database()));
            return;
        }
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
