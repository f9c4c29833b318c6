package dev.postern.cli.review;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Table;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ListOutput;
import dev.postern.cli.output.Paging;
import dev.postern.cli.sessions.Listing;
import dev.postern.cli.sessions.SessionViews;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `postern review ls`.
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = {
            "List sessions that have ended and that nobody has reviewed, newest first.",
            "Your own are not among them: another person reviews those."
        },
        footer = {
            "",
            "Examples:",
            "  postern review ls",
            "  postern review ls target:orders has:write",
            "  postern review ls -o name"
        })
final class QueueCommand implements Verb {

    private static final int TEXT_COLUMNS = 24;

    private final CommandContext context;

    @Parameters(
            paramLabel = "FILTER",
            arity = "0..*",
            description = "Only sessions that match, as in postern sessions ls.")
    private List<String> filter = new ArrayList<>();

    @Mixin private ListOutput output = new ListOutput(ApiFields.SESSION, 50);

    QueueCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> answer =
                Paging.read(
                        context.api(),
                        "/api/v1/reviews",
                        "&f=" + Listing.query(filter),
                        output.limit());
        output.print(context, answer, this::table, item -> Answer.text(item, "id"));
        return ExitCode.SUCCESS;
    }

    private Table table(List<Map<String, @Nullable Object>> items) {
        Table table =
                new Table(
                        "SESSION",
                        "STARTED",
                        "PERSON",
                        "TARGET/DB",
                        "ROLE",
                        "LASTED",
                        "STMTS",
                        "ERR",
                        "WRITES",
                        "ROWS");
        for (Map<String, @Nullable Object> item : items) {
            table.row(
                    Answer.text(item, "id"),
                    context.times().column(Answer.text(item, "startedAt")),
                    SessionViews.fit(SessionViews.person(item), TEXT_COLUMNS),
                    SessionViews.fit(
                            Answer.text(item, "target") + "/" + Answer.text(item, "database"),
                            TEXT_COLUMNS),
                    SessionViews.fit(Answer.text(item, "databaseRole"), TEXT_COLUMNS),
                    SessionViews.duration(item.get("durationSeconds")),
                    Long.toString(Answer.number(item, "statements")),
                    Long.toString(Answer.number(item, "errors")),
                    Long.toString(Answer.number(item, "writes")),
                    Long.toString(Answer.number(item, "rowsReturned")));
        }
        return table;
    }
}
