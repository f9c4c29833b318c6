package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import static java.util.Objects.requireNonNull;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A recording store of 32 MiB that becomes full under running sessions and gets room again. Needs the right to mount.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@Tag("G5")
final class FullDiskIT {

    private static final String REFUSED =
            "FATAL:  postern: recording store has no space; new sessions are refused until space"
                    + " is free";
    private static final Duration LONGEST_END = Duration.ofSeconds(2);
    private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(10);

    @TempDir Path folder;

    private Path disk;

    @BeforeEach
    void mount() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("only root may mount the small disk")
                .isEqualTo("root");
        disk = Files.createDirectory(folder.resolve("disk"));
        Run mounted =
                Run.of(
                        folder,
                        Map.of(),
                        "mount",
                        "-t",
                        "tmpfs",
                        "-o",
                        "size=32m",
                        "postern-test",
                        disk.toString());
        assertThat(mounted.exitCode())
                .as("this test mounts a small disk, as root:\n" + mounted.all())
                .isZero();
    }

    @AfterEach
    void unmount() {
        if (disk == null) {
            return;
        }
        Run.of(folder, Map.of(), "umount", "-l", disk.toString());
    }

    @Test
    void diskFull_endsSessionsAndRefusesNewOnes_untilThereIsRoom() throws Exception {
        try (EmbeddedPostgres postgres = TestDatabase.start();
                Tap tap = Tap.before(postgres.getPort())) {
            Map<String, String> environment = BrokerProcess.prepare(folder, tap);
            moveToDisk();
            int before = tap.connections().size();
            try (BrokerProcess broker = BrokerProcess.start(folder, environment)) {
                List<WireClient> running = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    running.add(client(environment, "running-" + i));
                }
                assertThat(psql(environment, "first").out()).contains("first");

                fill("filler");
                long full = System.nanoTime();
                for (WireClient client : running) {
                    client.readUntil("E", 1);
                    assertThat(text(client)).contains("VFATAL", "C53100", "no space");
                }
                Duration end = Duration.ofNanos(System.nanoTime() - full);
                Run refused = psql(environment, "second");
                assertThat(refused.err()).contains(REFUSED);
                assertThat(refused.exitCode()).isNotZero();
                awaitNotReady(broker, environment);

                Files.delete(disk.resolve("filler"));
                Files.deleteIfExists(disk.resolve("more"));
                Duration recovery = awaitAdmission(environment);

                assertThat(ready(environment)).isEqualTo(200);
                System.out.printf(
                        "FullDiskIT: sessions ended %d ms after the disk was full, new ones came in"
                                + " %d ms after there was room%n",
                        end.toMillis(), recovery.toMillis());
                assertThat(end).isLessThan(LONGEST_END);
                assertThat(recovery).isLessThan(LONGEST_RECOVERY);
                broker.terminate(10);
                assertThat(broker.printed()).doesNotContain("journal was not removed");
            }
            BrokerProcess.assertHoldsEverything(
                    folder,
                    disk.resolve("broker"),
                    tap.connections().subList(before, tap.connections().size()),
                    "after a full disk");
            assertThat(BrokerProcess.recorded(folder, disk.resolve("broker")))
                    .containsKeys("running-0", "running-1", "running-2");
        }
    }

    /// Moves what the broker keeps to the small disk, with a journal of its size.
    private void moveToDisk() throws IOException {
        Files.deleteIfExists(folder.resolve("data/broker/journal/reserve"));
        Run moved =
                Run.of(
                        folder,
                        Map.of(),
                        "cp",
                        "-a",
                        folder.resolve("data/broker").toString(),
                        disk.toString());
        assertThat(moved.exitCode()).as(moved.all()).isZero();
        Path file = folder.resolve("data/postern.yaml");
        String text = Files.readString(file);
        text =
                text.replace("data: broker", "data: " + disk.resolve("broker"))
                        .replaceAll("(?m)^recorder:\n(  .*\n)+", SMALL);
        assertThat(text).contains(SMALL);
        Files.writeString(file, text);
    }

    private static final String SMALL =
            """
            recorder:
              allow-volatile-store: true
              segment-mib: 1
              segments: 4
              reserve-mib: 2
              refuse-below-mib: 6
              refuse-below-percent: 0
              end-below-mib: 1
            """;

    /// Fills what the end of the sessions gave back until the broker says that it is not ready.
    private void awaitNotReady(BrokerProcess broker, Map<String, String> environment)
            throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 100 && ready(environment) != 503; i++) {
            fill("more");
            assertThat(broker.isAlive()).as("the broker lives:\n" + broker.printed()).isTrue();
            never.await(50, TimeUnit.MILLISECONDS);
        }
        assertThat(ready(environment)).isEqualTo(503);
    }

    private void fill(String name) throws IOException {
        byte[] piece = new byte[64 * 1024];
        try (OutputStream out =
                Files.newOutputStream(
                        disk.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(piece);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private Duration awaitAdmission(Map<String, String> environment) {
        long begin = System.nanoTime();
        while (true) {
            Run run = psql(environment, "third");
            Duration taken = Duration.ofNanos(System.nanoTime() - begin);
            if (run.exitCode() == 0) {
                assertThat(run.out()).contains("third");
                return taken;
            }
            assertThat(taken).as(run.all()).isLessThan(LONGEST_RECOVERY.multipliedBy(2));
        }
    }

    private Run psql(Map<String, String> environment, String word) {
        Map<String, String> named = new HashMap<>(environment);
        named.put("PGAPPNAME", "psql-" + word);
        return Run.of(folder, named, "psql", "-X", "-c", "select '" + word + "'");
    }

    private static WireClient client(Map<String, String> environment, String name)
            throws Exception {
        Path credentials =
                requireNonNull(Path.of(environment.getOrDefault("PGSSLCERT", "")).getParent());
        WireClient client =
                WireClient.withCertificate(
                        BrokerProcess.port(environment),
                        credentials,
                        Conversation.PROTOCOL_3_0,
                        Map.of(
                                "user",
                                "postgres",
                                "database",
                                "postgres",
                                "application_name",
                                name));
        client.send(Messages.start().query("select '" + name + "'").bytes())
                .get(10, TimeUnit.SECONDS);
        client.readUntilReady(1);
        return client;
    }

    private static String text(WireClient client) {
        return new String(client.received(), StandardCharsets.ISO_8859_1);
    }

    private static int ready(Map<String, String> environment)
            throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI address = URI.create(environment.getOrDefault("POSTERN_URL", "") + "/ready");
            return http.send(
                            HttpRequest.newBuilder(address).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        }
    }
}
