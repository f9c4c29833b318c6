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
/// in a life without errors first. `-Dpostern.faults=N` chooses how many lives, `-Dpostern.seed=N` which;
/// `-Dpostern.fault-part=2/4` does the second quarter of them.
@Timeout(value = 120, unit = TimeUnit.MINUTES)
final class DiskFaultIT {

    private static final int FAULTS = Integer.getInteger("postern.faults", 10);
    private static final int READ_FAULTS = FAULTS / 3;
    private static final int LIVES_PER_CHECK = 20;

    /// The first makes what only the first start makes; the last is counted.
    private static final int LIVES_WITHOUT_ERRORS = 2;

    private static final int CLIENTS = 3;
    private static final int STATEMENTS = 6;
    private static final int LONGEST_END_SECONDS = 30;

    /// What was under way to the target when the sync failed may arrive yet.
    private static final Duration UNDER_WAY = Duration.ofMillis(500);

    @TempDir(factory = MemoryFolder.class)
    Path folder;

    /// The library of faults, which memory may forbid to run.
    @TempDir Path tools;

    private final List<String> lives = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> waiting = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();

    @BeforeEach
    void needsACompiler() {
        assumeThat(Faults.hasCompiler()).as(Faults.NEEDS).isTrue();
    }

    @Test
    @Tag("G4")
    void anyChangeFails_nothingUnrecorded_nothingHangs_storeVerifies() throws Exception {
        live(
                FAULTS - READ_FAULTS,
                Calls.CHANGES,
                List.of("EIO", "ENOSPC", "EDQUOT", "EINTR", "EMFILE", "SHORT"));
    }

    @Test
    @Tag("G4")
    void anyReadFails_nothingUnrecorded_nothingHangs_storeVerifies() throws Exception {
        live(READ_FAULTS, Calls.READS, List.of("EIO", "EINTR", "EMFILE", "ENOMEM", "SHORT"));
    }

    @Test
    @Tag("G1")
    void killedAtAnyCall_nothingUnrecorded_storeVerifies() throws Exception {
        live(FAULTS, Calls.CHANGES, List.of("KILL"));
    }

    /// Which calls fail.
    private enum Calls {
        CHANGES,
        /// The lives before them are killed, so that there is something to recover, and so to read.
        READS
    }

    private void live(int count, Calls calls, List<String> errors) throws Exception {
        long seed = Long.getLong("postern.seed", System.nanoTime());
        System.out.println("DiskFaultIT: -Dpostern.seed=" + seed);
        Random random = new Random(seed);
        try (EmbeddedPostgres postgres = TestDatabase.start();
                Tap tap = Tap.before(postgres.getPort())) {
            Map<String, String> environment = BrokerProcess.prepare(folder, tap);
            smallSegments();
            tap.take();
            Faults faults = Faults.compile(tools, folder.resolve("data/broker"));
            List<Tap.Connection> connections = new ArrayList<>();
            for (int i = 0; i < LIVES_WITHOUT_ERRORS; i++) {
                live(environment, faults, calls, null);
                List<Tap.Connection> whole = tap.take();
                assertThat(whole).as("the sessions of a life without errors").hasSize(CLIENTS + 1);
                connections.addAll(whole);
            }
            List<Faults.Fault> plan =
                    new FaultPlan(faults.calls(), calls == Calls.READS, errors, random).part(count);
            for (Faults.Fault fault : plan) {
                live(environment, faults, calls, fault);
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

    private void live(
            Map<String, String> environment,
            Faults faults,
            Calls calls,
            Faults.@Nullable Fault fault)
            throws Exception {
        int number = outcomes.values().stream().mapToInt(Integer::intValue).sum();
        String life = "life-" + number;
        lives.add(life + ": " + fault);
        String[] before =
                faults.before(
                        fault,
                        "POSTERN_JAVA_OPTIONS=-XX:ActiveProcessorCount=1 -XX:TieredStopAtLevel=1",
                        "FAULT_READS=" + (calls == Calls.READS ? 1 : 0));
        try (BrokerProcess broker = BrokerProcess.begin(folder, before)) {
            boolean isStarted = broker.awaitPortOrEnd(BrokerProcess.port(environment));
            if (isStarted) {
                load(environment, life);
            }
            assertThat(waiting).as("waited for ever in %s", lives.getLast()).isEmpty();
            boolean failed = hasFailed(faults);
            if (failed && fault != null && fault.error().equals("KILL")) {
                broker.awaitEnd(LONGEST_END_SECONDS * 1000L);
                assertThat(broker.isAlive()).isFalse();
            }
            String outcome =
                    broker.isAlive()
                            ? "lived on"
                            : isStarted ? "ended under load" : "did not start";
            if (broker.isAlive() && calls == Calls.READS && number > 0) {
                broker.kill();
            } else if (broker.isAlive()) {
                broker.terminate(LONGEST_END_SECONDS);
                boolean failedAtEnd = !failed && hasFailed(faults);
                outcome = failedAtEnd ? "failed while it ended" : outcome;
                failed |= failedAtEnd;
            }
            assertSays(broker, fault, isStarted);
            outcomes.merge(
                    fault == null || failed ? outcome : "did not come to it", 1, Integer::sum);
        }
    }

    private static boolean hasFailed(Faults faults) throws IOException {
        return faults.calls().stream().anyMatch(Faults.Call::failed);
    }

    /// A broker that does not start says why, and none ends otherwise than by its own will.
    private void assertSays(BrokerProcess broker, Faults.@Nullable Fault fault, boolean isStarted)
            throws IOException {
        String said = broker.printedByItself();
        assertThat(said)
                .as("the broker of %s", lives.getLast())
                .doesNotContain("fatal error has been detected");
        if (!isStarted && fault != null && !fault.error().equals("KILL")) {
            assertThat(said).as("the broker of %s", lives.getLast()).contains("postern: ");
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
                        .noneMatch(c -> c.spokeAfter(call.nanos() + UNDER_WAY.toNanos()));
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
              allow-volatile-store: true
            """;
}
