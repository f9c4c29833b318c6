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

/// `postern request review`.
@Command(
        name = "review",
        mixinStandardHelpOptions = true,
        description = "Say what you found about access that nobody had approved.",
        footer = {
            "",
            "Example: postern request review 7K2M9QXZ --outcome ok --reason \"only order 7\""
        })
final class ReviewCommand implements Change {

    private final CommandContext context;

    @Parameters(paramLabel = "ID", description = "Request id, or its first 4 characters or more.")
    private String id = "";

    @Option(
            names = "--outcome",
            required = true,
            paramLabel = "OUTCOME",
            description = "ok, follow-up or incident.")
    private String outcome = "";

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "What you found; it is kept.")
    private String reason = "";

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.REQUEST);

    ReviewCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("outcome", outcome);
        body.put("reason", reason);
        RequestViews.print(
                context, output, context.api().post(RequestViews.path(id) + "/review", body));
        return ExitCode.SUCCESS;
    }
}
