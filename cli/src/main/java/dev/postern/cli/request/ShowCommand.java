package dev.postern.cli.request;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Table;
import dev.postern.cli.console.Times;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ObjectOutput;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// `postern request show`.
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Show a request, its decision and the sessions under it.",
        footer = {"", "Example: postern request show 7K2M9QXZ"})
final class ShowCommand implements Verb {

    private final CommandContext context;

    @Parameters(paramLabel = "ID", description = "Request id, or its first 4 characters or more.")
    private String id = "";

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.REQUEST);

    ShowCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> request = context.api().get(RequestViews.path(id));
        output.print(context, request, Answer.text(request, "shortId"), facts(request));
        return ExitCode.SUCCESS;
    }

    private Table facts(Map<String, @Nullable Object> request) {
        Table table =
                new Table(
                        "Request",
                        Answer.text(request, "shortId") + " (" + Answer.text(request, "id") + ")");
        Times times = context.times();
        String left = RequestViews.left(context, request);
        Map<String, @Nullable Object> requester = Answer.object(request, "requester");
        table.row("State", RequestViews.state(request) + (left.isEmpty() ? "" : ", " + left));
        table.row(
                "Person",
                Answer.text(requester, "name") + " <" + Answer.text(requester, "email") + ">");
        table.row(
                "Target",
                Answer.text(request, "target") + " as " + Answer.text(request, "databaseRole"));
        table.row("Reason", Answer.text(request, "reason"));
        for (String[] fact :
                new String[][] {
                    {"Ticket", "ticket"},
                    {"Database", "database"},
                    {"Not before", "notBefore"},
                    {"Extends", "extends"}
                }) {
            String value = Answer.text(request, fact[1]);
            if (!value.isEmpty()) {
                table.row(fact[0], fact[1].equals("notBefore") ? times.exact(value) : value);
            }
        }
        List<String> scope = Answer.texts(request, "scope");
        if (!scope.isEmpty()) {
            table.row("Scope", String.join(", ", scope));
        }
        table.row(
                "Asked",
                times.exact(Answer.text(request, "createdAt"))
                        + ", for "
                        + RequestViews.asked(request));
        String decideBy = Answer.text(request, "decideBy");
        if (Answer.text(request, "state").equals("pending") && !decideBy.isEmpty()) {
            table.row("Decide by", times.exact(decideBy));
        }
        String decided = Answer.text(request, "decidedAt");
        if (!decided.isEmpty()) {
            String by =
                    request.get("decidedBy") instanceof String text
                            ? text
                            : RequestViews.person(Answer.object(request, "decidedBy"));
            table.row("Decided", times.exact(decided) + (by.isEmpty() ? "" : " by " + by));
        }
        String answer = Answer.text(request, "decisionReason");
        if (!answer.isEmpty()) {
            table.row("Answer", answer);
        }
        String end = Answer.text(request, "grantEndsAt");
        if (!end.isEmpty()) {
            table.row("Grant", "until " + times.exact(end));
        }
        String why = Answer.text(request, "why");
        if (!why.isEmpty()) {
            table.row("You", why);
        }
        for (Map<String, @Nullable Object> approval : Answer.objects(request, "approvals")) {
            table.row(
                    "Approval",
                    times.exact(Answer.text(approval, "at"))
                            + " by "
                            + RequestViews.person(Answer.object(approval, "by")));
        }
        for (Map<String, @Nullable Object> extension : Answer.objects(request, "extensions")) {
            table.row(
                    "Extended",
                    "to "
                            + times.exact(Answer.text(extension, "grantEndsAt"))
                            + " by "
                            + RequestViews.person(Answer.object(extension, "by")));
        }
        if (request.get("review") != null) {
            Map<String, @Nullable Object> review = Answer.object(request, "review");
            table.row(
                    "Review",
                    Answer.text(review, "outcome")
                            + " by "
                            + RequestViews.person(Answer.object(review, "by"))
                            + ": "
                            + Answer.text(review, "reason"));
        }
        Answer.texts(request, "sessions")
                .forEach(session -> table.row("Session", "postern play " + session));
        return table;
    }
}
