package dev.postern.cli.admin;

import dev.postern.cli.command.Change;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;

/// `postern admin target rm`.
@Command(
        name = "rm",
        mixinStandardHelpOptions = true,
        description = "Remove a target that was added; sessions that run go on.",
        footer = {"", "Example: postern admin target rm stock"})
final class TargetRemoveCommand implements Change {

    private final CommandContext context;

    @Parameters(index = "0", paramLabel = "NAME", description = "Its name.")
    private String name = "";

    TargetRemoveCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        return ManagedViews.remove(context, "target", name);
    }
}
