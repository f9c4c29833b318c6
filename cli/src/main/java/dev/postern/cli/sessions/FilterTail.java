package dev.postern.cli.sessions;

import dev.postern.cli.api.Answer;
import dev.postern.cli.api.ApiClient;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.output.Limit;
import dev.postern.cli.output.LineOutput;
import dev.postern.cli.output.Paging;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Statements of all sessions that run and fit a filter, in the order in which they began. Not thread-safe.
///
/// A statement is printed once, when its answer is there or its session has ended.
final class FilterTail {

    /// So long statements are asked for again: the index need not know them in their order.
    private static final Duration SHORTEST = Duration.ofSeconds(30);

    /// However far the index is behind.
    private static final Duration LONGEST = Duration.ofMinutes(8);

    /// What is older is not asked for any more.
    private static final Duration KNOWN = LONGEST.plusMinutes(2);

    private static final Duration SPARE = Duration.ofSeconds(15);

    private final CommandContext context;
    private final ApiClient api;
    private final LineOutput output;
    private final String filter;
    private final Map<String, Instant> printed = new HashMap<>();
    private final Map<String, Map<String, @Nullable Object>> running = new LinkedHashMap<>();
    private boolean isBehind;

    /// @param filter as the search takes it
    FilterTail(CommandContext context, LineOutput output, String filter)
            throws CliException, IOException {
        this.context = context;
        this.output = output;
        this.filter = filter;
        // The filter is asked with few windows, so that the trail has one event of this look an
        // hour, not one a question.
        this.api =
                context.api()
                        .looking(
                                "tail-"
                                        + context.clock().millis()
                                        + "-"
                                        + ProcessHandle.current().pid());
    }

    /// Waits a while; whether to go on.
    @FunctionalInterface
    interface Rest {
        boolean rest();
    }

    /// Prints the newest `lines` statements.
    void showLast(int lines) throws CliException {
        if (lines > 0) {
            List<Map<String, @Nullable Object>> newest = search("state:live", lines);
            if (newest.isEmpty()) {
                context.console()
                        .note(
                                "No statement of a session that runs fits. -f waits for some;"
                                        + " postern search finds those of ended sessions, too.");
            }
            newest.forEach(this::print);
        }
    }

    /// Prints the newest `lines` statements that have ended, and then each that ends.
    ///
    /// @return when `rest` says not to go on
    ExitCode follow(int lines, Rest rest) throws CliException {
        Instant last = now();
        Instant begin = last.minus(SHORTEST);
        List<Map<String, @Nullable Object>> before = search(since(SHORTEST), Limit.ALL);
        if (lines > 0) {
            search("state:live", lines).forEach(this::printOnceEnded);
        }
        for (Map<String, @Nullable Object> found : before) {
            if (!isRunning(found)) {
                printed.putIfAbsent(SearchCommand.moment(found), startedAt(found));
            }
        }
        Duration behind = Duration.ZERO;
        while (rest.rest()) {
            Instant now = now();
            Duration window = window(behind.plus(Duration.between(last, now)).plus(SPARE));
            Map<String, @Nullable Object> answer = ask(since(window), Limit.ALL);
            List<Map<String, @Nullable Object>> found = oldestFirst(answer);
            for (Map<String, @Nullable Object> one : found) {
                if (!startedAt(one).isBefore(begin)) {
                    printOnceEnded(one);
                }
            }
            askForRunning(found);
            behind =
                    Duration.ofMillis(
                            Answer.number(Answer.object(answer, "index"), "behindMillis"));
            noteBehind(behind);
            printed.values().removeIf(started -> started.isBefore(now.minus(KNOWN)));
            last = now;
        }
        return ExitCode.INTERRUPTED;
    }

    private void noteBehind(Duration behind) {
        if (behind.compareTo(LONGEST) > 0 && !isBehind) {
            context.console()
                    .note(
                            "the index is "
                                    + behind.toSeconds()
                                    + " s behind: statements may be missing here, search for them"
                                    + " later");
        }
        isBehind = behind.compareTo(LONGEST) > 0;
    }

    /// The broker's time. To ask for the sessions that run brings the index near them.
    private Instant now() throws CliException {
        return Instant.parse(Answer.text(api.get("/api/v1/live"), "now"));
    }

    /// The shortest of a few windows that is at least so long.
    private static Duration window(Duration least) {
        Duration window = SHORTEST;
        while (window.compareTo(least) < 0 && window.compareTo(LONGEST) < 0) {
            window = window.multipliedBy(2);
        }
        return window;
    }

    private static String since(Duration window) {
        return "since:-" + window.toSeconds() + "s";
    }

    private List<Map<String, @Nullable Object>> search(String also, int limit) throws CliException {
        return oldestFirst(ask(also, limit));
    }

    private Map<String, @Nullable Object> ask(String also, int limit) throws CliException {
        return Paging.read(
                api,
                "/api/v1/search",
                "&q=" + Listing.encoded((filter + " " + also).strip()),
                limit);
    }

    private static List<Map<String, @Nullable Object>> oldestFirst(
            Map<String, @Nullable Object> answer) {
        return Answer.objects(answer, "items").stream()
                .sorted(Comparator.comparing(FilterTail::startedAt))
                .toList();
    }

    private static Instant startedAt(Map<String, @Nullable Object> found) {
        return Instant.parse(Answer.text(Answer.object(found, "statement"), "startedAt"));
    }

    private static boolean isRunning(Map<String, @Nullable Object> found) {
        return Answer.text(Answer.object(found, "statement"), "outcome").equals("no_answer")
                && Answer.text(Answer.object(found, "session"), "state").equals("live");
    }

    private void printOnceEnded(Map<String, @Nullable Object> found) {
        String moment = SearchCommand.moment(found);
        if (isRunning(found)) {
            running.put(moment, found);
        } else if (!printed.containsKey(moment)) {
            print(found);
        }
    }

    /// Asks for each statement that ran and is so old that no search tells of it any more.
    private void askForRunning(List<Map<String, @Nullable Object>> told) throws CliException {
        List<String> moments = told.stream().map(SearchCommand::moment).toList();
        for (Map<String, @Nullable Object> found : List.copyOf(running.values())) {
            if (!moments.contains(SearchCommand.moment(found))) {
                Map<String, @Nullable Object> statement = Answer.object(found, "statement");
                String path = "/api/v1/sessions/" + Answer.text(statement, "session");
                Map<String, @Nullable Object> now = new LinkedHashMap<>();
                // Asked before the statement: what comes between is in it.
                now.put("session", api.get(path));
                List<Map<String, @Nullable Object>> there =
                        Answer.objects(
                                api.get(
                                        path
                                                + "/statements?after="
                                                + (Answer.number(statement, "ordinal") - 1)
                                                + "&limit=1"),
                                "items");
                now.put("statement", there.isEmpty() ? statement : there.getFirst());
                printOnceEnded(now);
            }
        }
    }

    private void print(Map<String, @Nullable Object> found) {
        String moment = SearchCommand.moment(found);
        Map<String, @Nullable Object> session = Answer.object(found, "session");
        Map<String, @Nullable Object> statement =
                new LinkedHashMap<>(Answer.object(found, "statement"));
        statement.put("person", session.get("person"));
        statement.put("target", session.get("target"));
        running.remove(moment);
        printed.put(moment, startedAt(found));
        output.print(
                context,
                statement,
                moment,
                () ->
                        context.times().column(Answer.text(statement, "startedAt"))
                                + "  "
                                + moment
                                + "  "
                                + SessionViews.fit(SessionViews.person(session), 24)
                                + "  "
                                + SessionViews.fit(Listing.outcome(statement), 30)
                                + "  "
                                + SessionViews.fit(Answer.text(statement, "sql"), 200)
                                + "\n");
    }
}
