package dev.postern.cli.request;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.HumanDuration;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ObjectOutput;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.Map;

/// `postern request watch`.
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description =
                "Wait until a request is decided. Exits 7 if it is denied or the wait is over.",
        footer = {"", "Example: postern request watch 7K2M9QXZ && postern db connect orders"})
final class WatchCommand implements Verb {

    private final CommandContext context;

    @Parameters(paramLabel = "ID", description = "Request id, or its first 4 characters or more.")
    private String id = "";

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            description = "How long at most: 90s, 10m, 2h. Default: 10m.")
    private String wait = "10m";

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.REQUEST);

    WatchCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> request =
                new Waiting(context).on(id, HumanDuration.parse("--wait", wait));
        RequestViews.print(context, output, request);
        return Waiting.isUsable(request) ? ExitCode.SUCCESS : ExitCode.REQUEST_DENIED;
    }
}
