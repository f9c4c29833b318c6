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
import picocli.CommandLine.Option;
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
            "List sessions that have ended and wait for a review: break-glass first, then by due"
                    + " time,",
            "then the newest.",
            "Your own are not among them: another person reviews those."
        },
        footer = {
            "",
            "Examples:",
            "  postern review ls",
            "  postern review ls target:orders has:write",
            "  postern review ls --mine",
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

    @Option(names = "--mine", description = "Only what is assigned to you.")
    private boolean mine;

    @Option(names = "--unassigned", description = "Only what is assigned to nobody.")
    private boolean unassigned;

    @Mixin private ListOutput output = new ListOutput(ApiFields.QUEUED, 50);

    QueueCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> answer =
                Paging.read(
                        context.api(),
                        "/api/v1/reviews",
                        "&f=" + Listing.query(filter) + QueueViews.assignee(mine, unassigned),
                        output.limit());
        output.print(context, answer, this::table, item -> Answer.text(item, "id"));
        return ExitCode.SUCCESS;
    }

    private Table table(List<Map<String, @Nullable Object>> items) {
        Table table =
                new Table(
                        "SESSION",
                        "DUE",
                        "RULE",
                        "FOR",
                        "STARTED",
                        "PERSON",
                        "TARGET/DB",
                        "ROLE",
                        "STMTS",
                        "ERR",
                        "WRITES");
        for (Map<String, @Nullable Object> item : items) {
            Map<String, @Nullable Object> due = Answer.object(item, "due");
            table.row(
                    Answer.text(item, "id"),
                    QueueViews.due(context, due),
                    SessionViews.fit(QueueViews.rule(due), TEXT_COLUMNS),
                    SessionViews.fit(QueueViews.reviewer(due), TEXT_COLUMNS),
                    context.times().column(Answer.text(item, "startedAt")),
                    SessionViews.fit(SessionViews.person(item), TEXT_COLUMNS),
                    SessionViews.fit(
                            Answer.text(item, "target") + "/" + Answer.text(item, "database"),
                            TEXT_COLUMNS),
                    SessionViews.fit(Answer.text(item, "databaseRole"), TEXT_COLUMNS),
                    Long.toString(Answer.number(item, "statements")),
                    Long.toString(Answer.number(item, "errors")),
                    Long.toString(Answer.number(item, "writes")));
        }
        return table;
    }
}
