package dev.postern.cli.request;

import dev.postern.cli.command.Change;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ObjectOutput;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// `postern request deny`.
@Command(
        name = "deny",
        mixinStandardHelpOptions = true,
        description = "Refuse a request.",
        footer = {"", "Example: postern request deny 7K2M9QXZ --reason \"ask the owner first\""})
final class DenyCommand implements Change {

    private final CommandContext context;

    @Parameters(paramLabel = "ID", description = "Request id, or its first 4 characters or more.")
    private String id = "";

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "What the requester reads.")
    private String reason = "";

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.REQUEST);

    DenyCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("reason", reason);
        RequestViews.print(
                context, output, context.api().post(RequestViews.path(id) + "/deny", body));
        return ExitCode.SUCCESS;
    }
}
