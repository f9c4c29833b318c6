package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A disk that becomes full to its last byte at any moment of a broker under load, and gets room again, time after time;
/// now and then the broker is killed meanwhile and started on the full disk. It never ends by itself but with a sentence,
/// it answers `/ready` throughout, takes sessions again when there is room, and nothing is unrecorded.
///
/// `-Dpostern.full-disks=N` chooses how many times, `-Dpostern.seed=N` when.
@Timeout(value = 60, unit = TimeUnit.MINUTES)
@Tag("G5")
final class FullDiskAgainIT {

    private static final int ROUNDS = Integer.getInteger("postern.full-disks", 6);
    private static final int CLIENTS = 4;

    /// What the sessions of a round leave on the disk takes less.
    private static final int MEBIBYTES_A_ROUND = 6;

    private static final int LONGEST_RECOVERY_SECONDS = 20;

    @TempDir Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sessions = new AtomicInteger();
    private SmallDisk disk;
    private Map<String, String> environment = Map.of();
    private volatile boolean isOver;
    private int refusedStarts;

    @BeforeEach
    void mount() throws IOException {
        disk = SmallDisk.mount(folder, MEBIBYTES_A_ROUND * Math.max(6, ROUNDS));
    }

    @AfterEach
    void unmount() {
        http.close();
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void diskFullAgainAndAgain_brokerLivesOn_andNothingIsUnrecorded() throws Exception {
        long seed = Long.getLong("postern.seed", System.nanoTime());
        System.out.println("FullDiskAgainIT: -Dpostern.seed=" + seed);
        Random random = new Random(seed);
        try (EmbeddedPostgres postgres = TestDatabase.start();
                Tap tap = Tap.before(postgres.getPort())) {
            environment = BrokerProcess.prepare(folder, tap);
            disk.take();
            tap.take();
            BrokerProcess broker = BrokerProcess.start(folder, environment);
            try {
                List<Thread> load = load();
                for (int i = 0; i < ROUNDS; i++) {
                    broker = round(broker, random, "seed " + seed + ", round " + i);
                }
                isOver = true;
                for (Thread client : load) {
                    client.join();
                }
                broker.terminate(30);
            } finally {
                isOver = true;
                broker.close();
            }
            assertThat(waiting).as("waited for ever").isEmpty();
            BrokerProcess.assertHoldsEverything(folder, disk.data(), tap.take(), "seed " + seed);
            System.out.printf(
                    "FullDiskAgainIT: full %d times, %d sessions, %d starts refused on a full"
                            + " disk%n",
                    ROUNDS, sessions.get(), refusedStarts);
        }
    }

    /// Fills the disk, perhaps kills the broker and starts one, and makes room.
    ///
    /// @return the broker that runs then
    private BrokerProcess round(BrokerProcess before, Random random, String hint) throws Exception {
        BrokerProcess broker = before;
        live(broker, random.nextInt(1_500), hint);
        disk.fill();
        boolean isKilled = random.nextInt(4) == 0;
        if (isKilled) {
            broker.kill();
            disk.fill();
            broker = startOnTheFullDisk(hint);
        }
        if (broker.isAlive()) {
            live(broker, random.nextInt(2_500), hint);
            if (random.nextBoolean()) {
                disk.fill();
                live(broker, random.nextInt(1_500), hint);
            }
        }
        disk.free();
        if (!broker.isAlive()) {
            broker = BrokerProcess.start(folder, environment);
        }
        awaitAdmission(broker, hint);
        return broker;
    }

    private BrokerProcess startOnTheFullDisk(String hint) throws Exception {
        BrokerProcess broker = BrokerProcess.begin(folder);
        if (!broker.awaitPortOrEnd(BrokerProcess.port(environment))) {
            broker.awaitEnd(10_000);
            refusedStarts++;
            assertThat(broker.printedByItself())
                    .as(hint)
                    .contains("postern: ")
                    .doesNotContain("fatal error has been detected");
        } else {
            awaitReadyOrEnd(broker, hint);
        }
        return broker;
    }

    /// The web address opens behind the port for psql, and the full disk may end the start in between.
    private void awaitReadyOrEnd(BrokerProcess broker, String hint) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        while (broker.isAlive() && !broker.printedByItself().contains("Postern is ready")) {
            never.await(20, TimeUnit.MILLISECONDS);
        }
        if (!broker.isAlive()) {
            refusedStarts++;
            assertThat(broker.printedByItself()).as(hint).contains("postern: ");
        }
    }

    /// Lets the broker run on for `millis` and asks how it is: it must answer, whatever it says.
    private void live(BrokerProcess broker, int millis, String hint) throws Exception {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        CountDownLatch never = new CountDownLatch(1);
        do {
            assertThat(ready(broker, hint)).as(hint).isIn(200, 503);
            never.await(20, TimeUnit.MILLISECONDS);
        } while (System.nanoTime() < until);
    }

    private int ready(BrokerProcess broker, String hint) throws Exception {
        URI address = URI.create(environment.getOrDefault("POSTERN_URL", "") + "/ready");
        try {
            return http.send(
                            HttpRequest.newBuilder(address).build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException noAnswer) {
            broker.awaitEnd(3_000);
            throw new AssertionError(
                    hint
                            + ": no answer, and the broker "
                            + (broker.isAlive() ? "lives" : "has ended")
                            + ":\n"
                            + broker.printedByItself(),
                    noAnswer);
        }
    }

    private void awaitAdmission(BrokerProcess broker, String hint) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_RECOVERY_SECONDS);
        CountDownLatch never = new CountDownLatch(1);
        while (!session("room")) {
            assertThat(System.nanoTime())
                    .as("%s: a session within 20 s of room:%n%s", hint, broker.printedByItself())
                    .isLessThan(until);
            never.await(100, TimeUnit.MILLISECONDS);
        }
    }

    private List<Thread> load() {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                CountDownLatch never = new CountDownLatch(1);
                                while (!isOver) {
                                    if (!session("load")) {
                                        await(never);
                                    }
                                }
                            }));
        }
        return clients;
    }

    private static void await(CountDownLatch never) {
        try {
            never.await(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// A few statements, until the broker ends it.
    ///
    /// @return whether all of them were answered
    private boolean session(String kind) {
        int number = sessions.incrementAndGet();
        try (WireClient client = client(kind + "-" + number)) {
            for (int i = 0; i < 5; i++) {
                String sql = "select repeat('r', " + i * 9_000 + "), '" + "p".repeat(i * 900) + "'";
                client.send(Messages.start().query(sql).bytes()).get(10, TimeUnit.SECONDS);
                int before = client.received().length;
                client.readUntilReady(1);
                if (client.received().length == before) {
                    return false;
                }
            }
            client.terminate();
            return true;
        } catch (SocketTimeoutException e) {
            waiting.add(kind + "-" + number);
            return false;
        } catch (Exception ended) {
            // The broker refused, ended the session, or was killed: what the target got is looked
            // at later.
            return false;
        }
    }

    private WireClient client(String name) throws Exception {
        @Nullable Path credentials = Path.of(environment.getOrDefault("PGSSLCERT", "")).getParent();
        return WireClient.withCertificate(
                BrokerProcess.port(environment),
                requireNonNull(credentials),
                Conversation.PROTOCOL_3_0,
                Map.of("user", "postgres", "database", "postgres", "application_name", name));
    }
}
