package dev.postern.cli.sessions;

import dev.postern.cli.command.Change;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ObjectOutput;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;

/// `postern sessions end`.
@Command(
        name = "end",
        mixinStandardHelpOptions = true,
        description =
                "End a running session: its statement is cancelled, its transaction rolled back.",
        footer = {"", "Example: postern sessions end 01K9T2QWERTY --reason \"wrong database\""})
final class SessionEndCommand implements Change {

    private final CommandContext context;

    @Mixin private LiveOrder order = new LiveOrder();

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.ORDERED);

    SessionEndCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        order.give(context, output, "end", "is being ended.");
        return ExitCode.SUCCESS;
    }
}
