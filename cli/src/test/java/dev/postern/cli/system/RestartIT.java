package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A broker that is killed and stopped in turn: it is ready again in seconds, tells sessions of a stop and ends them, and
/// what it leaves can be copied, started from and verified.
///
/// `-Dpostern.restarts=N` chooses how many times.
@Tag("G28")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
final class RestartIT {

    private static final int RESTARTS = Integer.getInteger("postern.restarts", 6);
    private static final Duration LONGEST_START = Duration.ofSeconds(5);
    private static final int LONGEST_STOP_SECONDS = 30;

    @TempDir Path folder;

    private Map<String, String> environment = Map.of();

    @Test
    void killedAndStopped_isReadyInSeconds_andItsCopyVerifies() throws Exception {
        try (EmbeddedPostgres postgres = TestDatabase.start();
                Tap tap = Tap.before(postgres.getPort())) {
            environment = BrokerProcess.prepare(folder, tap);
            tap.take();
            List<Duration> starts = new ArrayList<>();
            List<Duration> stops = new ArrayList<>();
            for (int i = 0; i < RESTARTS; i++) {
                restart(i, starts, stops);
            }
            Collections.sort(starts);
            Collections.sort(stops);
            System.out.printf(
                    "RestartIT: %d restarts: ready after %d ms (median), %d ms (longest);"
                            + " stopped within %d ms%n",
                    RESTARTS,
                    starts.get(starts.size() / 2).toMillis(),
                    starts.getLast().toMillis(),
                    stops.getLast().toMillis());
            if (!isMachineBusy()) {
                assertThat(starts.get(starts.size() / 2)).isLessThan(LONGEST_START);
            }

            Path data = folder.resolve("data/broker");
            Path restored = folder.resolve("data/restored");
            Run copied = Run.of(folder, Map.of(), "cp", "-a", data.toString(), restored.toString());
            assertThat(copied.exitCode()).as(copied.all()).isZero();
            List<Tap.Connection> connections = tap.take();
            assertThat(connections).hasSize(RESTARTS);
            startFrom(restored);
            BrokerProcess.assertHoldsEverything(folder, restored, connections, "restored");
        }
    }

    /// Whether others want more than the processors there are: starts take as long as they leave them then.
    private static boolean isMachineBusy() {
        var machine = ManagementFactory.getOperatingSystemMXBean();
        return machine.getSystemLoadAverage() > 2 * machine.getAvailableProcessors();
    }

    private void restart(int number, List<Duration> starts, List<Duration> stops) throws Exception {
        long begin = System.nanoTime();
        try (BrokerProcess broker = BrokerProcess.start(folder, environment)) {
            starts.add(Duration.ofNanos(System.nanoTime() - begin));
            try (WireClient client = client("restart-" + number)) {
                client.send(Messages.start().query("select " + number).bytes())
                        .get(10, TimeUnit.SECONDS);
                client.readUntilReady(1);
                if (number % 2 == 0) {
                    broker.kill();
                    return;
                }
                long stop = System.nanoTime();
                broker.terminate(LONGEST_STOP_SECONDS);
                stops.add(Duration.ofNanos(System.nanoTime() - stop));
                client.readUntil("E", 1);
                assertThat(new String(client.received(), StandardCharsets.ISO_8859_1))
                        .as("restart %d, the broker said:%n%s", number, broker.printed())
                        .contains("C57P01");
            }
        }
    }

    /// Starts a broker from a copy, stops it, and verifies what it left with the checkpoint it was copied with.
    private void startFrom(Path restored) throws Exception {
        Path anchor = Files.copy(restored.resolve("site-log/checkpoint"), folder.resolve("anchor"));
        Path file = folder.resolve("data/postern.yaml");
        Files.writeString(
                file, Files.readString(file).replace("data: broker", "data: " + restored));
        try (BrokerProcess broker = BrokerProcess.start(folder, environment)) {
            broker.terminate(LONGEST_STOP_SECONDS);
        }
        Run run =
                Run.of(
                        folder,
                        Map.of(),
                        RunningDemo.POSTERN,
                        "verify",
                        "--all",
                        "--data",
                        restored.toString(),
                        "--anchor",
                        anchor.toString());
        // 2: the recordings of killed brokers are recovered, and so incomplete.
        assertThat(run.exitCode()).as(run.all()).isIn(0, 2);
    }

    private WireClient client(String name) throws Exception {
        Path credentials =
                requireNonNull(Path.of(environment.getOrDefault("PGSSLCERT", "")).getParent());
        return WireClient.withCertificate(
                BrokerProcess.port(environment),
                credentials,
                Conversation.PROTOCOL_3_0,
                Map.of("user", "postgres", "database", "postgres", "application_name", name));
    }
}
