package dev.postern.cli.request;

import dev.postern.cli.command.Change;
import dev.postern.cli.command.CommandContext;
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
import java.util.LinkedHashMap;
import java.util.Map;

/// `postern request approve`.
@Command(
        name = "approve",
        mixinStandardHelpOptions = true,
        description = "Grant what a request asks for.",
        footer = {"", "Example: postern request approve 7K2M9QXZ --ttl 30m"})
final class ApproveCommand implements Change {

    private final CommandContext context;

    @Parameters(paramLabel = "ID", description = "Request id, or its first 4 characters or more.")
    private String id = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "What the requester reads.")
    private @Nullable String reason;

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description = "Shorter than asked for: 90s, 15m, 1h, 2d.")
    private @Nullable String ttl;

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.REQUEST);

    ApproveCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, String> body = new LinkedHashMap<>();
        if (reason != null) {
            body.put("reason", reason);
        }
        if (ttl != null) {
            body.put("ttl", HumanDuration.parse("--ttl", ttl).toString());
        }
        RequestViews.print(
                context, output, context.api().post(RequestViews.path(id) + "/approve", body));
        return ExitCode.SUCCESS;
    }
}
