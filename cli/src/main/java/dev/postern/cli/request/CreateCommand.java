package dev.postern.cli.request;

import dev.postern.cli.api.Answer;
import dev.postern.cli.api.ApiClient;
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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `postern request create`.
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = "Ask for access to a target for some time.",
        footer = {
            "",
            "Example: postern request create orders --as app_write --reason \"fix order 7\" --ttl"
                    + " 30m",
            "         --scope write:public.orders --scope read:public.refunds"
        })
final class CreateCommand implements Change {

    private final CommandContext context;

    @Parameters(paramLabel = "TARGET", description = "Target, as postern db ls names it.")
    private String target = "";

    @Option(
            names = "--as",
            paramLabel = "ROLE",
            description =
                    "Database role. Default: the one that has to be asked for, if it is only one.")
    private @Nullable String role;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "What the access is for; the approver reads it, and it is kept.")
    private @Nullable String reason;

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description = "How long: 90s, 15m, 1h, 2d. Default: 1h.")
    private String ttl = "1h";

    @Mixin private Wishes wishes = new Wishes();

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.REQUEST);

    CreateCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("target", target);
        body.put("ttl", HumanDuration.parse("--ttl", ttl).toString());
        wishes.check();
        ApiClient api = context.api();
        body.put("reason", reason());
        body.put("databaseRole", role == null ? onlyRole(api) : role);
        wishes.addTo(body, context);
        Map<String, @Nullable Object> request = api.post("/api/v1/requests", body);
        RequestViews.print(context, output, request);
        return switch (Answer.text(request, "state")) {
            case "denied", "expired" -> ExitCode.REQUEST_DENIED;
            case "active" -> {
                context.console().note("Now: " + connect(request));
                yield ExitCode.SUCCESS;
            }
            default -> {
                String id = Answer.text(request, "shortId");
                context.console().note("An approver runs: postern request approve " + id);
                context.console().note("Wait for it: postern request watch " + id);
                context.console().note("Once it is active: " + connect(request));
                yield ExitCode.SUCCESS;
            }
        };
    }

    private static String connect(Map<String, @Nullable Object> request) {
        return "postern db connect "
                + Answer.text(request, "target")
                + " --as "
                + Answer.text(request, "databaseRole");
    }

    private String reason() throws CliException, IOException {
        String text = reason;
        if (text == null && context.console().interactive()) {
            context.console().err().print("Reason: ");
            context.console().err().flush();
            text =
                    new BufferedReader(
                                    new InputStreamReader(
                                            context.console().in(), StandardCharsets.UTF_8))
                            .readLine();
        }
        if (text == null || text.isBlank()) {
            throw CliException.usage("a request needs a reason", "Give --reason TEXT.");
        }
        return text.strip();
    }

    /// The role of the target that has to be asked for, if there is exactly one.
    private String onlyRole(ApiClient api) throws CliException {
        for (Map<String, @Nullable Object> known :
                Answer.objects(api.get("/api/v1/targets?limit=500"), "items")) {
            if (Answer.text(known, "name").equals(target)) {
                List<String> roles =
                        Answer.objects(known, "databaseRoles").stream()
                                .filter(r -> Answer.text(r, "access").equals("request"))
                                .map(r -> Answer.text(r, "name"))
                                .toList();
                if (roles.size() == 1) {
                    return roles.getFirst();
                }
                throw CliException.usage(
                        roles.isEmpty()
                                ? "no database role of " + target + " has to be asked for"
                                : target
                                        + " has "
                                        + roles.size()
                                        + " database roles to ask for: "
                                        + String.join(", ", roles),
                        roles.isEmpty() ? "Run: postern db connect " + target : "Give --as ROLE.");
            }
        }
        throw new CliException(
                ExitCode.NOT_FOUND,
                "no_such_target",
                "you have no target \"" + target + "\"",
                "Run: postern db ls");
    }
}
