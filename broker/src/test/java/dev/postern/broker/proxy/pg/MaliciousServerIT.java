package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.postern.broker.proxy.pg.RawClient.Message;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Targets that lie, stall, flood and break the protocol: every session ends or goes on as it should, the client reads
/// why, and a session beside it does not notice.
class MaliciousServerIT {

    private static final int ROUNDS = 5;
    private static final Duration NOISE = Duration.ofMillis(100);
    private static final long MOST_MEMORY = 16 * UsedMemory.MIB;

    @TempDir static Path directory;

    private static Gateway gateway;
    private static Bystander bystander;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(TestCertificates.create(directory), Gateway.IMPATIENT);
        bystander = Bystander.at(gateway);
    }

    @AfterAll
    static void stop() throws IOException {
        bystander.close();
        gateway.close();
    }

    @TestFactory
    Stream<DynamicTest> everyBehaviour_endsAsItShould() {
        List<Behaviour> all = Behaviour.all();
        assertThat(all).hasSizeGreaterThanOrEqualTo(40);
        return all.stream()
                .map(b ->
                        dynamicTest(
                                b.name(),
                                () -> {
                                    check(b);
                                    bystander.isServed();
                                }));
    }

    private static void check(Behaviour behaviour) throws Exception {
        gateway.forget();
        try (EvilServer evil = EvilServer.start(behaviour.script())) {
            gateway.to(evil.port());

            String seen = observe();

            assertThat(seen).matches("(?s)" + behaviour.sees());
        }
        MemoryRecorder.Recording recording = gateway.recording();
        assertThat(recording.awaitEnd()).containsKey("reason");
        assertThat(recording.text(dev.postern.recording.format.Origin.BROKER_TO_BACKEND))
                .doesNotContain(Gateway.PASSWORD);
    }

    /// All behaviours that do not wait for a timeout, five times, while a session beside them asks.
    @Test
    void allBehaviours_doNotSlowASessionBesideThem_norTakeMemory() throws Exception {
        gateway.recorder.keepNothing();
        bystander.p99(500);
        Duration quiet = bystander.p99(500);
        long before = UsedMemory.bytes();
        List<Behaviour> quick = Behaviour.all().stream().filter(b -> !b.timesOut()).toList();

        Duration during =
                bystander.p99During(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        for (Behaviour behaviour : quick) {
                            check(behaviour);
                        }
                    }
                });

        long grown = UsedMemory.bytes() - before;
        System.out.printf(
                "%d hostile targets: memory grown by %d KiB%n",
                ROUNDS * quick.size(), grown / 1024);
        assertThat(grown).as("memory behind them").isLessThan(MOST_MEMORY);
        Bystander.assertAtMostDoubled("hostile targets", quiet, during, NOISE);
    }

    /// Logs in, asks one question if it is let in, and says what came: types, errors in brackets, `end`.
    private static String observe() throws Exception {
        List<String> seen = new ArrayList<>();
        try (RawClient client = gateway.secureClient()) {
            client.send(
                    RawClient.startup(
                            0x0003_0000, Map.of("user", "postgres", "database", "postgres")));
            List<Message> answers = new ArrayList<>(client.until('Z'));
            boolean isOpen = isReady(answers);
            if (isOpen) {
                client.send(RawClient.query("SELECT 1"));
                List<Message> more = client.until('Z');
                answers.addAll(more);
                isOpen = isReady(more);
            }
            for (Message answer : answers) {
                seen.add(
                        answer.type() == 'E'
                                ? "E["
                                        + answer.field('S')
                                        + " "
                                        + answer.field('C')
                                        + " "
                                        + answer.field('M')
                                        + "]"
                                : "" + answer.type());
            }
            if (!isOpen) {
                seen.add("end");
            }
        } catch (java.net.SocketException reset) {
            seen.add("end");
        }
        return String.join(" ", seen);
    }

    private static boolean isReady(List<Message> messages) {
        return !messages.isEmpty() && messages.getLast().type() == 'Z';
    }
}
