package dev.postern.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

final class WatchTest {

    private static final String REQUESTS = "GET /api/v1/requests?limit=500";
    private static final String PENDING = request("7K2M0001", "pending");
    private static final int LONGEST_SECONDS = 30;

    @TempDir Path home;

    private StubBroker broker;

    @BeforeEach
    void startLoggedIn() throws IOException {
        broker = new StubBroker(home).login();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void whatIsNewOrChanged_isPrintedOnce() throws Exception {
        answers(
                list(PENDING),
                list(PENDING),
                list(request("7K2M0002", "pending"), request("7K2M0001", "active")));

        int code =
                watch(
                        () -> broker.out().lines().count() >= 3,
                        "request",
                        "ls",
                        "--watch=1s",
                        "-o",
                        "template={{range .items}}{{.shortId}}" + " {{.state}}\n{{end}}");

        assertThat(broker.out()).isEqualTo("7K2M0001 pending\n7K2M0002 pending\n7K2M0001 active\n");
        assertThat(code).isEqualTo(130);
    }

    @Test
    void json_isALineAnItem_andATableHasItsHeadingsOnce() throws Exception {
        answers(list(PENDING), list(request("7K2M0001", "active")));
        watch(() -> broker.out().lines().count() >= 2, "request", "ls", "--watch=1s", "-o", "json");
        assertThat(broker.out().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("{\"shortId\""));

        answers(list(PENDING), list(request("7K2M0001", "active")));
        watch(() -> broker.out().lines().count() >= 3, "request", "ls", "--watch=1s");
        assertThat(broker.out().lines().filter(line -> line.startsWith("REQUEST"))).hasSize(1);
        assertThat(broker.out()).contains("pending").contains("active");
    }

    @Test
    void atATerminal_theListIsDrawnInItsPlace() throws Exception {
        answers(list(PENDING), list(request("7K2M0001", "active")));

        watchTyping(() -> broker.out().contains("active"), "request", "ls", "--watch=1s");

        assertThat(broker.out())
                .startsWith("\u001b[HEvery 1s, last at 01:00:00 UTC. Ctrl-C ends it.\u001b[K\n")
                .contains("\u001b[K\n\u001b[J\u001b[HEvery 1s");
        assertThat(broker.err()).isEmpty();
    }

    @Test
    void aBrokerThatIsAway_isToldOnce_andAskedAgain() throws Exception {
        broker.on(REQUESTS, 200, list(PENDING))
                .then(REQUESTS, 503, "{}")
                .then(REQUESTS, 503, "{}")
                .then(REQUESTS, 200, list(request("7K2M0001", "active")));

        watch(
                () -> broker.err().contains("answers again"),
                "request",
                "ls",
                "--watch=1s",
                "-o",
                "name");

        assertThat(broker.err())
                .isEqualTo(
                        "postern: the broker answered HTTP 503 to /api/v1/requests?limit=500;"
                                + " trying again\npostern: the broker answers again\n");
    }

    @Test
    void whatIsRefused_endsIt() {
        broker.on(REQUESTS, 401, "{\"error\":{\"code\":\"not_signed_in\",\"message\":\"no\"}}");
        assertThat(broker.run("request", "ls", "--watch")).isEqualTo(4);
        broker.on(REQUESTS, 503, "{}");
        assertThat(broker.run("request", "ls", "--watch")).isEqualTo(1);
    }

    @Test
    void watch_takesNoWordOfTheFilter() throws Exception {
        broker.on(
                "GET /api/v1/sessions?limit=50&f=user%3Aada",
                200, "{\"items\":[{\"id\":\"01K9T2Q00000000000000000AA\",\"durationSeconds\":1}]}");
        watch(
                () -> broker.calls().size() >= 2,
                "sessions",
                "ls",
                "--watch",
                "user:ada",
                "-o",
                "name");
        assertThat(broker.out()).isEqualTo("01K9T2Q00000000000000000AA\n");
        assertThat(broker.run("db", "ls", "--watch=fast")).isEqualTo(2);
    }

    private void answers(String first, String... more) {
        broker.on(REQUESTS, 200, first);
        for (String body : more) {
            broker.then(REQUESTS, 200, body);
        }
    }

    private int watch(BooleanSupplier isDone, String... words) throws InterruptedException {
        return interrupted(isDone, code -> code.set(broker.run(words)));
    }

    private void watchTyping(BooleanSupplier isDone, String... words) throws InterruptedException {
        assertThat(interrupted(isDone, code -> code.set(broker.runTyping("", words))))
                .isEqualTo(130);
    }

    /// Runs a command until something is done, and interrupts it then.
    private static int interrupted(BooleanSupplier isDone, Consumer<AtomicInteger> command)
            throws InterruptedException {
        AtomicInteger code = new AtomicInteger(-1);
        Thread thread = Thread.ofPlatform().start(() -> command.accept(code));
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < LONGEST_SECONDS * 100 && !isDone.getAsBoolean(); i++) {
            assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
        }
        thread.interrupt();
        thread.join(LONGEST_SECONDS * 1_000L);
        return code.get();
    }

    private static String list(String... requests) {
        return "{\"items\":[" + String.join(",", requests) + "]}";
    }

    private static String request(String id, String state) {
        return "{\"shortId\":\"" + id + "\",\"state\":\"" + state + "\",\"reason\":\"why\"}";
    }
}
