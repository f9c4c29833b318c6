package dev.postern.cli.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.LineOutput;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Statements of all sessions that run, as they come.
final class FilterTailTest {

    private static final String A = "01K9T2Q00000000000000000AA";
    private static final String B = "01K9T2Q00000000000000000BB";
    private static final String LIVE = "GET /api/v1/live";
    private static final String LAST =
            "GET /api/v1/search?limit=%d&q=target%%3Aorders+has%%3Awrite+state%%3Alive";
    private static final String SINCE =
            "GET /api/v1/search?limit=500&q=target%%3Aorders+has%%3Awrite+since%%3A-%ds";

    @TempDir Path home;

    private StubBroker broker;

    @BeforeEach
    void startLoggedIn() throws IOException {
        broker = new StubBroker(home).login();
        now("10:00:00");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void filter_showsTheNewestOfAllSessionsThatRun_inTheirOrder() {
        broker.on(
                String.format(LAST, 2),
                200,
                items(0, found(B, 1, "09:59:10", "SELECT 2"), found(A, 7, "09:59:00", "UPDATE 1")));
        assertThat(broker.run("tail", "-n", "2", "target:orders", "has:write")).isZero();
        assertThat(broker.out())
                .isEqualTo(
                        """
                        2026-11-20 09:59:00Z  01K9T2Q00000000000000000AA#q=7  Ada  UPDATE 1  select 7
                        2026-11-20 09:59:10Z  01K9T2Q00000000000000000BB#q=1  Ada  SELECT 2  select 1
                        """);
        assertThat(
                        broker.run(
                                "tail",
                                "-n",
                                "2",
                                "target:orders",
                                "has:write",
                                "-o",
                                "jsonl",
                                "--fields",
                                "ordinal,person.name,target"))
                .isZero();
        assertThat(broker.out())
                .startsWith(
                        "{\"ordinal\":7,\"person\":{\"name\":\"Ada\"},\"target\":\"orders\"}\n");
    }

    @Test
    void follow_printsEachOnce_whenItHasEnded() throws Exception {
        broker.on(String.format(SINCE, 30), 200, items(0, found(A, 1, "09:59:50", "SELECT 1")))
                .on(String.format(LAST, 1), 200, items(0, found(A, 1, "09:59:50", "SELECT 1")))
                // Only the first is new, and it runs.
                .then(
                        String.format(SINCE, 30),
                        200,
                        items(
                                0,
                                found(A, 2, "10:00:01", null),
                                found(A, 1, "09:59:50", "SELECT 1"),
                                found(B, 8, "09:59:20", "SELECT 8")))
                .then(
                        String.format(SINCE, 30),
                        200,
                        items(
                                9_000,
                                found(B, 9, "10:00:03", "SELECT 9"),
                                found(A, 2, "10:00:01", "SELECT 2")))
                // The index was behind: a longer stretch is asked for, which has one from before
                // all this.
                .on(
                        String.format(SINCE, 60),
                        200,
                        items(
                                0,
                                found(B, 9, "10:00:03", "SELECT 9"),
                                found(B, 7, "09:59:10", "SELECT 7")));

        assertThat(follow(List.of("10:00:02", "10:00:04", "10:00:14"), 1))
                .containsExactly(A + "#q=1", A + "#q=2", B + "#q=9");
    }

    @Test
    void follow_printsWhatRanForLong_onceItHasEndedOrItsSessionHas() throws Exception {
        String path = "GET /api/v1/sessions/" + A;
        broker.on(String.format(SINCE, 30), 200, items(0, found(A, 4, "09:59:55", null)))
                .on(String.format(LAST, 10), 200, items(0, found(A, 4, "09:59:55", null)))
                .then(String.format(SINCE, 30), 200, items(0))
                .on(path, 200, "{\"state\":\"live\"}")
                .then(path, 200, "{\"state\":\"ended\"}")
                .on(path + "/statements?after=3&limit=1", 200, page(found(A, 4, "09:59:55", null)));

        assertThat(follow(List.of("10:00:10", "10:00:20", "10:00:30"), 10))
                .containsExactly(A + "#q=4");
    }

    @Test
    void filterThatNothingFits_isTold() {
        broker.on(String.format(LAST, 10), 200, items(0));
        assertThat(broker.run("tail", "target:orders", "has:write")).isZero();
        assertThat(broker.out()).isEmpty();
        assertThat(broker.err()).startsWith("No statement of a session that runs fits.");
    }

    @Test
    void wordThatIsNoId_isAFilter_andAMistakeInItIsTold() {
        broker.on(
                "GET /api/v1/search?limit=10&q=customers+state%3Alive",
                400, "{\"error\":{\"code\":\"bad_filter\",\"message\":\"The filter is wrong\"}}");
        assertThat(broker.run("tail", "customers")).isEqualTo(2);
        assertThat(broker.err()).contains("The filter is wrong");
    }

    @Test
    void negatedTermThatIsReadAsAnOption_isToldWhereItStands() {
        assertThat(broker.run("tail", "-app:psql")).isEqualTo(2);
        assertThat(broker.err())
                .isEqualTo(
                        "postern: \"-app:psql\" is read as an option\n"
                                + "postern: A filter that begins with - stands behind --: postern"
                                + " tail -- -app:psql\n");
    }

    /// What is printed while the broker's clock shows these times.
    private List<String> follow(List<String> times, int lines) throws Exception {
        LineOutput output = new LineOutput(ApiFields.TAILED);
        output.prepare(Map.of("POSTERN_FORMAT", "name"));
        AtomicInteger round = new AtomicInteger();
        FilterTail tail = new FilterTail(broker.context(), output, "target:orders has:write");
        ExitCode end =
                tail.follow(
                        lines,
                        () -> {
                            int next = round.getAndIncrement();
                            if (next < times.size()) {
                                now(times.get(next));
                            }
                            return next < times.size();
                        });
        assertThat(end).isEqualTo(ExitCode.INTERRUPTED);
        return broker.out().lines().toList();
    }

    private void now(String time) {
        broker.on(LIVE, 200, "{\"items\":[],\"now\":\"2026-11-20T" + time + ".000000Z\"}");
    }

    private static String items(int behind, String... items) {
        return "{\"items\":["
                + String.join(",", items)
                + "],\"nextCursor\":null,\"total\":0,\"index\":{\"behindMillis\":"
                + behind
                + "}}";
    }

    private static String page(String found) {
        return "{\"items\":["
                + found.substring(found.indexOf("\"statement\":") + 12, found.length() - 1)
                + "]}";
    }

    /// @param tag null if it runs
    private static String found(String session, int ordinal, String time, @Nullable String tag) {
        return "{\"session\":{\"id\":\""
                + session
                + "\",\"person\":{\"name\":\"Ada\"},\"target\":\"orders\",\"state\":\"live\"},\"statement\":{\"session\":\""
                + session
                + "\",\"ordinal\":"
                + ordinal
                + ",\"startedAt\":\"2026-11-20T"
                + time
                + ".000000Z\",\"outcome\":\""
                + (tag == null ? "no_answer" : "completed")
                + "\",\"tag\":"
                + (tag == null ? "null" : "\"" + tag + "\"")
                + ",\"sql\":\"select "
                + ordinal
                + "\"}}";
    }
}
