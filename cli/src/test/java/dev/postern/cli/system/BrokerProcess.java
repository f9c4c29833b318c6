package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.keys.DataKeys;
import dev.postern.keys.KeyEncryptionKey;
import dev.postern.keys.KeyFolder;
import dev.postern.keys.KeyRing;
import dev.postern.recording.Entry;
import dev.postern.recording.FactKind;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingReader;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A broker in a process of its own, with the data and the signed-in person that a demo made before.
final class BrokerProcess implements AutoCloseable {

    private static final Pattern LISTEN = Pattern.compile("listen: 127\\.0\\.0\\.1(:\\d+)");

    private static final long LONGEST_START_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final Process process;
    private final Path log;
    private final int logStart;

    private BrokerProcess(Process process, Path log, int logStart) {
        this.process = process;
        this.log = log;
        this.logStart = logStart;
    }

    /// Makes a broker's data in `folder` with a signed-in person in it, by the demo, and says how to connect.
    static Map<String, String> prepare(Path folder, Tap tap) throws Exception {
        String target =
                "postgresql://postgres@127.0.0.1:" + tap.port() + "/postgres?sslmode=disable";
        Map<String, String> environment;
        try (RunningDemo demo = RunningDemo.start(folder, "--target", target)) {
            environment = demo.environment();
        }
        Path configuration = folder.resolve("data/postern.yaml");
        String text =
                Files.readString(configuration)
                        .replaceFirst("(?m)^postgres:$", "postgres:\n  warm-up: false");
        Map<String, String> own = new HashMap<>(environment);
        Matcher listening = LISTEN.matcher(text);
        while (listening.find()) {
            String port = ":" + freePort();
            text = text.replace(listening.group(), "listen: 127.0.0.1" + port);
            own.replaceAll((name, value) -> value.replace(listening.group(1), port));
            own.computeIfPresent(
                    "PGPORT",
                    (name, value) ->
                            value.equals(listening.group(1).substring(1))
                                    ? port.substring(1)
                                    : value);
        }
        Files.writeString(configuration, text);
        return own;
    }

    /// A port that no demo chooses, and no connection of a client: between the end of this broker's life and the next it
    /// must not become another's.
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // Another may be free.
            }
        }
    }

    /// Starts the broker of `folder`, with `prefix` before the command; it may not be listening yet.
    static BrokerProcess begin(Path folder, String... prefix) throws IOException {
        Path log = folder.resolve("broker.log");
        List<String> words = new ArrayList<>(List.of(prefix));
        words.add(RunningDemo.POSTERN);
        words.add("broker");
        words.add(folder.resolve("data/postern.yaml").toString());
        int logStart = Files.exists(log) ? Files.readString(log).length() : 0;
        Process process =
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        return new BrokerProcess(process, log, logStart);
    }

    /// Starts the broker of `folder` and waits until it is ready: the port for psql opens before the web address.
    static BrokerProcess start(Path folder, Map<String, String> environment) throws Exception {
        BrokerProcess broker = begin(folder);
        broker.awaitPort(port(environment));
        broker.awaitReady();
        return broker;
    }

    /// Waits until the broker has ended, at most `millis`.
    void awaitEnd(long millis) {
        try {
            process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits until it says that it is ready, at most two minutes.
    void awaitReady() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        long until = System.nanoTime() + LONGEST_START_NANOS;
        while (!printedByItself().contains("Postern is ready")) {
            assertThat(process.isAlive() && System.nanoTime() < until)
                    .as("the broker is getting ready:\n" + printedByItself())
                    .isTrue();
            never.await(10, TimeUnit.MILLISECONDS);
        }
    }

    void awaitPort(int port) throws Exception {
        assertThat(awaitPortOrEnd(port)).as("the broker ended:\n" + printed()).isTrue();
    }

    /// Waits until it listens, or has ended, at most two minutes: many tests may share the machine.
    ///
    /// @return whether it listens
    boolean awaitPortOrEnd(int port) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        long until = System.nanoTime() + LONGEST_START_NANOS;
        while (System.nanoTime() < until) {
            try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(probe.isConnected()).isTrue();
                return true;
            } catch (IOException notYet) {
                if (!process.isAlive()) {
                    return false;
                }
                never.await(50, TimeUnit.MILLISECONDS);
            }
        }
        throw new AssertionError("the broker did not start:\n" + printed());
    }

    /// What it printed so far, and those before it.
    String printed() throws IOException {
        return Files.readString(log);
    }

    /// What it printed so far, without those before it.
    String printedByItself() throws IOException {
        return printed().substring(logStart);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /// `kill -9`.
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    /// SIGTERM, and the end within `seconds`.
    void terminate(int seconds) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
                .as("the broker ends within %d s of SIGTERM", seconds)
                .isTrue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    static int port(Map<String, String> environment) {
        return Integer.parseInt(environment.getOrDefault("PGPORT", ""));
    }

    /// The client bytes of every recording in `data`, whose keys the demo in `folder` made, after the start-up packet, by application name.
    static Map<String, byte[]> recorded(Path folder, Path data) throws IOException {
        Map<String, byte[]> byName = new HashMap<>();
        DataKeys keys = keys(folder, data);
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".pgrec")).toList()) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                String name = read(new RecordingFile(file, keys), bytes);
                byte[] all = bytes.toByteArray();
                int startup = all.length < 4 ? all.length : java.nio.ByteBuffer.wrap(all).getInt();
                byName.put(
                        name, Arrays.copyOfRange(all, Math.min(startup, all.length), all.length));
            }
        }
        return byName;
    }

    /// What the client said, and the Terminate that the broker says in its place.
    private static boolean goesToTarget(Entry.Bytes bytes) {
        return bytes.origin() == Origin.FRONTEND
                || (bytes.origin() == Origin.BROKER_TO_BACKEND && bytes.bytes().get(0) == 'X');
    }

    /// The recordings in `data` by application name, with their keys.
    static Map<String, RecordingFile> recordings(Path folder, Path data) throws IOException {
        Map<String, RecordingFile> byName = new HashMap<>();
        DataKeys keys = keys(folder, data);
        try (Stream<Path> files = Files.walk(data)) {
            for (Path path : files.filter(f -> f.toString().endsWith(".pgrec")).toList()) {
                RecordingFile file = new RecordingFile(path, keys);
                byName.put(read(file, new ByteArrayOutputStream()), file);
            }
        }
        return byName;
    }

    private static DataKeys keys(Path folder, Path data) throws IOException {
        KeyEncryptionKey key =
                KeyEncryptionKey.parse(
                        Files.readString(folder.resolve("data/key-encryption-key")),
                        "the demo's file");
        return new KeyFolder(
                data.resolve("recording-keys"), new KeyRing(key, List.of(), byte[]::new));
    }

    private static String read(RecordingFile file, ByteArrayOutputStream frontend)
            throws IOException {
        String name = "";
        try (RecordingReader reader = file.open()) {
            assertThat(reader.isFinished())
                    .as("%s is finished after recovery", file.path())
                    .isTrue();
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                if (entry instanceof Entry.Bytes bytes && goesToTarget(bytes)) {
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
        } catch (RecordingException e) {
            throw new IOException(file.path() + ": " + e.getMessage(), e);
        }
        return name;
    }

    /// Checks that the recordings in `data` hold every byte that `connections` brought to the target.
    static void assertHoldsEverything(
            Path folder, Path data, List<Tap.Connection> connections, String hint)
            throws IOException {
        Map<String, byte[]> recorded = recorded(folder, data);
        for (Tap.Connection connection : connections) {
            byte[] received = connection.fromClientAfterStartup();
            String name = application(connection.fromClient());
            byte[] kept = recorded.getOrDefault(name, new byte[0]);
            assertThat(Arrays.mismatch(received, kept))
                    .as(
                            "%s: %s received %d bytes, recorded %d",
                            hint, name, received.length, kept.length)
                    .isIn(-1, received.length);
        }
    }

    private static String application(byte[] startup) {
        String text =
                new String(startup, 0, Math.min(startup.length, 400), StandardCharsets.ISO_8859_1);
        int at = text.indexOf("application_name\0");
        return at < 0 ? "" : text.substring(at + 17, text.indexOf('\0', at + 17));
    }
}
