package dev.postern.cli.sessions;

import dev.postern.cli.api.Answer;
import dev.postern.cli.api.ApiClient;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Table;
import dev.postern.cli.console.Times;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.Limit;
import dev.postern.cli.output.ObjectOutput;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `postern sessions show`: one session and its statements.
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Show a session and its statements.",
        footer = {"", "Example: postern sessions show 01K9T2QWERTY"})
public final class SessionShowCommand implements Verb {

    private static final int LARGEST_PAGE = 500;

    private final CommandContext context;

    @Parameters(paramLabel = "SID", description = "Session id, or its first 8 characters or more.")
    private String session = "";

    @Mixin private Limit limit = new Limit(200);

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.SESSION_SHOWN);

    public SessionShowCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        ApiClient api = context.api();
        String path = "/api/v1/sessions/" + Moment.parse(session).session();
        Map<String, @Nullable Object> shown = api.get(path);
        List<Map<String, @Nullable Object>> statements = new ArrayList<>();
        long total = statements(api, path, statements);
        Map<String, @Nullable Object> both = new LinkedHashMap<>();
        both.put("session", shown);
        both.put("statements", statements);
        output.print(context, both, Answer.text(shown, "id"), () -> text(shown, statements));
        Limit.note(context, statements.size(), total, true);
        return ExitCode.SUCCESS;
    }

    /// Reads as many statements as are wanted; returns how many there are.
    private long statements(
            ApiClient api, String path, List<Map<String, @Nullable Object>> statements)
            throws CliException {
        long after = 0;
        while (true) {
            Map<String, @Nullable Object> page =
                    api.get(
                            path
                                    + "/statements?after="
                                    + after
                                    + "&limit="
                                    + Math.min(LARGEST_PAGE, limit.number() - statements.size()));
            statements.addAll(Answer.objects(page, "items"));
            if (statements.size() >= limit.number() || page.get("nextAfter") == null) {
                return Answer.number(page, "total");
            }
            after = Answer.number(page, "nextAfter");
        }
    }

    private String text(
            Map<String, @Nullable Object> shown, List<Map<String, @Nullable Object>> statements) {
        StringBuilder out = new StringBuilder();
        Times times = context.times();
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
                Answer.text(shown, "application") + " from " + Answer.text(shown, "clientAddress"));
        head.row(
                "Started",
                times.exact(Answer.text(shown, "startedAt"))
                        + ", lasted "
                        + SessionViews.duration(shown.get("durationSeconds")));
        head.row(
                "State",
                (Answer.text(shown, "state") + " " + Answer.text(shown, "endText")).strip());
        Map<String, @Nullable Object> held = Answer.object(shown, "held");
        if (!held.isEmpty()) {
            head.row(
                    "Held",
                    "since "
                            + times.exact(Answer.text(held, "since"))
                            + " by "
                            + Answer.text(Answer.object(held, "by"), "name")
                            + ": "
                            + Answer.text(held, "reason"));
        }
        head.row(
                "Record",
                (Answer.text(shown, "seal").equals("sealed") ? "sealed, " : "")
                        + Answer.text(shown, "verdict"));
        String label = "Lacks";
        for (String loss : Losses.of(shown, times)) {
            head.row(label, loss);
            label = "";
        }
        Map<String, @Nullable Object> review = Answer.object(shown, "review");
        if (!review.isEmpty()) {
            head.row(
                    "Review",
                    Answer.text(review, "outcome")
                            + ", by "
                            + Answer.text(Answer.object(review, "by"), "name")
                            + " on "
                            + times.exact(Answer.text(review, "at")));
        }
        out.append(head).append('\n');
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
            out.append(marks).append('\n');
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
        return out.append(table).toString();
    }
}
