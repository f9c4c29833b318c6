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

/// `postern admin erase confirm`.
@Command(
        name = "confirm",
        mixinStandardHelpOptions = true,
        description = "Confirm what another person asked for; it is erased for good.",
        footer = {"", "Example: postern admin erase confirm 7K2M9QXZ"})
final class EraseConfirmCommand implements Change {

    private final CommandContext context;

    @Parameters(paramLabel = "ID", description = "Id that ls shows, or its last 8 characters.")
    private String id = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "What you checked; it is kept.")
    private String reason = "";

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.ERASURE);

    EraseConfirmCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> erasure =
                context.api()
                        .post(
                                AdminViews.path("/api/v1/erasures", id) + "/confirm",
                                Map.of("reason", reason));
        AdminViews.printErasure(context, output, erasure);
        return ExitCode.SUCCESS;
    }
}
