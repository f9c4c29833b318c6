package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import static java.util.Objects.requireNonNull;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

/// A broker whose disk takes 0.1 s, 1 s and 20 s for a sync of the journal: sessions wait, the last one ends, and nothing
/// goes to the target that is not on the disk. Sessions that wait take little memory, whatever their clients send.
///
/// `-Dpostern.waiting=N` chooses how many sessions wait.
@Tag("G16")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class SlowDiskIT {

    private static final Duration END_ABOVE = Duration.ofSeconds(10);
    private static final Duration SYNC = Duration.ofSeconds(20);
    private static final int WAITING = Integer.getInteger("postern.waiting", 200);
    private static final int LOOKS = 3;
    private static final long MOST_BYTES_A_SESSION = 256 << 10;

    /// What each client of a waiting session tries to send.
    private static final int FLOOD_BYTES = 4 << 20;

    @TempDir Path folder;

    private Path delay = Path.of("delay");
    private Map<String, String> environment = Map.of();

    @BeforeEach
    void needsACompiler() {
        assumeThat(Faults.hasCompiler()).as(Faults.NEEDS).isTrue();
    }

    @Test
    void slowSyncs_areWaitedFor_thenEndTheSession_andLoseNothing() throws Exception {
        delay = folder.resolve("delay");
        try (EmbeddedPostgres postgres = TestDatabase.start();
                Tap tap = Tap.before(postgres.getPort())) {
            environment = BrokerProcess.prepare(folder, tap);
            tap.take();
            Faults faults = Faults.compile(folder, folder.resolve("data/broker"));
            String[] before =
                    faults.before(
                            null,
                            "POSTERN_JAVA_OPTIONS=-XX:ActiveProcessorCount=1",
                            "FAULT_NAME=journal",
                            "FAULT_DELAY=" + delay);
            try (BrokerProcess broker = BrokerProcess.begin(folder, before)) {
                broker.awaitPort(BrokerProcess.port(environment));
                answeredAfter(Duration.ofMillis(100));
                awaitAdmission();
                answeredAfter(Duration.ofSeconds(1));
                awaitAdmission();
                endedBySyncOf20Seconds(tap);
                Duration again = awaitAdmission();
                System.out.printf(
                        "SlowDiskIT: new sessions came in %d ms after the slow sync%n",
                        again.toMillis());
                broker.terminate(30);
            }
            BrokerProcess.assertHoldsEverything(
                    folder, folder.resolve("data/broker"), tap.take(), "slow disk");
        }
    }

    @Test
    void sessionsThatWait_takeLittleMemory_howeverMuchTheirClientsSend() throws Exception {
        delay = folder.resolve("delay");
        try (EmbeddedPostgres postgres = TestDatabase.start();
                Tap tap = Tap.before(postgres.getPort())) {
            environment = BrokerProcess.prepare(folder, tap);
            tap.take();
            Faults faults = Faults.compile(folder, folder.resolve("data/broker"));
            String[] before =
                    faults.before(
                            null,
                            "POSTERN_JAVA_OPTIONS=-XX:ActiveProcessorCount=1 "
                                    + BrokerMemory.OPTION,
                            "FAULT_NAME=journal",
                            "FAULT_DELAY=" + delay);
            List<WireClient> clients = new ArrayList<>();
            try (BrokerProcess broker = BrokerProcess.begin(folder, before)) {
                broker.awaitPort(BrokerProcess.port(environment));
                for (int i = 0; i < WAITING; i++) {
                    WireClient client = client("waiting-" + i);
                    clients.add(client);
                    say(client, "here");
                    client.readUntilReady(1);
                }
                waitingTakesLittle(broker, clients);
                awaitAdmission();
                broker.terminate(30);
            } finally {
                for (WireClient client : clients) {
                    client.close();
                }
            }
            BrokerProcess.assertHoldsEverything(
                    folder, folder.resolve("data/broker"), tap.take(), "waiting sessions");
        }
    }

    private void waitingTakesLittle(BrokerProcess broker, List<WireClient> clients)
            throws Exception {
        BrokerMemory idle = BrokerMemory.of(folder, broker.pid());
        slow(SYNC);
        long begin = System.nanoTime();
        byte[] flood = flood();
        List<CompletableFuture<Void>> floods = new ArrayList<>();
        clients.forEach(client -> floods.add(client.send(flood)));
        BrokerMemory most = idle;
        Duration firstLook = Duration.ZERO;
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < LOOKS; i++) {
            never.await(1, TimeUnit.SECONDS);
            BrokerMemory now = BrokerMemory.of(folder, broker.pid());
            most = now.bytes() > most.bytes() ? now : most;
            firstLook = i == 0 ? Duration.ofNanos(System.nanoTime() - begin) : firstLook;
        }
        long stuck = floods.stream().filter(sending -> !sending.isDone()).count();
        for (WireClient client : clients) {
            awaitEnd(client);
        }
        Files.delete(delay);
        long session = (most.bytes() - idle.bytes()) / clients.size();
        System.out.printf(
                "SlowDiskIT: %d sessions that wait, with %d KiB to send each (%d clients cannot):"
                        + " heap %d KiB more, direct buffers %d KiB more, %d bytes a session; in"
                        + " memory with garbage %d KiB more%n",
                clients.size(),
                FLOOD_BYTES >> 10,
                stuck,
                (most.heapBytes() - idle.heapBytes()) >> 10,
                (most.directBytes() - idle.directBytes()) >> 10,
                session,
                (most.residentBytes() - idle.residentBytes()) >> 10);
        assertThat(firstLook).as("looked at while they waited").isLessThan(END_ABOVE);
        assertThat(session).isLessThanOrEqualTo(MOST_BYTES_A_SESSION);
        assertThat(broker.printed()).doesNotContain("OutOfMemoryError");
    }

    private static byte[] flood() {
        byte[] statement = Messages.start().query("select '" + "f".repeat(8_000) + "'").bytes();
        ByteBuffer all = ByteBuffer.allocate(FLOOD_BYTES);
        while (all.remaining() >= statement.length) {
            all.put(statement);
        }
        return Arrays.copyOf(all.array(), all.position());
    }

    /// Reads until the broker has ended the session. The end of a connection with bytes that nobody took may overtake what
    /// the broker said last.
    private static void awaitEnd(WireClient client) throws IOException {
        try {
            client.readUntil("E", 1);
            assertThat(text(client)).contains("C58030").doesNotContain("ffff");
        } catch (SocketException | SSLException reset) {
            assertThat(text(client)).doesNotContain("ffff");
        }
    }

    private void answeredAfter(Duration sync) throws Exception {
        try (WireClient client = client("slow-" + sync.toMillis())) {
            slow(sync);
            long begin = System.nanoTime();
            say(client, "slow");
            client.readUntilReady(1);
            Duration taken = Duration.ofNanos(System.nanoTime() - begin);
            Files.delete(delay);
            assertThat(text(client)).contains("slow").doesNotContain("FATAL");
            assertThat(taken).isGreaterThanOrEqualTo(sync);
            System.out.printf(
                    "SlowDiskIT: syncs of %d ms: answered after %d ms%n",
                    sync.toMillis(), taken.toMillis());
            client.terminate();
        }
    }

    private void endedBySyncOf20Seconds(Tap tap) throws Exception {
        try (WireClient client = client("ended")) {
            int sent = received(tap);
            slow(SYNC);
            long begin = System.nanoTime();
            say(client, "never sent");
            client.readUntil("E", 1);
            Duration taken = Duration.ofNanos(System.nanoTime() - begin);
            Files.delete(delay);
            assertThat(text(client))
                    .contains("recorder slow", "C58030", "recording could not be made durable")
                    .doesNotContain("SELECT");
            assertThat(taken).isBetween(END_ABOVE, SYNC);
            System.out.printf(
                    "SlowDiskIT: a sync of %d ms: ended after %d ms%n",
                    SYNC.toMillis(), taken.toMillis());
            assertThat(received(tap)).as("bytes at the target").isEqualTo(sent);
        }
    }

    /// What the session "ended" brought to the target, but for a Terminate.
    private static int received(Tap tap) {
        byte[] all =
                tap.connections().stream()
                        .map(each -> each.fromClient())
                        .filter(bytes ->
                                new String(bytes, StandardCharsets.ISO_8859_1)
                                        .contains("\0ended\0"))
                        .findFirst()
                        .orElseThrow();
        boolean isTerminated = all.length > 5 && all[all.length - 5] == 'X';
        return isTerminated ? all.length - 5 : all.length;
    }

    private void slow(Duration sync) throws IOException {
        Path next = folder.resolve("delay.next");
        Files.writeString(next, Long.toString(sync.toMillis()));
        Files.move(next, delay);
    }

    /// Waits until a new session is let in and answered: no sync that began while the disk was slow is under way then.
    private Duration awaitAdmission() throws Exception {
        long begin = System.nanoTime();
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            try (WireClient client = client("after")) {
                say(client, "after");
                client.readUntilReady(1);
                assertThat(text(client)).contains("after");
                client.terminate();
                return Duration.ofNanos(System.nanoTime() - begin);
            } catch (IOException refused) {
                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .as(refused.getMessage())
                        .isLessThan(SYNC.multipliedBy(2));
                never.await(100, TimeUnit.MILLISECONDS);
            }
        }
    }

    private static void say(WireClient client, String word) throws Exception {
        client.send(Messages.start().query("select '" + word + "'").bytes())
                .get(10, TimeUnit.SECONDS);
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

    private static String text(WireClient client) {
        return new String(client.received(), StandardCharsets.ISO_8859_1);
    }
}
