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

/// `postern admin role set`.
@Command(
        name = "set",
        mixinStandardHelpOptions = true,
        description = "Add a role, or change one that was added; it counts at once.",
        footer = {"", "Example: postern admin role set analyst --file analyst.yaml"})
final class RoleSetCommand implements Change {

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

    RoleSetCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        return ManagedViews.put(context, "role", name, file, output);
    }
}
