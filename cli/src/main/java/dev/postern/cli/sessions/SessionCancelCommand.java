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

/// `postern sessions cancel`.
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description =
                "Cancel the statement that a session runs, or withdraw the one that is held; the"
                        + " session goes on.",
        footer = {
            "",
            "Example: postern sessions cancel 01K9T2QWERTY --reason \"locks the orders\""
        })
final class SessionCancelCommand implements Change {

    private final CommandContext context;

    @Mixin private LiveOrder order = new LiveOrder();

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.ORDERED);

    SessionCancelCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        order.give(context, output, "cancel", "has its statement cancelled.");
        return ExitCode.SUCCESS;
    }
}
