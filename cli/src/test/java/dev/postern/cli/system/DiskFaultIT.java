package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import static java.util.Objects.requireNonNull;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/// Lives of a broker, with an error at one call of its file system, or its death there: whatever the call, every byte the
/// target received is in the recordings afterwards, nothing goes to the target behind a journal's sync that failed, nobody
/// waits for ever, and the store verifies.
///
/// A life is a start, which recovers what the life before left, four sessions, and an end. What there is to fail is counted
/// in a life without errors first. `-Dpostern.faults=N` chooses how many lives, `-Dpostern.seed=N` which.
@Timeout(value = 120, unit = TimeUnit.MINUTES)
final class DiskFaultIT {

    private static final int FAULTS = Integer.getInteger("postern.faults", 10);
    private static final int LIVES_PER_CHECK = 20;
    private static final int CLIENTS = 3;
    private static final int STATEMENTS = 6;
    private static final int LONGEST_END_SECONDS = 30;

    /// What was under way to the target when the sync failed may arrive yet.
    private static final Duration UNDER_WAY = Duration.ofMillis(500);

    @TempDir Path folder;

    private final List<String> lives = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> waiting = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();

    @BeforeEach
    void needsACompiler() {
        assumeThat(Faults.hasCompiler()).as(Faults.NEEDS).isTrue();
    }

    @Test
    @Tag("G4")
    void anyCallFails_nothingUnrecorded_nothingHangs_storeVerifies() throws Exception {
        live(FAULTS, List.of("EIO", "ENOSPC", "EDQUOT", "EINTR", "EMFILE", "SHORT"));
    }

    @Test
    @Tag("G1")
    void killedAtAnyCall_nothingUnrecorded_storeVerifies() throws Exception {
        live(FAULTS, List.of("KILL"));
    }

    private void live(int count, List<String> errors) throws Exception {
        long seed = Long.getLong("postern.seed", System.nanoTime());
        System.out.println("DiskFaultIT: -Dpostern.seed=" + seed);
        Random random = new Random(seed);
        try (EmbeddedPostgres postgres = TestDatabase.start();
                Tap tap = Tap.before(postgres.getPort())) {
            Map<String, String> environment = BrokerProcess.prepare(folder, tap);
            smallSegments();
            tap.take();
            Faults faults = Faults.compile(folder, folder.resolve("data/broker"));
            live(environment, faults, null);
            assertThat(tap.take()).as("the sessions of a life without errors").hasSize(CLIENTS + 1);
            List<Faults.Fault> plan = new FaultPlan(faults.calls(), errors, random).first(count);
            List<Tap.Connection> connections = new ArrayList<>();
            for (Faults.Fault fault : plan) {
                live(environment, faults, fault);
                connections.addAll(tap.take());
                assertSilentAfterAFailedSync(fault, faults.calls(), connections);
                if (lives.size() >= LIVES_PER_CHECK) {
                    check(environment, connections, seed);
                }
            }
            check(environment, connections, seed);
            verify();
        }
        System.out.println("DiskFaultIT: " + outcomes);
    }

    private void live(Map<String, String> environment, Faults faults, Faults.@Nullable Fault fault)
            throws Exception {
        String life = "life-" + outcomes.values().stream().mapToInt(Integer::intValue).sum();
        lives.add(life + ": " + fault);
        String[] before = faults.before(fault, "POSTERN_JAVA_OPTIONS=-XX:ActiveProcessorCount=1");
        try (BrokerProcess broker = BrokerProcess.begin(folder, before)) {
            boolean isStarted = broker.awaitPortOrEnd(BrokerProcess.port(environment));
            if (isStarted) {
                load(environment, life);
            }
            assertThat(waiting).as("waited for ever in %s", lives.getLast()).isEmpty();
            boolean failed = faults.calls().stream().anyMatch(Faults.Call::failed);
            if (failed && fault != null && fault.error().equals("KILL")) {
                broker.awaitEnd(LONGEST_END_SECONDS * 1000L);
                assertThat(broker.isAlive()).isFalse();
            }
            String outcome =
                    broker.isAlive()
                            ? "lived on"
                            : isStarted ? "ended under load" : "did not start";
            if (broker.isAlive()) {
                broker.terminate(LONGEST_END_SECONDS);
                boolean failedAtEnd =
                        !failed && faults.calls().stream().anyMatch(Faults.Call::failed);
                outcome = failedAtEnd ? "failed while it ended" : outcome;
                failed |= failedAtEnd;
            }
            outcomes.merge(
                    fault == null || failed ? outcome : "did not come to it", 1, Integer::sum);
        }
    }

    /// Sessions side by side, then one that comes later.
    private void load(Map<String, String> environment, String life) throws InterruptedException {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String name = life + "-" + i;
            int size = i == 0 ? 200_000 : 3_000;
            clients.add(Thread.ofVirtual().start(() -> session(environment, name, size)));
        }
        for (Thread client : clients) {
            client.join();
        }
        session(environment, life + "-later", 10);
    }

    /// A session until it is over or the broker ends it.
    private void session(Map<String, String> environment, String name, int size) {
        Path credentials =
                requireNonNull(Path.of(environment.getOrDefault("PGSSLCERT", "")).getParent());
        Map<String, String> parameters =
                Map.of("user", "postgres", "database", "postgres", "application_name", name);
        try (WireClient client =
                WireClient.withCertificate(
                        BrokerProcess.port(environment),
                        credentials,
                        Conversation.PROTOCOL_3_0,
                        parameters)) {
            for (int i = 0; i < STATEMENTS; i++) {
                String sql =
                        "select "
                                + i
                                + ", repeat('r', "
                                + size
                                + "), '"
                                + "p".repeat(i * 700)
                                + "'";
                client.send(Messages.start().query(sql).bytes()).get(10, TimeUnit.SECONDS);
                int before = client.received().length;
                client.readUntilReady(1);
                if (client.received().length == before) {
                    return;
                }
            }
            client.terminate();
        } catch (SocketTimeoutException e) {
            waiting.add(name);
        } catch (Exception ended) {
            // The broker refused, ended the session, or died: what the target got is looked at
            // later.
        }
    }

    private void assertSilentAfterAFailedSync(
            Faults.Fault fault, List<Faults.Call> calls, List<Tap.Connection> connections) {
        if (fault.error().equals("EINTR")) {
            return;
        }
        for (Faults.Call call : calls) {
            if (call.failed()
                    && call.call().equals("fdatasync")
                    && call.path().matches("journal/[^/]*\\.seg")) {
                assertThat(connections)
                        .as("nothing goes to the target behind %s", lives.getLast())
                        .noneMatch(c -> c.spokeNanos() - call.nanos() > UNDER_WAY.toNanos());
                return;
            }
        }
    }

    /// Recovers, and compares what the target received with what is recorded.
    private void check(Map<String, String> environment, List<Tap.Connection> connections, long seed)
            throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(folder, environment)) {
            broker.terminate(LONGEST_END_SECONDS);
        }
        BrokerProcess.assertHoldsEverything(
                folder,
                folder.resolve("data/broker"),
                connections,
                "seed " + seed + ", " + String.join("\n", lives) + "\n");
        connections.clear();
        lives.clear();
    }

    private void verify() throws IOException {
        Path data = folder.resolve("data/broker");
        Path anchor = Files.copy(data.resolve("site-log/checkpoint"), folder.resolve("anchor"));
        Run run =
                Run.of(
                        folder,
                        Map.of(),
                        RunningDemo.POSTERN,
                        "verify",
                        "--all",
                        "--data",
                        data.toString(),
                        "--anchor",
                        anchor.toString());
        // 2: recordings of killed brokers are recovered, and so incomplete.
        assertThat(run.exitCode()).as(run.all()).isIn(0, 2);
    }

    private void smallSegments() throws IOException {
        Path file = folder.resolve("data/postern.yaml");
        String text = Files.readString(file);
        Files.writeString(file, text.replaceAll("(?m)^recorder:\n(  .*\n)+", SMALL));
        assertThat(Files.readString(file)).contains(SMALL);
    }

    private static final String SMALL =
            """
            recorder:
              segment-mib: 1
              segments: 4
              reserve-mib: 2
            """;
}
