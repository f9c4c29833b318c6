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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// `postern tail`: the last statements of a session, or of all that run and fit a filter, and with `-f` those that follow.
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = {
            "Show the last statements of a session, and follow it while it runs.",
            "With a filter: those of all sessions that run, and with -f each that ends."
        },
        footer = {
            "",
            "Examples:",
            "  postern tail 01K9T2QWERTY",
            "  postern tail -f 01K9T2QWERTY -o jsonl | jq .sql",
            "  postern tail -f target:orders has:write",
            "  postern tail -f noise:no -o jsonl | jq -r '.person.email + \" \" + .sql'"
        })
final class TailCommand implements Verb {

    private static final int PAGE = 200;
    private static final long ASK_EVERY_MILLIS = 500;
    private static final long ASK_ALL_EVERY_MILLIS = 2_000;

    /// Ids are times, whose first digit is small; a word of a filter that looks like one is written with `text:`.
    private static final Pattern SESSION =
            Pattern.compile("(?:https?://\\S*/s/)?[0-7][0-9A-Za-z]{7,25}(?:#.*)?");

    private final CommandContext context;

    @Parameters(
            paramLabel = "SID|FILTER",
            arity = "1..*",
            description =
                    "Session id, or its first 8 characters or more; or words of a filter that must"
                            + " all hold.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the session ends, with a filter until Ctrl-C.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "Statements to begin with. Default: 10.")
    private int lines = 10;

    @Mixin private LineOutput output = new LineOutput(ApiFields.TAILED);

    TailCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        if (lines < 0) {
            throw CliException.usage("--lines " + lines + " is negative", "Give 0 or more.");
        }
        if (words.size() > 1 || !SESSION.matcher(words.getFirst()).matches()) {
            FilterTail tail = new FilterTail(context, output, Listing.filter(words));
            if (follow) {
                return tail.follow(lines, () -> rest(ASK_ALL_EVERY_MILLIS));
            }
            tail.showLast(lines);
            return ExitCode.SUCCESS;
        }
        String session = Moment.parse(words.getFirst()).session();
        ApiClient api = context.api();
        String path = "/api/v1/sessions/" + session;
        long total = Answer.number(api.get(path + "/statements?after=0&limit=1"), "total");
        long after = Math.max(0, total - lines);
        while (true) {
            // Asked before the statements: what comes between is in them.
            Map<String, @Nullable Object> whole = api.get(path);
            boolean live = Answer.text(whole, "state").equals("live");
            after = page(api, path, after, whole);
            if (!follow || !live) {
                return ExitCode.SUCCESS;
            }
            if (!rest(ASK_EVERY_MILLIS)) {
                return ExitCode.INTERRUPTED;
            }
        }
    }

    /// Prints what there is; a statement that is not answered yet is left for later while the session runs.
    private long page(ApiClient api, String path, long from, Map<String, @Nullable Object> session)
            throws CliException {
        boolean live = Answer.text(session, "state").equals("live");
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
                print(session, statement);
                after = Answer.number(statement, "ordinal");
            }
            if (items.size() < PAGE) {
                return after;
            }
        }
    }

    private void print(Map<String, @Nullable Object> session, Map<String, @Nullable Object> told) {
        Map<String, @Nullable Object> statement = new LinkedHashMap<>(told);
        statement.put("person", session.get("person"));
        statement.put("target", session.get("target"));
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

    private static boolean rest(long millis) {
        try {
            CountDownLatch never = new CountDownLatch(1);
            boolean counted = never.await(millis, TimeUnit.MILLISECONDS);
            return !counted;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
