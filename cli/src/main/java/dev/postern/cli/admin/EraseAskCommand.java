package dev.postern.cli.admin;

import dev.postern.cli.api.Answer;
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
import java.util.Map;

/// `postern admin erase ask`.
@Command(
        name = "ask",
        mixinStandardHelpOptions = true,
        description = "Ask for what a session contained to be erased.",
        footer = {
            "",
            "Example: postern admin erase ask 01JDX4V8 --reason \"asked by customer 7\""
                    + " --legal-basis \"GDPR Art. 17\""
        })
final class EraseAskCommand implements Change {

    private final CommandContext context;

    @Parameters(paramLabel = "SESSION", description = "Session id, or its first 8 or more.")
    private String session = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why; the other person decides by it, and it is kept.")
    private String reason = "";

    @Option(
            names = "--legal-basis",
            paramLabel = "TEXT",
            required = true,
            description = "The law or the contract that asks for it.")
    private String legalBasis = "";

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.ERASURE);

    EraseAskCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> erasure =
                context.api()
                        .post(
                                "/api/v1/erasures",
                                Map.of(
                                        "session",
                                        session,
                                        "reason",
                                        reason,
                                        "legalBasis",
                                        legalBasis));
        AdminViews.printErasure(context, output, erasure);
        context.console()
                .note(
                        "Another person confirms it: postern admin erase confirm "
                                + Answer.text(erasure, "id"));
        return ExitCode.SUCCESS;
    }
}
