package dev.postern.cli.request;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.SafeText;
import dev.postern.cli.console.Table;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ListOutput;
import dev.postern.cli.output.Seen;
import dev.postern.cli.output.Watch;
import dev.postern.export.DisplayWidth;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// `postern request ls`.
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "List your requests and those you may decide.",
        footer = {
            "",
            "Examples:",
            "  postern request ls --state pending",
            "  postern request ls --state pending --watch -o name"
        })
final class ListCommand implements Verb {

    private static final int REASON_COLUMNS = 48;

    private final CommandContext context;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only pending, approved, active, used, denied, expired or revoked.")
    private @Nullable State state;

    @Option(names = "--mine", description = "Only your own.")
    private boolean mine;

    @Mixin private Watch watch = new Watch();

    @Mixin private ListOutput output = new ListOutput(ApiFields.REQUEST);

    ListCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        return watch.run(context, output.isForPeople(), this::show);
    }

    private void show(CommandContext to, @Nullable Seen seen) throws CliException, IOException {
        Map<String, @Nullable Object> answer =
                context.api()
                        .get(
                                "/api/v1/requests?limit=500"
                                        + (state == null ? "" : "&state=" + state)
                                        + (mine ? "&mine=true" : ""));
        output.print(to, answer, this::table, item -> Answer.text(item, "shortId"), seen);
    }

    private Table table(List<Map<String, @Nullable Object>> items) {
        Table table =
                new Table(
                        "REQUEST", "STATE", "PERSON", "TARGET", "ROLE", "ASKED", "FOR", "LEFT",
                        "REASON");
        for (Map<String, @Nullable Object> item : items) {
            String reason = SafeText.line(Answer.text(item, "reason"));
            table.row(
                    Answer.text(item, "shortId"),
                    RequestViews.state(item),
                    RequestViews.person(Answer.object(item, "requester")),
                    Answer.text(item, "target"),
                    Answer.text(item, "databaseRole"),
                    context.times().column(Answer.text(item, "createdAt")),
                    RequestViews.asked(item),
                    RequestViews.left(context, item).replace(" left", ""),
                    output.isWide() ? reason : DisplayWidth.fit(reason, REASON_COLUMNS));
        }
        return table;
    }

    /// What a request can be.
    enum State {
        pending,
        approved,
        active,
        used,
        denied,
        expired,
        revoked
    }
}
