package dev.postern.cli.review;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.SafeText;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ObjectOutput;
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

/// `postern review next`.
@Command(
        name = "next",
        mixinStandardHelpOptions = true,
        description = {
            "Name the session that is to be reviewed first, in the order of postern review ls;",
            "exit with 6 if none waits."
        },
        footer = {
            "",
            "Examples:",
            "  postern review next",
            "  postern review next target:orders",
            "  postern review next --mine",
            "  postern play \"$(postern review next -o name)\""
        })
final class NextCommand implements Verb {

    private final CommandContext context;

    @Parameters(
            paramLabel = "FILTER",
            arity = "0..*",
            description = "Only a session that matches, as in postern sessions ls.")
    private List<String> filter = new ArrayList<>();

    @Option(names = "--mine", description = "Only what is assigned to you.")
    private boolean mine;

    @Option(names = "--unassigned", description = "Only what is assigned to nobody.")
    private boolean unassigned;

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.QUEUED);

    NextCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> answer =
                Paging.read(
                        context.api(),
                        "/api/v1/reviews",
                        "&f=" + Listing.query(filter) + QueueViews.assignee(mine, unassigned),
                        1);
        List<Map<String, @Nullable Object>> items = Answer.objects(answer, "items");
        if (items.isEmpty()) {
            context.console()
                    .note(
                            filter.isEmpty()
                                    ? "no session waits for a review"
                                    : "no session that matches waits for a review");
            return ExitCode.NOT_FOUND;
        }
        Map<String, @Nullable Object> session = items.getFirst();
        String id = Answer.text(session, "id");
        output.print(context, session, id, about(session));
        if (output.isForPeople()) {
            context.console().out().println(SafeText.line(context.api().proxy() + "/s/" + id));
            long others = Answer.number(answer, "total") - 1;
            context.console()
                    .note(
                            (others > 0 ? others + " more wait. " : "")
                                    + "When you have read it: postern review done "
                                    + id);
        }
        return ExitCode.SUCCESS;
    }

    private String about(Map<String, @Nullable Object> session) {
        return Answer.text(session, "id")
                + "  "
                + context.times().said(Answer.text(session, "startedAt"))
                + "  "
                + SessionViews.person(session)
                + " on "
                + Answer.text(session, "target")
                + "/"
                + Answer.text(session, "database")
                + " as "
                + Answer.text(session, "databaseRole")
                + ", statements: "
                + Answer.number(session, "statements")
                + ", errors: "
                + Answer.number(session, "errors")
                + ", writes: "
                + Answer.number(session, "writes")
                + QueueViews.words(context, Answer.object(session, "due"));
    }
}
