package dev.postern.cli.saved;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.Change;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ObjectOutput;
import dev.postern.cli.sessions.Listing;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `postern saved add`.
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = "Save a filter under a name, for postern search --saved NAME.",
        footer = {
            "",
            "Examples:",
            "  postern saved add \"Errors of the night\" has:error noise:no",
            "  postern saved add unreviewed review:open has:write --sessions --shared"
        })
final class AddCommand implements Change {

    private final CommandContext context;

    @Parameters(index = "0", paramLabel = "NAME", description = "1 to 80 characters.")
    private String name = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FILTER",
            description = "Words that must all hold, see postern help filters.")
    private List<String> filter = new ArrayList<>();

    @Option(
            names = "--sessions",
            description = "A filter of postern sessions ls rather than of postern search.")
    private boolean sessions;

    @Option(names = "--shared", description = "For everybody who signs in.")
    private boolean shared;

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.SAVED_SEARCH);

    AddCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> saved =
                context.api()
                        .post(
                                "/api/v1/searches",
                                Map.of(
                                        "name",
                                        name,
                                        "kind",
                                        sessions ? "sessions" : "statements",
                                        "filter",
                                        Listing.filter(filter),
                                        "shared",
                                        shared));
        output.print(
                context,
                saved,
                Answer.text(saved, "id"),
                "Saved \""
                        + Answer.text(saved, "name")
                        + "\": "
                        + context.api().proxy()
                        + "/q/"
                        + Answer.text(saved, "id"));
        return ExitCode.SUCCESS;
    }
}
