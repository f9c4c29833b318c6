package dev.postern.cli.admin;

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
import java.util.Map;

/// `postern admin hold place`.
@Command(
        name = "place",
        mixinStandardHelpOptions = true,
        description = "Keep recordings, whatever rules and erasures say.",
        footer = {
            "",
            "Example: postern admin hold place target orders --reason \"court order 7/26\""
        })
final class HoldPlaceCommand implements Change {

    private final CommandContext context;

    @Parameters(
            index = "0",
            paramLabel = "SCOPE",
            description = "session, person or target: what SUBJECT is.")
    private Scope scope = Scope.session;

    @Parameters(
            index = "1",
            paramLabel = "SUBJECT",
            description = "Session id or its first 8, person id, or name of a target.")
    private String subject = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why; it is kept.")
    private String reason = "";

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.HOLD);

    HoldPlaceCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> hold =
                context.api()
                        .post(
                                "/api/v1/holds",
                                Map.of(
                                        "scope",
                                        scope.name(),
                                        "subject",
                                        subject,
                                        "reason",
                                        reason));
        AdminViews.printHold(context, output, hold);
        return ExitCode.SUCCESS;
    }

    /// What a hold is on.
    enum Scope {
        session,
        person,
        target
    }
}
