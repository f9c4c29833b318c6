package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.postern.recording.Entry;
import dev.postern.recording.FactKind;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingReader;
import dev.postern.recording.format.Origin;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// `kill -9` of the broker under load: every byte the target received is in the recovered recordings.
///
/// `-Dpostern.kills=N` chooses how many times it is killed.
final class BrokerKillIT {

    private static final int KILLS = Integer.getInteger("postern.kills", 50);
    private static final int CLIENTS = 4;
    private static final int MOST_STATEMENTS = 120;

    @TempDir Path folder;

    @Test
    void killedAtRandomPoints_recordingsHoldEverythingTheTargetReceived() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        try (postgres;
                Tap tap = Tap.before(postgres.getPort())) {
            Map<String, String> environment = prepared(tap);
            int before = tap.connections().size();
            for (int round = 0; round < KILLS; round++) {
                runAndKill(environment, round, 1 + random.nextInt(MOST_STATEMENTS));
            }
            recover(environment);

            Map<String, byte[]> recorded = recorded();
            List<Tap.Connection> connections =
                    tap.connections().subList(before, tap.connections().size());
            assertThat(connections).as("seed %d", seed).hasSizeGreaterThanOrEqualTo(KILLS);
            for (Tap.Connection connection : connections) {
                byte[] received = connection.fromClientAfterStartup();
                String name = application(connection.fromClient());
                byte[] kept = recorded.getOrDefault(name, new byte[0]);
                assertThat(Arrays.mismatch(received, kept))
                        .as(
                                "seed %d: %s received %d bytes, recorded %d",
                                seed, name, received.length, kept.length)
                        .isIn(-1, received.length);
            }
        }
    }

    /// Makes a broker's data with a signed-in person in it, by the demo, and says how to connect.
    private Map<String, String> prepared(Tap tap) throws Exception {
        String target =
                "postgresql://postgres@127.0.0.1:" + tap.port() + "/postgres?sslmode=disable";
        try (RunningDemo demo = RunningDemo.start(folder, "--target", target)) {
            return demo.environment();
        }
    }

    private void runAndKill(Map<String, String> environment, int round, int statements)
            throws Exception {
        Process broker = broker();
        try {
            awaitPort(broker, port(environment));
            CountDownLatch done = new CountDownLatch(statements);
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String name = "kill-" + round + "-" + i;
                clients.add(Thread.ofVirtual().start(() -> load(environment, name, done)));
            }
            assertThat(done.await(60, TimeUnit.SECONDS))
                    .as("the load ran in round %d", round)
                    .isTrue();
            broker.destroyForcibly();
            assertThat(broker.waitFor(10, TimeUnit.SECONDS)).isTrue();
            for (Thread client : clients) {
                client.join(30_000);
            }
        } finally {
            broker.destroyForcibly();
        }
    }

    /// Sends statements of changing length until the connection breaks.
    private static void load(Map<String, String> environment, String name, CountDownLatch done) {
        Path credentials =
                requireNonNull(Path.of(environment.getOrDefault("PGSSLCERT", "")).getParent());
        Map<String, String> parameters =
                Map.of("user", "postgres", "database", "postgres", "application_name", name);
        try (WireClient client =
                WireClient.withCertificate(
                        port(environment), credentials, Conversation.PROTOCOL_3_0, parameters)) {
            for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                String sql = "select " + i + ", '" + "p".repeat((i * 37) % 3000) + "'";
                client.send(Messages.start().query(sql).bytes()).get(10, TimeUnit.SECONDS);
                int ready = client.received().length;
                client.readUntilReady(1);
                if (client.received().length == ready) {
                    return;
                }
                done.countDown();
            }
        } catch (Exception broken) {
            // The broker was killed: that is what ends the load.
        }
    }

    private void recover(Map<String, String> environment) throws Exception {
        Process broker = broker();
        try {
            awaitPort(broker, port(environment));
        } finally {
            broker.destroy();
            assertThat(broker.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Process broker() throws IOException {
        Path log = folder.resolve("broker.log");
        return new ProcessBuilder(
                        RunningDemo.POSTERN,
                        "broker",
                        folder.resolve("data/postern.yaml").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private void awaitPort(Process broker, int port) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 600 && broker.isAlive(); i++) {
            try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(probe.isConnected()).isTrue();
                return;
            } catch (IOException notYet) {
                never.await(50, TimeUnit.MILLISECONDS);
            }
        }
        throw new AssertionError(
                "the broker did not start:\n" + Files.readString(folder.resolve("broker.log")));
    }

    private static int port(Map<String, String> environment) {
        return Integer.parseInt(environment.getOrDefault("PGPORT", ""));
    }

    /// The client bytes of every recording after the start-up packet, by application name.
    private Map<String, byte[]> recorded() throws IOException {
        Map<String, byte[]> byName = new HashMap<>();
        try (Stream<Path> files = Files.walk(folder.resolve("data/broker"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".pgrec")).toList()) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                String name = read(file, bytes);
                byte[] all = bytes.toByteArray();
                int startup = all.length < 4 ? all.length : java.nio.ByteBuffer.wrap(all).getInt();
                byName.put(
                        name, Arrays.copyOfRange(all, Math.min(startup, all.length), all.length));
            }
        }
        return byName;
    }

    private static String read(Path file, ByteArrayOutputStream frontend) throws IOException {
        String name = "";
        try (RecordingReader reader = RecordingFile.withoutKey(file).open()) {
            assertThat(reader.isFinished()).as("%s is finished after recovery", file).isTrue();
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                if (entry instanceof Entry.Bytes bytes && bytes.origin() == Origin.FRONTEND) {
                    byte[] copy = new byte[bytes.bytes().remaining()];
                    bytes.bytes().duplicate().get(copy);
                    frontend.writeBytes(copy);
                }
                if (entry instanceof Entry.Fact fact
                        && fact.kind().equals(FactKind.SESSION_STARTED.name())
                        && fact.facts().get("client") instanceof Map<?, ?> client) {
                    name = String.valueOf(client.get("application"));
                }
            }
        }
        return name;
    }

    private static String application(byte[] startup) {
        String text =
                new String(startup, 0, Math.min(startup.length, 400), StandardCharsets.ISO_8859_1);
        int at = text.indexOf("application_name\0");
        return at < 0 ? "" : text.substring(at + 17, text.indexOf('\0', at + 17));
    }
}
