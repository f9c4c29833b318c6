package dev.postern.cli.authority;

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

/// `postern authority rotate rollback`.
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description =
                "Go back: the old authority signs, and with the next step the new one is given up.",
        footer = {"", "Example: postern authority rotate rollback clients"})
final class RollbackCommand implements Change {

    private final CommandContext context;

    @Parameters(index = "0", paramLabel = "NAME", description = "clients, servers or targets.")
    private String name = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why; it stands in the audit trail.")
    private @Nullable String reason;

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.AUTHORITY);

    RollbackCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        AuthorityViews.rotate(context, name, "rollback", false, reason, output);
        return ExitCode.SUCCESS;
    }
}
