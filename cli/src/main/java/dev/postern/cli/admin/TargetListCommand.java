package dev.postern.cli.admin;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ListOutput;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;

/// `postern admin target ls`.
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "List the targets, those of the configuration too.",
        footer = {"", "Example: postern admin target ls -o json"})
final class TargetListCommand implements Verb {

    private final CommandContext context;

    @Mixin private ListOutput output = new ListOutput(ApiFields.MANAGED);

    TargetListCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        return ManagedViews.list(context, "target", output);
    }
}
