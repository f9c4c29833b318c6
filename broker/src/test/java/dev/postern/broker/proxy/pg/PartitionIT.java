package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Ticker;
import dev.postern.broker.proxy.pg.RawClient.Message;
import dev.postern.recording.format.Origin;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A network that falls apart between broker and target, or between client and broker: connections stay open, and
/// nothing comes through. Nobody waits for good, everything is let go, and when it heals new sessions work.
class PartitionIT {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir static Path directory;

    private static TestServer server;
    private static Gateway gateway;
    private static Bystander bystander;
    private TargetTap network;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start();
        gateway = Gateway.start(TestCertificates.create(directory), Gateway.IMPATIENT);
        bystander = Bystander.at(gateway);
    }

    @AfterAll
    static void stop() throws IOException {
        bystander.close();
        gateway.close();
        server.close();
    }

    @BeforeEach
    void leadThroughTheNetwork() throws IOException {
        network = TargetTap.before(server.port());
        gateway.forget().to(network.port());
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        bystander.isServed();
        network.heal();
        try (RawClient client = gateway.client()) {
            client.send(RawClient.query("SELECT 'healed'"));
            assertThat(client.until('Z').get(1).text()).contains("healed");
        }
        Gateway.await("only the bystander is left", () -> gateway.registry.all().size() == 1);
        network.close();
    }

    @Test
    void loginsToALostTarget_areRefusedInTime() throws Exception {
        network.swallow();
        long began = Ticker.system().nanos();
        try (RawClient client = gateway.secureClient()) {
            client.send(RawClient.startup(Comparison.V30, Comparison.SUPERUSER));

            assertThat(Comparison.said(client.toEnd()))
                    .isEqualTo("E(FATAL 08001 target shop not reachable (login timed out))");
        }
        assertInTime(began);
        assertThat(gateway.recording().awaitEnd()).containsEntry("reason", "target-unreachable");
    }

    @Test
    void clientThatGivesUpALostTarget_leavesNothingBehind() throws Exception {
        List<MemoryRecorder.Recording> recordings = new ArrayList<>();
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RawClient client = gateway.client();
            clients.add(client);
            recordings.add(gateway.recording());
        }
        network.swallow();
        for (RawClient client : clients) {
            client.send(RawClient.query("SELECT 'into the void'"));
        }
        Gateway.await(
                "all are recorded",
                () -> recordings.stream().allMatch(r -> r.text(Origin.FRONTEND).contains("void")));
        long began = Ticker.system().nanos();

        for (RawClient client : clients) {
            client.close();
        }

        for (MemoryRecorder.Recording recording : recordings) {
            assertThat(recording.awaitEnd()).containsEntry("reason", "client-disconnected");
        }
        assertInTime(began);
    }

    @Test
    void lockWhileTheTargetIsLost_isSaidAtOnce() throws Exception {
        try (RawClient client = gateway.client()) {
            MemoryRecorder.Recording recording = gateway.recording();
            client.send(RawClient.query("SELECT 'lost'"));
            client.until('Z');
            network.swallow();
            client.send(RawClient.query("SELECT 'never answered'"));
            Gateway.await(
                    "it is recorded", () -> recording.text(Origin.FRONTEND).contains("never"));
            long began = Ticker.system().nanos();

            gateway.lock(recording);

            List<Message> said = client.toEnd();
            assertThat(said.getLast().field('M')).isEqualTo("postern: access locked");
            assertThat(Duration.ofNanos(Ticker.system().nanos() - began))
                    .isLessThan(Duration.ofSeconds(2));
            assertThat(recording.awaitEnd()).containsEntry("reason", "locked");
        }
    }

    @Test
    void cancelOfASessionWhoseTargetIsLost_isClosedInTime() throws Exception {
        try (RawClient client = gateway.secureClient()) {
            client.send(RawClient.startup(Comparison.V30, Comparison.SUPERUSER));
            byte[] key = Comparison.key(client.until('Z')).body();
            network.swallow();
            client.send(RawClient.query("SELECT 'asked'"));
            long began = Ticker.system().nanos();
            try (RawClient cancel = RawClient.connect(gateway.port())) {
                Comparison.expectNoAnswer(cancel, key);
            }
            assertInTime(began);
        }
    }

    @Test
    void clientBehindALostNetwork_isLetGoWhenItsSessionEnds() throws Exception {
        try (TargetTap way = TargetTap.before(gateway.port());
                RawClient client =
                        RawClient.connect(way.port())
                                .secure(gateway.tls())
                                .login(Comparison.SUPERUSER)) {
            MemoryRecorder.Recording recording = gateway.recording();
            client.send(
                    RawClient.query("SELECT repeat('x', 1000) FROM generate_series(1, 100000)"));
            Gateway.await(
                    "answers are on their way",
                    () -> recording.bytes(Origin.BACKEND).length > 100_000);
            way.swallow();

            gateway.lock(recording);

            assertThat(recording.awaitEnd()).containsEntry("reason", "locked");
            Gateway.await("the server's session is gone", () -> server.sessions("repeat('x'") == 0);
        }
    }

    private static void assertInTime(long began) {
        assertThat(Duration.ofNanos(Ticker.system().nanos() - began)).isLessThan(SOON);
    }
}
