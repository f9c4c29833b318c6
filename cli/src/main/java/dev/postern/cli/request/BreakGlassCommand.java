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

/// `postern request break-glass`.
@Command(
        name = "break-glass",
        mixinStandardHelpOptions = true,
        description =
                "Take access at once, without an approval. It is announced, and must be reviewed.",
        footer = {
            "",
            "Example: postern request break-glass orders --as app_write --reason \"site is down\""
        })
final class BreakGlassCommand implements Change {

    private final CommandContext context;

    @Parameters(paramLabel = "TARGET", description = "Target, as postern db ls names it.")
    private String target = "";

    @Option(names = "--as", required = true, paramLabel = "ROLE", description = "Database role.")
    private String role = "";

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why nobody can be waited for; who reviews it reads it.")
    private String reason = "";

    @Option(names = "--ticket", paramLabel = "TICKET", description = "Number of the ticket.")
    private @Nullable String ticket;

    @Mixin private ScopeOption scope = new ScopeOption();

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description = "How long: 15m, 1h. Default: 1h.")
    private String ttl = "1h";

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.REQUEST);

    BreakGlassCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("target", target);
        body.put("databaseRole", role);
        body.put("reason", reason);
        body.put("ttl", HumanDuration.parse("--ttl", ttl).toString());
        body.put("breakGlass", true);
        if (ticket != null) {
            body.put("ticket", ticket);
        }
        scope.addTo(body);
        RequestViews.print(context, output, context.api().post("/api/v1/requests", body));
        context.console().note("Now: postern db connect " + target + " --as " + role);
        context.console().note("Within 24 hours somebody else has to review it.");
        return ExitCode.SUCCESS;
    }
}
