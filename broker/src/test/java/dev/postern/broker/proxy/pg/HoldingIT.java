package dev.postern.broker.proxy.pg;

import static dev.postern.broker.proxy.pg.RawClient.message;
import static dev.postern.broker.proxy.pg.RawClient.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.proxy.pg.RawClient.Message;
import dev.postern.broker.session.LiveSession;
import dev.postern.broker.session.SessionOrder;
import dev.postern.broker.session.SessionOrder.Kind;
import dev.postern.broker.session.SessionOrder.Outcome;
import dev.postern.recording.FactKind;
import dev.postern.recording.format.Origin;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A session that is held, before a target that tells what it got.
class HoldingIT {

    private static final byte[] STARTUP =
            RawClient.startup(0x0003_0000, Map.of("user", "postgres", "database", "postgres"));
    private static final byte[] SYNC = message('S', "");

    @TempDir static Path directory;

    private static Gateway gateway;
    private static EvilServer server;
    private AnsweringTarget target = new AnsweringTarget();

    @BeforeAll
    static void start() throws Exception {
        server = EvilServer.start(EvilServer.Peer::hold);
        gateway = Gateway.start(TestCertificates.create(directory), EdgeLimits.DEFAULT);
        gateway.to(server.port());
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        server.close();
    }

    @BeforeEach
    void fresh() {
        gateway.forget();
        target = new AnsweringTarget();
        server.plays(target);
    }

    @Test
    void statementOfAHeldSession_waitsAndReachesTheTargetWhenItIsLetGoOn() throws Exception {
        try (RawClient client = client()) {
            var recording = gateway.recording();
            assertThat(order(recording, Kind.HOLD)).isEqualTo(Outcome.DONE);
            assertThat(client.read().field('M'))
                    .isEqualTo(
                            "postern: held by Robin Marsh: look first. What you send next waits"
                                    + " until it is let go on; Ctrl-C withdraws it.");

            client.send(query("SELECT 1"));
            awaitRecorded(recording, "SELECT 1");
            assertThat(order(recording, Kind.HOLD)).isEqualTo(Outcome.HELD_ALREADY);
            assertThat(target.got()).isEmpty();

            assertThat(order(recording, Kind.RESUME)).isEqualTo(Outcome.DONE);
            assertThat(types(client.until('Z'))).isEqualTo("CZ");
            assertThat(target.got()).containsExactly("Q SELECT 1");
            assertThat(recording.facts())
                    .containsSubsequence(FactKind.SESSION_HELD, FactKind.SESSION_RESUMED);
            assertThat(recording.values(FactKind.SESSION_HELD).getFirst())
                    .containsEntry("reason", "look first");
            assertThat(order(recording, Kind.RESUME)).isEqualTo(Outcome.NOT_HELD);
        }
    }

    @Test
    void everyTypeOfMessage_atABoundaryOfAHeldSession_waitsUnlessItBeginsNothing()
            throws Exception {
        for (char type = 0; type < 256; type++) {
            if (type == 'X') {
                continue; // ends the session, see terminate_…
            }
            fresh();
            try (RawClient client = client()) {
                var recording = gateway.recording();
                order(recording, Kind.HOLD);
                client.send(message(type, "marked\0"));
                awaitRecorded(recording, "marked");
                order(recording, Kind.HOLD);
                order(recording, Kind.HOLD);
                if ("dcfS".indexOf(type) >= 0) {
                    target.awaitGot(type + " marked");
                } else {
                    assertThat(target.got()).as("type %d", (int) type).isEmpty();
                    order(recording, Kind.RESUME);
                    target.awaitGot(type + " marked");
                }
            }
        }
    }

    @Test
    void batchThatHasBegun_goesOnToItsSync_andTheNextWaits() throws Exception {
        try (RawClient client = client()) {
            var recording = gateway.recording();
            client.send(message('P', "\0SELECT 1\0\0\0"));
            assertThat(types(client.until('1'))).isEqualTo("1");
            order(recording, Kind.HOLD);

            client.sendBytewise(
                    RawClient.join(message('B', "\0"), message('E', "\0"), SYNC, query("next")));
            assertThat(types(client.until('Z'))).isEqualTo("N2CZ");
            awaitRecorded(recording, "next");
            order(recording, Kind.HOLD);
            assertThat(target.got()).containsExactly("P ", "B ", "E ", "S ");

            order(recording, Kind.RESUME);
            assertThat(types(client.until('Z'))).isEqualTo("CZ");
        }
    }

    @Test
    void messageThatHasBegun_goesOnToItsEnd() throws Exception {
        byte[] long_ = query("SELECT '" + "x".repeat(100_000) + "'");
        try (RawClient client = client()) {
            var recording = gateway.recording();
            client.send(java.util.Arrays.copyOf(long_, 50_000));
            Gateway.await(
                    "half of it is recorded",
                    () -> recording.bytes(Origin.FRONTEND).length >= STARTUP.length + 50_000);
            order(recording, Kind.HOLD);
            client.send(java.util.Arrays.copyOfRange(long_, 50_000, long_.length), query("next"));

            assertThat(types(client.until('Z'))).endsWith("CZ");
            order(recording, Kind.HOLD);
            assertThat(target.got()).hasSize(1);
        }
    }

    @Test
    void runningStatement_ofAHeldSession_isDelivered() throws Exception {
        try (RawClient client = client()) {
            var recording = gateway.recording();
            client.send(query("slow"));
            target.awaitGot("Q slow");
            order(recording, Kind.HOLD);
            target.finishSlow();

            assertThat(types(client.until('Z'))).endsWith("CZ");
        }
    }

    @Test
    void ctrlC_withdrawsWhatWaits_andTheTargetNeverSeesIt() throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.secure(gateway.tls());
            client.send(STARTUP);
            byte[] key = key(client.until('Z'));
            var recording = gateway.recording();
            client.send(query("BEGIN"));
            client.until('Z');
            order(recording, Kind.HOLD);
            client.read();
            client.send(query("DELETE"), message('P', "\0a\0\0\0"), message('B', "\0"), SYNC);
            awaitRecorded(recording, "DELETE");

            cancel(key);

            List<Message> withdrawn = client.until('Z');
            assertThat(withdrawn.getFirst().field('C')).isEqualTo("57014");
            assertThat(withdrawn.getFirst().field('M'))
                    .isEqualTo("canceling statement due to user request");
            assertThat(withdrawn.getLast().text()).isEqualTo("T");
            assertThat(types(client.until('Z'))).isEqualTo("EZ");
            assertThat(recording.values(FactKind.STATEMENT_WITHDRAWN))
                    .containsExactly(Map.of("messages", 4L, "cause", "client-cancelled"));
            assertThat(target.got()).containsExactly("Q BEGIN");
            assertThat(target.cancels()).isZero();

            client.send(query("COMMIT"));
            awaitRecorded(recording, "COMMIT");
            order(recording, Kind.RESUME);
            assertThat(client.until('Z').getLast().text()).isEqualTo("I");
            assertThat(target.got()).containsExactly("Q BEGIN", "Q COMMIT");
        }
    }

    @Test
    void ctrlC_withdrawsABatchWithoutSync_andAMessageThatHasNotComeWhole() throws Exception {
        byte[] large = query("INSERT '" + "y".repeat(1_000_000) + "'");
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.secure(gateway.tls());
            client.send(STARTUP);
            byte[] key = key(client.until('Z'));
            var recording = gateway.recording();
            order(recording, Kind.HOLD);
            client.read();
            client.send(message('P', "\0flushed\0\0\0"), message('H', ""));
            awaitRecorded(recording, "flushed");
            cancel(key);
            assertThat(client.read().field('C')).isEqualTo("57014");
            client.send(message('B', "\0"), SYNC);
            assertThat(types(client.until('Z'))).isEqualTo("Z");

            var sending = client.sendMeanwhile(large);
            awaitRecorded(recording, "INSERT");
            cancel(key);
            assertThat(types(client.until('Z'))).isEqualTo("EZ");
            sending.get(10, TimeUnit.SECONDS);

            client.send(query("after"));
            awaitRecorded(recording, "after");
            assertThat(target.got()).isEmpty();
            order(recording, Kind.RESUME);
            assertThat(types(client.until('Z'))).isEqualTo("CZ");
            assertThat(target.got()).containsExactly("Q after");
            assertThat(recording.bytes(Origin.FRONTEND))
                    .as("everything the client sent is recorded")
                    .hasSizeGreaterThan(large.length);
        }
    }

    @Test
    void ctrlC_whileAStatementRuns_goesToTheTarget() throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.secure(gateway.tls());
            client.send(STARTUP);
            byte[] key = key(client.until('Z'));
            var recording = gateway.recording();
            client.send(query("slow"));
            target.awaitGot("Q slow");
            order(recording, Kind.HOLD);
            client.send(query("waits"));
            awaitRecorded(recording, "waits");
            cancel(key);

            assertThat(types(client.until('Z'))).endsWith("CZ");
            Gateway.await("the target was asked", () -> target.cancels() == 1);
            assertThat(recording.facts()).doesNotContain(FactKind.STATEMENT_WITHDRAWN);
        }
    }

    @Test
    void orderToCancel_reachesTheTargetOrWithdraws_andSaysSoIfNothingRuns() throws Exception {
        try (RawClient client = client()) {
            var recording = gateway.recording();
            assertThat(order(recording, Kind.CANCEL)).isEqualTo(Outcome.NOTHING_RUNS);

            client.send(query("slow"));
            target.awaitGot("Q slow");
            assertThat(order(recording, Kind.CANCEL)).isEqualTo(Outcome.DONE);
            List<Message> answers = client.until('Z');
            assertThat(answers.getFirst().field('M'))
                    .isEqualTo(
                            "postern: this statement is being cancelled by Robin Marsh: look"
                                    + " first");
            assertThat(target.cancels()).isEqualTo(1);

            order(recording, Kind.HOLD);
            client.read();
            client.send(query("waits"));
            awaitRecorded(recording, "waits");
            assertThat(order(recording, Kind.CANCEL)).isEqualTo(Outcome.DONE);
            assertThat(client.until('Z').getFirst().field('D')).contains("Robin Marsh withdrew it");
            assertThat(recording.facts()).contains(FactKind.CANCEL_ORDERED);
            assertThat(target.got()).containsExactly("Q slow");
        }
    }

    @Test
    void terminateBehindWhatWaits_endsTheSession_withoutRunningIt() throws Exception {
        try (RawClient client = client()) {
            var recording = gateway.recording();
            order(recording, Kind.HOLD);
            client.send(query("waits"), message('X', ""));

            assertThat(recording.awaitEnd()).containsEntry("reason", "client-terminated");
            assertThat(target.got()).containsExactly("X ");
            assertThat(recording.values(FactKind.STATEMENT_WITHDRAWN))
                    .containsExactly(Map.of("messages", 1L, "cause", "client-ended"));
        }
    }

    @Test
    void clientThatVanishes_whileItsStatementWaits_endsTheSession_withoutRunningIt()
            throws Exception {
        RawClient client = client();
        var recording = gateway.recording();
        order(recording, Kind.HOLD);
        client.send(query("waits"));
        awaitRecorded(recording, "waits");
        client.close();

        assertThat(recording.awaitEnd()).containsEntry("reason", "client-disconnected");
        assertThat(target.got()).doesNotContain("Q waits");
    }

    @Test
    void endOfAHeldSession_isSaid_andWhatWaitsIsNeverSent() throws Exception {
        try (RawClient client = client()) {
            var recording = gateway.recording();
            order(recording, Kind.HOLD);
            client.read();
            client.send(query("waits"));
            awaitRecorded(recording, "waits");
            gateway.lock(recording);

            assertThat(client.toEnd().getFirst().field('C')).isEqualTo("57P01");
            assertThat(recording.awaitEnd()).containsEntry("reason", "locked");
            assertThat(recording.values(FactKind.STATEMENT_WITHDRAWN))
                    .containsExactly(Map.of("messages", 1L, "cause", "session-ended"));
            assertThat(target.got()).doesNotContain("Q waits");
        }
    }

    @Test
    void clientThatSendsOn_isReadUpToTheLimit_andAllOfItGoesOn() throws Exception {
        byte[] statement = query("SELECT '" + "z".repeat(10_000) + "'");
        byte[] many = new byte[statement.length * 300];
        for (int i = 0; i < 300; i++) {
            System.arraycopy(statement, 0, many, i * statement.length, statement.length);
        }
        try (RawClient client = client()) {
            var recording = gateway.recording();
            order(recording, Kind.HOLD);
            var sending = client.sendMeanwhile(many);
            Gateway.await(
                    "the flow is full", () -> recording.bytes(Origin.FRONTEND).length >= Flow.HIGH);
            assertThat(recording.bytes(Origin.FRONTEND)).hasSizeLessThan(many.length);

            order(recording, Kind.RESUME);
            client.read();
            for (int i = 0; i < 300; i++) {
                assertThat(types(client.until('Z'))).matches("S*CZ");
            }
            sending.get(10, TimeUnit.SECONDS);
            assertThat(target.got()).hasSize(300);
        }
    }

    @Test
    void endThatIsOrdered_isRecordedBeforeItComes() throws Exception {
        try (RawClient client = client()) {
            var recording = gateway.recording();
            assertThat(order(recording, Kind.END)).isEqualTo(Outcome.DONE);
            client.send(query("SELECT 1"));
            assertThat(types(client.until('Z'))).isEqualTo("CZ");
            assertThat(recording.values(FactKind.END_ORDERED).getFirst())
                    .containsEntry("reason", "look first");
        }
    }

    private RawClient client() throws Exception {
        RawClient client = gateway.secureClient();
        client.send(STARTUP).until('Z');
        return client;
    }

    private static void cancel(byte[] key) throws IOException {
        try (RawClient cancel = RawClient.connect(gateway.port())) {
            cancel.send(RawClient.packet(80_877_102, key));
            assertThat(cancel.toEnd()).isEmpty();
        }
    }

    private static byte[] key(List<Message> welcome) {
        return welcome.stream().filter(m -> m.type() == 'K').findFirst().orElseThrow().body();
    }

    private static Outcome order(MemoryRecorder.Recording recording, Kind kind) throws Exception {
        LiveSession session =
                gateway.registry.find(gateway.recorder.sessionOf(recording)).orElseThrow();
        SessionOrder.By robin = new SessionOrder.By("r", "Robin Marsh", "robin@example.com");
        return session.obey(new SessionOrder(kind, robin, "look first", Instant.EPOCH))
                .get(10, TimeUnit.SECONDS);
    }

    private static void awaitRecorded(MemoryRecorder.Recording recording, String text) {
        Gateway.await(
                "the broker got " + text, () -> recording.text(Origin.FRONTEND).contains(text));
    }

    private static String types(List<Message> messages) {
        return messages.stream().map(m -> "" + m.type()).collect(Collectors.joining());
    }
}
