package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// `kill -9` of the broker under load: every byte the target received is in the recovered recordings.
///
/// `-Dpostern.broker-kills=N` chooses how many times it is killed.
@Tag("G1")
final class BrokerKillIT {

    private static final int KILLS = Integer.getInteger("postern.broker-kills", 50);
    private static volatile String lastEnd = "";

    private static final int MOST_TRIES = 100;
    private static final long TRY_AGAIN_MILLIS = 100;
    private static final int CLIENTS = 4;
    private static final int MOST_STATEMENTS = 120;

    @TempDir Path folder;

    @Test
    void killedAtRandomPoints_recordingsHoldEverythingTheTargetReceived() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        EmbeddedPostgres postgres = TestDatabase.start();
        try (postgres;
                Tap tap = Tap.before(postgres.getPort())) {
            Map<String, String> environment = BrokerProcess.prepare(folder, tap);
            int before = tap.connections().size();
            for (int round = 0; round < KILLS; round++) {
                runAndKill(environment, round, 1 + random.nextInt(MOST_STATEMENTS));
            }
            try (BrokerProcess broker = BrokerProcess.start(folder, environment)) {
                broker.terminate(10);
            }

            List<Tap.Connection> connections =
                    tap.connections().subList(before, tap.connections().size());
            assertThat(connections).as("seed %d", seed).hasSizeGreaterThanOrEqualTo(KILLS);
            BrokerProcess.assertHoldsEverything(
                    folder, folder.resolve("data/broker"), connections, "seed " + seed);
            assertVerified(folder.resolve("data/broker"), "seed " + seed);
        }
    }

    /// `postern verify --all` finds recovered ends at most, and nothing that was tampered with.
    private void assertVerified(Path data, String hint) throws Exception {
        Path anchor = Files.copy(data.resolve("site-log/checkpoint"), folder.resolve("anchor"));
        Run verified =
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
        assertThat(verified.exitCode()).as(hint + ": " + verified.all()).isIn(0, 2);
        assertThat(verified.out())
                .as(hint)
                .doesNotContain("TAMPERED")
                .containsPattern(verified.exitCode() == 0 ? "INTACT" : "INCOMPLETE");
    }

    private void runAndKill(Map<String, String> environment, int round, int statements)
            throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(folder, environment)) {
            CountDownLatch done = new CountDownLatch(statements);
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String name = "kill-" + round + "-" + i;
                clients.add(
                        Thread.ofVirtual()
                                .start(() -> {
                                    for (int j = 0; j < MOST_TRIES && broker.isAlive(); j++) {
                                        load(environment, name + "-" + j, done);
                                        broker.awaitEnd(TRY_AGAIN_MILLIS);
                                    }
                                }));
            }
            boolean ran = done.await(60, TimeUnit.SECONDS);
            assertThat(ran)
                    .as(
                            "the load ran in round %d; %d statements missing, last end: %s, the"
                                    + " broker said:%n%s",
                            round, done.getCount(), lastEnd, ran ? "" : broker.printed())
                    .isTrue();
            broker.kill();
            for (Thread client : clients) {
                client.join(30_000);
            }
        }
    }

    /// Sends statements of changing length until the connection breaks, or an answer stays away for long.
    private static void load(Map<String, String> environment, String name, CountDownLatch done) {
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
            for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                String sql = "select " + i + ", '" + "p".repeat((i * 37) % 3000) + "'";
                client.send(Messages.start().query(sql).bytes()).get(10, TimeUnit.SECONDS);
                int ready = client.received().length;
                client.readUntilReady(1);
                if (client.received().length == ready) {
                    lastEnd = "no answer to " + sql.substring(0, 12);
                    return;
                }
                done.countDown();
            }
        } catch (Exception broken) {
            // The kill ends the load like this; before it, this is why a client was not let in.
            lastEnd = String.valueOf(broken);
        }
    }
}
