package dev.postern.cli.lock;

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
import java.util.Locale;
import java.util.Map;

/// `postern lock rm`.
@Command(
        name = "rm",
        mixinStandardHelpOptions = true,
        description = "Lift a lock.",
        footer = {"", "Example: postern lock rm 7K2M9QXZ --reason \"laptop found\""})
final class RemoveCommand implements Change {

    private final CommandContext context;

    @Parameters(paramLabel = "ID", description = "Id that postern lock ls shows.")
    private String id = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it is kept.")
    private String reason = "";

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.LOCK);

    RemoveCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        if (!id.matches("[0-9A-Za-z]{8,26}")) {
            throw CliException.usage(
                    "\"" + id + "\" is no id of a lock", "Give the id that postern lock ls shows.");
        }
        LockViews.print(
                context,
                output,
                context.api()
                        .post(
                                "/api/v1/locks/" + id.toUpperCase(Locale.ROOT) + "/lift",
                                Map.of("reason", reason)));
        return ExitCode.SUCCESS;
    }
}
