package dev.postern.cli.sessions;

import dev.postern.cli.api.Answer;
import dev.postern.cli.api.ApiClient;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.LineOutput;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// `postern tail`: the last statements of a session, and with `-f` those that follow until it ends.
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = "Show the last statements of a session, and follow it while it runs.",
        footer = {
            "",
            "Examples:",
            "  postern tail 01K9T2QWERTY",
            "  postern tail -f 01K9T2QWERTY -o jsonl | jq .sql"
        })
final class TailCommand implements Verb {

    private static final int PAGE = 200;
    private static final long ASK_EVERY_MILLIS = 500;

    private final CommandContext context;

    @Parameters(paramLabel = "SID", description = "Session id, or its first 8 characters or more.")
    private String what = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the session ends.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "Statements to begin with. Default: 10.")
    private int lines = 10;

    @Mixin private LineOutput output = new LineOutput(ApiFields.STATEMENT);

    TailCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        String session = Moment.parse(what).session();
        if (lines < 0) {
            throw CliException.usage("--lines " + lines + " is negative", "Give 0 or more.");
        }
        ApiClient api = context.api();
        String path = "/api/v1/sessions/" + session;
        long total = Answer.number(api.get(path + "/statements?after=0&limit=1"), "total");
        long after = Math.max(0, total - lines);
        while (true) {
            // Asked before the statements: what comes between is in them.
            boolean live = Answer.text(api.get(path), "state").equals("live");
            after = page(api, path, after, live);
            if (!follow || !live) {
                return ExitCode.SUCCESS;
            }
            if (!rest()) {
                return ExitCode.INTERRUPTED;
            }
        }
    }

    /// Prints what there is; a statement that is not answered yet is left for later while the session runs.
    private long page(ApiClient api, String path, long from, boolean live) throws CliException {
        long after = from;
        while (true) {
            List<Map<String, @Nullable Object>> items =
                    Answer.objects(
                            api.get(path + "/statements?after=" + after + "&limit=" + PAGE),
                            "items");
            for (Map<String, @Nullable Object> statement : items) {
                if (follow && live && Answer.text(statement, "outcome").equals("no_answer")) {
                    return after;
                }
                print(statement);
                after = Answer.number(statement, "ordinal");
            }
            if (items.size() < PAGE) {
                return after;
            }
        }
    }

    private void print(Map<String, @Nullable Object> statement) {
        String moment =
                Answer.text(statement, "session") + "#q=" + Answer.number(statement, "ordinal");
        output.print(
                context,
                statement,
                moment,
                () ->
                        context.times().column(Answer.text(statement, "startedAt"))
                                + "  #"
                                + Answer.number(statement, "ordinal")
                                + "  "
                                + SessionViews.fit(Listing.outcome(statement), 30)
                                + "  "
                                + SessionViews.fit(Answer.text(statement, "sql"), 200)
                                + "\n");
        context.console().out().flush();
    }

    private static boolean rest() {
        try {
            CountDownLatch never = new CountDownLatch(1);
            boolean counted = never.await(ASK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            return !counted;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
