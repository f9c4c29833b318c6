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

/// `postern sessions hold`.
@Command(
        name = "hold",
        mixinStandardHelpOptions = true,
        description =
                "Let no new statement of a running session reach its target; what runs is"
                        + " finished.",
        footer = {"", "Example: postern sessions hold 01K9T2QWERTY --reason \"what is this for?\""})
final class SessionHoldCommand implements Change {

    private final CommandContext context;

    @Mixin private LiveOrder order = new LiveOrder();

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.ORDERED);

    SessionHoldCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        order.give(
                context,
                output,
                "hold",
                "is held: what its client sends next waits. Let it go on with: postern sessions"
                        + " resume");
        return ExitCode.SUCCESS;
    }
}
