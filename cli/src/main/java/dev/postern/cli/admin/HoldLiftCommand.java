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

/// `postern admin hold lift`.
@Command(
        name = "lift",
        mixinStandardHelpOptions = true,
        description = "End a hold; rules and erasures count again.",
        footer = {"", "Example: postern admin hold lift 7K2M9QXZ --reason \"case closed\""})
final class HoldLiftCommand implements Change {

    private final CommandContext context;

    @Parameters(paramLabel = "ID", description = "Id that ls shows, or its last 8 characters.")
    private String id = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why; it is kept.")
    private String reason = "";

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.HOLD);

    HoldLiftCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> hold =
                context.api()
                        .post(
                                AdminViews.path("/api/v1/holds", id) + "/lift",
                                Map.of("reason", reason));
        AdminViews.printHold(context, output, hold);
        return ExitCode.SUCCESS;
    }
}
