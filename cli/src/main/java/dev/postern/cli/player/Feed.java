package dev.postern.cli.player;

import dev.postern.cli.api.Answer;
import dev.postern.cli.api.ApiClient;
import dev.postern.cli.console.CliException;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// Asks the broker for what the player wants.
public final class Feed {

    private static final int MOST_FOUND_PAGES = 20;
    private static final int FOUND_PAGE = 500;

    private final ApiClient api;
    private final String path;
    private final Session session;
    private final int total;

    private Feed(ApiClient api, Session session, int total) {
        this.api = api;
        this.path = "/api/v1/sessions/" + session.id();
        this.session = session;
        this.total = total;
    }

    /// Asks for the session itself.
    ///
    /// @param named its id, or the beginning of it
    public static Feed open(ApiClient api, String named) throws CliException {
        Map<String, @Nullable Object> answer = api.get("/api/v1/sessions/" + named);
        Session session = Session.of(answer);
        long total =
                Answer.number(
                        api.get("/api/v1/sessions/" + session.id() + "/statements?after=0&limit=1"),
                        "total");
        return new Feed(api, session, (int) total);
    }

    /// What is known at the begin.
    Tape tape() {
        return Tape.of(session, total);
    }

    String webAddress() {
        return api.proxy();
    }

    /// Asks; returns what becomes of a state by the answer.
    UnaryOperator<PlayerState> ask(Want want) throws CliException {
        switch (want) {
            case Want.Page(int number) -> {
                List<Statement> statements = page(number);
                return state -> state.with(state.tape().withPage(number, statements));
            }
            case Want.ResultOf(int ordinal, int offset) -> {
                Map<String, @Nullable Object> answer = result(ordinal, offset);
                return state -> withResult(state, ordinal, offset, answer);
            }
            case Want.Matches(String filter) -> {
                List<Integer> matches = matches(filter);
                return state -> withMatches(state, filter, matches);
            }
            case Want.Places() -> {
                Outline outline = Outline.of(api.get(path + "/outline"));
                return state -> state.with(state.tape().withOutline(outline));
            }
            case Want.News() -> {
                return state -> state;
            }
        }
    }

    private static PlayerState withResult(
            PlayerState state, int ordinal, int offset, Map<String, @Nullable Object> answer) {
        Result before = state.tape().result();
        boolean isSame = before != null && before.ordinal() == ordinal;
        int had = before != null && isSame ? before.rows().size() : 0;
        return state.current() != ordinal || had != offset
                ? state
                : state.with(
                        state.tape()
                                .withResult(Result.of(ordinal, isSame ? before : null, answer)));
    }

    private static PlayerState withMatches(
            PlayerState state, String filter, List<Integer> matches) {
        if (!state.find().filter().equals(filter)) {
            return state;
        }
        PlayerState found = state.with(new PlayerState.Find(state.find().typed(), filter, matches));
        return matches.isEmpty() ? found.saying("nothing matches " + filter) : found;
    }

    /// What came since: the pages from the last known one, and the session as it is.
    UnaryOperator<PlayerState> news(int from) throws CliException {
        Session now = Session.of(api.get(path));
        List<List<Statement>> pages = new ArrayList<>();
        int first = Tape.page(Math.max(1, from));
        int statements = 0;
        boolean goesOn = true;
        while (goesOn && pages.size() < 10) {
            Map<String, @Nullable Object> answer = pageAnswer(first + pages.size());
            statements = (int) Answer.number(answer, "total");
            List<Statement> page = statements(answer);
            goesOn = page.size() == Tape.PAGE;
            pages.add(page);
        }
        int known = statements;
        Outline outline = known == from ? null : Outline.of(api.get(path + "/outline"));
        return state -> {
            Tape tape = state.tape();
            boolean isEnd = state.current() == tape.lastShown();
            for (int i = 0; i < pages.size(); i++) {
                tape = tape.withPage(first + i, pages.get(i));
            }
            tape = tape.grown(now, known);
            tape = outline == null ? tape : tape.withOutline(outline);
            PlayerState more = state.with(tape);
            if (isEnd) {
                more = more.showing(tape.lastShown(), more.pace().since());
            }
            return now.isLive() ? more : more.following(false).saying("the session has ended");
        };
    }

    List<Statement> page(int number) throws CliException {
        return statements(pageAnswer(number));
    }

    private Map<String, @Nullable Object> pageAnswer(int number) throws CliException {
        return api.get(path + "/statements?after=" + number * Tape.PAGE + "&limit=" + Tape.PAGE);
    }

    private static List<Statement> statements(Map<String, @Nullable Object> answer) {
        return Answer.objects(answer, "items").stream().map(Statement::of).toList();
    }

    private Map<String, @Nullable Object> result(int ordinal, int offset) throws CliException {
        return api.get(
                path
                        + "/statements/"
                        + ordinal
                        + "/result?offset="
                        + offset
                        + "&limit="
                        + Result.PAGE);
    }

    /// The result of a statement, with at most so many of its rows.
    Result result(int ordinal, long rows) throws CliException {
        Map<String, @Nullable Object> answer = result(ordinal, 0);
        Result before = null;
        Result unformatted = Result.of(ordinal, null, answer, 0);
        while (!unformatted.isWhole() && unformatted.rows().size() < rows) {
            before = unformatted;
            answer = result(ordinal, before.rows().size());
            unformatted = Result.of(ordinal, before, answer, 0);
        }
        return Result.of(ordinal, before, answer, rows);
    }

    /// The statement, or null if the session has none of that number.
    @Nullable Statement statement(int ordinal) throws CliException {
        List<Statement> found =
                statements(api.get(path + "/statements?after=" + (ordinal - 1) + "&limit=1"));
        return found.isEmpty() || found.getFirst().ordinal() != ordinal ? null : found.getFirst();
    }

    /// The first statement that began `seconds` after the session or later; one more than there are if none did.
    int firstFrom(double seconds) throws CliException {
        int low = 1;
        int high = total + 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            Statement statement = statement(middle);
            if (statement == null || statement.at() >= seconds) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /// The statements of this session that match a filter, ascending: those the search finds among what the person did
    /// on the target in sessions that began then.
    List<Integer> matches(String filter) throws CliException {
        TreeSet<Integer> found = new TreeSet<>();
        String query =
                "target:\"" + session.target() + "\" user:\"" + session.email() + "\" " + filter;
        Instant began = Instant.parse(session.startedAt());
        String call =
                "/api/v1/search?limit="
                        + FOUND_PAGE
                        + "&from="
                        + encoded(began.minusSeconds(1).toString())
                        + "&to="
                        + encoded(began.plusSeconds(1).toString())
                        + "&q="
                        + encoded(query);
        String cursor = "";
        for (int i = 0; i < MOST_FOUND_PAGES; i++) {
            Map<String, @Nullable Object> answer =
                    api.get(cursor.isEmpty() ? call : call + "&cursor=" + encoded(cursor));
            for (Map<String, @Nullable Object> item : Answer.objects(answer, "items")) {
                Map<String, @Nullable Object> statement = Answer.object(item, "statement");
                if (Answer.text(statement, "session").equals(session.id())) {
                    found.add((int) Answer.number(statement, "ordinal"));
                }
            }
            cursor = Answer.text(answer, "nextCursor");
            if (cursor.isEmpty()) {
                return List.copyOf(found);
            }
        }
        throw CliException.failed(
                "too_many",
                "more than " + MOST_FOUND_PAGES * FOUND_PAGE + " statements match",
                "Narrow the filter.");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
