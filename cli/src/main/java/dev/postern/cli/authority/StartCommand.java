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

/// `postern authority rotate start`.
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description =
                "Make a new authority, which is accepted besides the old one from now on. For"
                        + " recordings, a new key signs at once.",
        footer = {"", "Example: postern authority rotate start clients --reason \"yearly\""})
final class StartCommand implements Change {

    private final CommandContext context;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "clients, servers, targets or recordings.")
    private String name = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why; it stands in the audit trail.")
    private @Nullable String reason;

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.AUTHORITY);

    StartCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        AuthorityViews.rotate(context, name, "start", false, reason, output);
        return ExitCode.SUCCESS;
    }
}
