package dev.postern.cli.review;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.ListOutput;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Table;
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

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Sessions shown, 1 to 500. Default: 50.")
    private int limit = 50;

    @Mixin private ListOutput output = new ListOutput();

    QueueCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> answer =
                context.api().get(path(Listing.limit(limit), filter));
        int shown =
                output.print(context, answer, QueueCommand::table, item -> Answer.text(item, "id"));
        Listing.noteLimit(context, shown, Answer.number(answer, "total"));
        return ExitCode.SUCCESS;
    }

    static String path(int limit, List<String> filter) {
        return "/api/v1/reviews?limit=" + limit + "&f=" + Listing.query(filter);
    }

    private static Table table(List<Map<String, @Nullable Object>> items) {
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
                    SessionViews.time(Answer.text(item, "startedAt")),
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
