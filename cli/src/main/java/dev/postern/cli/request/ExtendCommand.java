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

/// `postern request extend`.
@Command(
        name = "extend",
        mixinStandardHelpOptions = true,
        description = "Make a grant longer, with the sessions under it.",
        footer = {
            "",
            "Example: postern request extend 7K2M9QXZ --ttl 30m --reason \"index still builds\""
        })
final class ExtendCommand implements Change {

    private final CommandContext context;

    @Parameters(paramLabel = "ID", description = "Request id, or its first 4 characters or more.")
    private String id = "";

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description = "How much longer: 15m, 1h. Default: 1h.")
    private String ttl = "1h";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it is kept.")
    private @Nullable String reason;

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.REQUEST);

    ExtendCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("ttl", HumanDuration.parse("--ttl", ttl).toString());
        if (reason != null) {
            body.put("reason", reason);
        }
        Map<String, @Nullable Object> request =
                context.api().post(RequestViews.path(id) + "/extend", body);
        RequestViews.print(context, output, request);
        if (RequestViews.state(request).startsWith("pending")) {
            context.console()
                    .note(
                            "Another person decides about it; your sessions go on once it is"
                                    + " approved.");
        }
        return ExitCode.SUCCESS;
    }
}
