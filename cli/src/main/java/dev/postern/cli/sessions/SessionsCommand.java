package dev.postern.cli.sessions;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.ListOutput;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.OutputFormat;
import dev.postern.cli.console.Table;
import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `postern sessions ls`: recorded and running sessions, newest first.
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "List sessions, newest first.",
        footer = {
            "",
            "Filters: user: target: db: role: app: state:live review:open has:error has:write"
                    + " has:mark noise:no new:person text:\"…\"; -KEY:VALUE negates;",
            "other words are searched in SQL and errors.",
            "Example: postern sessions ls user:ada has:error"
        })
public final class SessionsCommand implements Verb {

    private final CommandContext context;

    @Parameters(paramLabel = "FILTER", arity = "0..*", description = "Words that must all hold.")
    private List<String> filter = new ArrayList<>();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Sessions shown, 1 to 500. Default: 50.")
    private int limit = 50;

    @Mixin private ListOutput output = new ListOutput();

    public SessionsCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> answer =
                context.api()
                        .get(
                                "/api/v1/sessions?limit="
                                        + Listing.limit(limit)
                                        + "&f="
                                        + Listing.query(filter));
        int shown = output.print(context, answer, this::table, item -> Answer.text(item, "id"));
        Listing.noteLimit(context, shown, Answer.number(answer, "total"));
        Listing.noteFound(context, shown, answer);
        return ExitCode.SUCCESS;
    }

    private Table table(List<Map<String, @Nullable Object>> items) {
        boolean wide = output.isWide();
        List<String> names =
                new ArrayList<>(
                        List.of(
                                "SESSION",
                                "STARTED",
                                "PERSON",
                                "TARGET/DB",
                                "ROLE",
                                "STATE",
                                "LASTED",
                                "STMTS",
                                "ERR",
                                "ROWS",
                                "RECORD"));
        if (wide) {
            names.addAll(List.of("APPLICATION", "CLIENT", "REVIEW"));
        }
        Table table = new Table(names.toArray(String[]::new));
        int text =
                wide
                        ? 60
                        : Math.max(
                                12, SessionViews.columns(context) == Integer.MAX_VALUE ? 60 : 24);
        for (Map<String, @Nullable Object> item : items) {
            List<String> row =
                    new ArrayList<>(
                            List.of(
                                    Answer.text(item, "id"),
                                    SessionViews.time(Answer.text(item, "startedAt")),
                                    SessionViews.fit(SessionViews.person(item), text),
                                    SessionViews.fit(
                                            Answer.text(item, "target")
                                                    + "/"
                                                    + Answer.text(item, "database"),
                                            text),
                                    SessionViews.fit(Answer.text(item, "databaseRole"), text),
                                    Answer.text(item, "state"),
                                    SessionViews.duration(item.get("durationSeconds")),
                                    Long.toString(Answer.number(item, "statements")),
                                    Long.toString(Answer.number(item, "errors")),
                                    Long.toString(Answer.number(item, "rowsReturned")),
                                    SessionViews.record(item)));
            if (wide) {
                row.add(SessionViews.fit(Answer.text(item, "application"), text));
                row.add(Answer.text(item, "clientAddress"));
                row.add(Answer.text(Answer.object(item, "review"), "outcome"));
            }
            table.row(row.toArray(String[]::new));
        }
        return table;
    }

    /// `postern sessions show`: one session and its statements.
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Show a session and its statements.",
            footer = {"", "Example: postern sessions show 01K9T2QWERTY"})
    public static final class Show implements Verb {

        private final CommandContext context;

        @Parameters(
                paramLabel = "SID",
                description = "Session id, or its first 8 characters or more.")
        private String session = "";

        @Option(
                names = "--limit",
                paramLabel = "N",
                description = "Statements shown, 1 to 500. Default: 200.")
        private int limit = 200;

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FORMAT",
                description = "table or json.")
        private OutputFormat format = OutputFormat.table;

        public Show(CommandContext context) {
            this.context = context;
        }

        @Override
        public ExitCode run() throws CliException, IOException {
            String path = "/api/v1/sessions/" + Moment.parse(session).session();
            Map<String, @Nullable Object> shown = context.api().get(path);
            Map<String, @Nullable Object> answer =
                    context.api().get(path + "/statements?limit=" + Listing.limit(limit));
            PrintStream out = context.console().out();
            if (format == OutputFormat.json || format == OutputFormat.jsonl) {
                Map<String, @Nullable Object> both = new LinkedHashMap<>();
                both.put("session", shown);
                both.put("statements", answer.get("items"));
                out.println(Json.write(ListOutput.document(both)));
            } else {
                print(out, shown, Answer.objects(answer, "items"));
            }
            Listing.noteLimit(
                    context,
                    Answer.objects(answer, "items").size(),
                    Answer.number(answer, "total"));
            return ExitCode.SUCCESS;
        }

        private void print(
                PrintStream out,
                Map<String, @Nullable Object> shown,
                List<Map<String, @Nullable Object>> statements) {
            String id = Answer.text(shown, "id");
            Table head = new Table("Session", id);
            head.row("Person", SessionViews.person(shown));
            head.row(
                    "Target",
                    Answer.text(shown, "target")
                            + "/"
                            + Answer.text(shown, "database")
                            + " as "
                            + Answer.text(shown, "databaseRole"));
            head.row(
                    "Client",
                    Answer.text(shown, "application")
                            + " from "
                            + Answer.text(shown, "clientAddress"));
            head.row(
                    "Started",
                    Answer.text(shown, "startedAt")
                            + ", lasted "
                            + SessionViews.duration(shown.get("durationSeconds")));
            head.row(
                    "State",
                    (Answer.text(shown, "state") + " " + Answer.text(shown, "endText")).strip());
            head.row(
                    "Record",
                    (Answer.text(shown, "seal").equals("sealed") ? "sealed, " : "")
                            + Answer.text(shown, "verdict"));
            Map<String, @Nullable Object> review = Answer.object(shown, "review");
            if (!review.isEmpty()) {
                head.row(
                        "Review",
                        Answer.text(review, "outcome")
                                + ", by "
                                + Answer.text(Answer.object(review, "by"), "name")
                                + " on "
                                + Answer.text(review, "at"));
            }
            out.print(head);
            out.println();
            List<Map<String, @Nullable Object>> marked =
                    statements.stream().filter(statement -> statement.get("mark") != null).toList();
            if (!marked.isEmpty()) {
                Table marks = new Table("MARK AT", "AFTER", "TEXT");
                for (Map<String, @Nullable Object> statement : marked) {
                    marks.row(
                            id + "#q=" + Answer.number(statement, "ordinal"),
                            "+" + SessionViews.duration(statement.get("atSeconds")),
                            SessionViews.fit(Answer.text(statement, "mark"), 200));
                }
                out.print(marks);
                out.println();
            }
            Table table = new Table("MOMENT", "AT", "LASTED", "ROWS", "OUTCOME", "TRAITS", "SQL");
            int width = SessionViews.columns(context);
            for (Map<String, @Nullable Object> statement : statements) {
                table.row(
                        id + "#q=" + Answer.number(statement, "ordinal"),
                        "+" + SessionViews.duration(statement.get("atSeconds")),
                        SessionViews.duration(statement.get("durationSeconds")),
                        Long.toString(Answer.number(statement, "rows")),
                        Listing.outcome(statement),
                        SessionViews.fit(Listing.traits(statement), 24),
                        SessionViews.fit(
                                Answer.text(statement, "sql"),
                                width == Integer.MAX_VALUE ? 200 : width - 85));
            }
            out.print(table);
        }
    }
}
