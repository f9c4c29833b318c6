package dev.postern.cli.admin;

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

/// `postern admin target add`.
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = "Add a target, or change one that was added; it can be used at once.",
        footer = {"", "Example: postern admin target add stock --file stock.yaml"})
final class TargetAddCommand implements Change {

    private final CommandContext context;

    @Parameters(index = "0", paramLabel = "NAME", description = "Its name.")
    private String name = "";

    @Option(
            names = "--file",
            paramLabel = "FILE",
            required = true,
            description =
                    "What would stand below the name in the configuration; - is standard input.")
    private String file = "";

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.MANAGED);

    TargetAddCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        return ManagedViews.put(context, "target", name, file, output);
    }
}
