package dev.postern.cli.lock;

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

/// `postern lock add`.
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = "Keep from access, and end the sessions that run, within a second.",
        footer = {
            "",
            "Examples:",
            "  postern lock add person erin@example.com --reason \"laptop lost\"",
            "  postern lock add target orders --ttl 2h --reason \"restore runs\""
        })
final class AddCommand implements Change {

    private final CommandContext context;

    @Parameters(
            index = "0",
            paramLabel = "SCOPE",
            description = "person, role, target, grant or session: what SUBJECT is.")
    private Scope scope = Scope.person;

    @Parameters(
            index = "1",
            paramLabel = "SUBJECT",
            description =
                    "E-mail or id of a person, name of a role or target, whole id of a request or"
                            + " session.")
    private String subject = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why; those who are kept out read it.")
    private String reason = "";

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description = "How long: 15m, 2h, 7d. Default: until it is removed.")
    private @Nullable String ttl;

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.LOCK);

    AddCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("scope", scope.name());
        body.put("subject", subject);
        body.put("reason", reason);
        if (ttl != null) {
            body.put("ttl", HumanDuration.parse("--ttl", ttl).toString());
        }
        LockViews.print(context, output, context.api().post("/api/v1/locks", body));
        return ExitCode.SUCCESS;
    }

    /// What a lock can be on.
    enum Scope {
        person,
        role,
        target,
        grant,
        session
    }
}
