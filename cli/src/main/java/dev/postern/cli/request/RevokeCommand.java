package dev.postern.cli.request;

import dev.postern.cli.command.Change;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
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

/// `postern request revoke`.
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = "End a grant now, and the sessions under it.",
        footer = {"", "Example: postern request revoke 7K2M9QXZ --reason \"work is done\""})
final class RevokeCommand implements Change {

    private final CommandContext context;

    @Parameters(paramLabel = "ID", description = "Request id, or its first 4 characters or more.")
    private String id = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "What the requester reads.")
    private @Nullable String reason;

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.REQUEST);

    RevokeCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, String> body = new LinkedHashMap<>();
        if (reason != null) {
            body.put("reason", reason);
        }
        RequestViews.print(
                context, output, context.api().post(RequestViews.path(id) + "/revoke", body));
        return ExitCode.SUCCESS;
    }
}
