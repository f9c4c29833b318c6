package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Ticker;
import dev.postern.broker.proxy.pg.RawClient.Message;
import dev.postern.recording.FactKind;
import dev.postern.recording.format.Origin;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// How sessions end when one side closes, dies or vanishes.
class EndingIT {

    @TempDir static Path directory;

    private static TestServer server;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start();
        gateway = Gateway.start(TestCertificates.create(directory), EdgeLimits.DEFAULT);
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        server.close();
    }

    @BeforeEach
    void leadToTheServer() {
        gateway.forget().to(server.port());
    }

    private static String types(List<Message> messages) {
        return messages.stream().map(m -> "" + m.type()).collect(Collectors.joining());
    }

    @Test
    void halfClosedClient_getsAnswersThatTakeLong() throws Exception {
        try (RawClient client = gateway.client()) {
            client.send(RawClient.query("SELECT pg_sleep(7)"), RawClient.query("SELECT 'late'"));

            List<Message> answers = client.shutdownOutput().toEnd();

            assertThat(types(answers)).matches("S*TDCZTDCZ");
            assertThat(answers.get(answers.size() - 3).text()).contains("late");
        }
        var recording = gateway.recording();
        assertThat(recording.awaitEnd()).containsEntry("reason", "client-terminated");
        assertThat(recording.facts()).doesNotContain(FactKind.CANCEL_REQUESTED);
    }

    @Test
    void halfClosedClientWithoutSync_getsWhatTheServerSaysAtTheEnd() throws Exception {
        try (RawClient client = gateway.client()) {
            client.send(
                    RawClient.extended("SELECT 'flushed', pg_sleep(3)"),
                    RawClient.message('H', ""));

            assertThat(types(client.shutdownOutput().toEnd())).matches("S*12S*DC");
        }
        assertThat(gateway.recording().awaitEnd()).containsEntry("reason", "client-terminated");
    }

    @Test
    void queryAndTerminateInOneFlight_areAnsweredThenClosed() throws Exception {
        try (RawClient client = gateway.client()) {
            client.send(RawClient.query("SELECT pg_sleep(3), 1"), RawClient.TERMINATE);

            assertThat(types(client.toEnd())).isEqualTo("TDCZ");
        }
        assertThat(gateway.recording().awaitEnd()).containsEntry("reason", "client-terminated");
    }

    @Test
    void largeAnswerReadLate_arrivesWhole_thoughTheSessionIsOver() throws Exception {
        try (RawClient client = gateway.client()) {
            client.send(
                    RawClient.query("SELECT repeat('x', 10000) FROM generate_series(1, 1000)"),
                    RawClient.TERMINATE);
            MemoryRecorder.Recording recording = gateway.recording();
            int rows = 0;
            while (recording.end() == null && rows < 999) {
                rows += client.read().type() == 'D' ? 1 : 0;
                if (rows > 900) {
                    Gateway.pause(Duration.ofMillis(50));
                }
            }
            assertThat(recording.end())
                    .as("the session ended before its answer was read")
                    .isNotNull();
            Gateway.pause(Duration.ofSeconds(3));

            List<Message> rest = client.toEnd();

            assertThat(rest.getLast().type()).isEqualTo('Z');
            assertThat(rows + rest.stream().filter(m -> m.type() == 'D').count()).isEqualTo(1000);
        }
    }

    @Test
    void killedClient_isCancelledAtTheTargetWithinTenSeconds() throws Exception {
        Process psql =
                new ProcessBuilder(
                                "psql",
                                "-XAt",
                                "-d",
                                gateway.conninfo(""),
                                "-c",
                                "SELECT 'killed', pg_sleep(60)")
                        .start();
        Gateway.await("the query runs", () -> server.sessions("'killed'") == 1);
        long began = Ticker.system().nanos();

        psql.destroyForcibly().waitFor();

        Gateway.await("the target's session is gone", () -> server.sessions("'killed'") == 0);
        assertThat(Duration.ofNanos(Ticker.system().nanos() - began))
                .isLessThan(Duration.ofSeconds(10));
        assertThat(gateway.recording().awaitEnd()).containsEntry("reason", "client-disconnected");
    }

    @Test
    void terminateAndGone_whileAQueryRuns_isCancelledAtTheTarget() throws Exception {
        try (RawClient client = gateway.client()) {
            client.send(RawClient.query("SELECT 'gone', pg_sleep(60)"));
            Gateway.await("the query runs", () -> server.sessions("'gone'") == 1);
            client.send(RawClient.TERMINATE);
        }

        Gateway.await("the target's session is gone", () -> server.sessions("'gone'") == 0);
        assertThat(gateway.recording().awaitEnd()).containsEntry("reason", "client-disconnected");
    }

    @Test
    void clientGoneInsideAMessage_isClosedAtTheTarget() throws Exception {
        try (RawClient client = gateway.client()) {
            client.send(new byte[] {'Q', 0, 0, 0, 100, 'S', 'E'}).shutdownOutput();

            assertThat(client.toEnd()).isEmpty();
        }
        var recording = gateway.recording();
        assertThat(recording.awaitEnd()).containsEntry("reason", "client-disconnected");
        assertThat(recording.text(Origin.BROKER_TO_BACKEND)).doesNotContain("X\0\0\0\4");
    }

    @Test
    void targetLostInAQuery_is08006_andSealedAsLost() throws Exception {
        try (TargetTap tap = TargetTap.before(server.port())) {
            gateway.to(tap.port());
            try (RawClient client = gateway.client()) {
                client.send(RawClient.query("SELECT 'lost', pg_sleep(60)"));
                Gateway.await("the query runs", () -> server.sessions("'lost'") == 1);

                tap.cut();

                assertLost(client.toEnd());
            }
        }
        assertThat(gateway.recording().awaitEnd()).containsEntry("reason", "target-lost");
    }

    @Test
    void targetLostWhileIdle_is08006_andSealedAsLost() throws Exception {
        try (TargetTap tap = TargetTap.before(server.port())) {
            gateway.to(tap.port());
            try (RawClient client = gateway.client()) {
                tap.cut();

                assertLost(client.toEnd());
            }
        }
        assertThat(gateway.recording().awaitEnd()).containsEntry("reason", "target-lost");
    }

    @Test
    void targetLostInsideARow_closesWithoutAWordInTheRow() throws Exception {
        try (TargetTap tap = TargetTap.before(server.port())) {
            gateway.to(tap.port());
            try (RawClient client = gateway.client()) {
                tap.cutAfter(100_000);
                client.send(RawClient.query("SELECT repeat('x', 1000000)"));

                assertThat(types(client.toEnd())).isEqualTo("T");
            }
        }
        var recording = gateway.recording();
        assertThat(recording.awaitEnd()).containsEntry("reason", "target-lost");
        assertThat(recording.text(Origin.BROKER_TO_FRONTEND)).doesNotContain("FATAL");
    }

    private static void assertLost(List<Message> messages) {
        assertThat(messages)
                .singleElement()
                .satisfies(m -> {
                    assertThat(m.field('S')).isEqualTo("FATAL");
                    assertThat(m.field('C')).isEqualTo("08006");
                    assertThat(m.field('M'))
                            .isEqualTo("postern: the connection to target shop was lost");
                    assertThat(m.field('H')).contains("is recorded up to here");
                });
    }
}
