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

/// `postern authority rotate next`.
@Command(
        name = "next",
        mixinStandardHelpOptions = true,
        description = "Let the new authority sign; or, once it does, end the old one.",
        footer = {"", "Example: postern authority rotate next clients"})
final class NextCommand implements Change {

    private final CommandContext context;

    @Parameters(index = "0", paramLabel = "NAME", description = "clients, servers or targets.")
    private String name = "";

    @Option(
            names = "--now",
            description =
                    "Do not wait until nobody can be refused: those who hold a certificate of the"
                            + " other authority, or do not know the new one, have to run postern"
                            + " login.")
    private boolean now;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why; it stands in the audit trail.")
    private @Nullable String reason;

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.AUTHORITY);

    NextCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        AuthorityViews.rotate(context, name, "next", now, reason, output);
        return ExitCode.SUCCESS;
    }
}
