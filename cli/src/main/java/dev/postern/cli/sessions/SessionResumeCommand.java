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

/// `postern sessions resume`.
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Let a held session go on, with what waited.",
        footer = {
            "",
            "Example: postern sessions resume 01K9T2QWERTY --reason \"asked, it is fine\""
        })
final class SessionResumeCommand implements Change {

    private final CommandContext context;

    @Mixin private LiveOrder order = new LiveOrder();

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.ORDERED);

    SessionResumeCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        order.give(context, output, "resume", "goes on.");
        return ExitCode.SUCCESS;
    }
}
