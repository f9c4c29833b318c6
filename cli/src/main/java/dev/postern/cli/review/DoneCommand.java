package dev.postern.cli.review;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.Change;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ObjectOutput;
import dev.postern.cli.sessions.Moment;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `postern review done`.
@Command(
        name = "done",
        mixinStandardHelpOptions = true,
        description = {
            "Mark a session reviewed; your name and the time are kept with it.",
            "If its rule has a checklist, each question is answered: with --check, or on a terminal"
                    + " when asked."
        },
        footer = {
            "",
            "Examples:",
            "  postern review done 01K9T2QWERTY",
            "  postern review done 01K9T2QWERTY --outcome incident",
            "  postern review done 01K9T2QWERTY --check 1=yes,2=n/a",
            "  postern review done 01K9T2QWERTY --outcome follow-up --check 1=yes,2=no"
        })
final class DoneCommand implements Change {

    private static final Set<String> OUTCOMES = Set.of("ok", "follow-up", "incident");

    private final CommandContext context;

    @Parameters(paramLabel = "SID", description = "Session id, or its first 8 characters or more.")
    private String session = "";

    @Option(
            names = "--outcome",
            paramLabel = "OUTCOME",
            description = "ok, follow-up or incident. Default: ok.")
    private String outcome = "ok";

    @Option(
            names = "--check",
            paramLabel = "N=ANSWER",
            split = ",",
            description = "The answer to question N of the checklist: yes, no or n/a.")
    private List<String> checks = new ArrayList<>();

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.REVIEW);

    DoneCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        if (!OUTCOMES.contains(outcome)) {
            throw CliException.usage(
                    "--outcome " + outcome + " is none that is known",
                    "Give ok, follow-up or incident.");
        }
        String path = "/api/v1/sessions/" + Moment.parse(session).session() + "/review";
        Questions questions = new Questions(context, context.api().get(path));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("outcome", outcome);
        if (!checks.isEmpty()) {
            body.put("checklist", questions.given(checks));
        } else if (!questions.isEmpty()) {
            body.put("checklist", questions.asked());
        }
        Map<String, @Nullable Object> review = context.api().post(path, body);
        NoteViews.printReview(
                context,
                output,
                review,
                "Session "
                        + Answer.text(review, "session")
                        + " is reviewed: "
                        + Answer.text(review, "outcome"));
        return ExitCode.SUCCESS;
    }
}
