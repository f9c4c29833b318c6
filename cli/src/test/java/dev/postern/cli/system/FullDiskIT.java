package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

    private SmallDisk disk;

    @BeforeEach
    void mount() throws IOException {
        disk = SmallDisk.mount(folder);
    }

    @AfterEach
    void unmount() {
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void diskFull_endsSessionsAndRefusesNewOnes_untilThereIsRoom() throws Exception {
        try (EmbeddedPostgres postgres = TestDatabase.start();
                Tap tap = Tap.before(postgres.getPort())) {
            Map<String, String> environment = BrokerProcess.prepare(folder, tap);
            disk.take();
            int before = tap.connections().size();
            try (BrokerProcess broker = BrokerProcess.start(folder, environment)) {
                List<WireClient> running = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    running.add(client(environment, "running-" + i));
                }
                assertThat(psql(environment, "first").out()).contains("first");

                disk.fill();
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

                disk.free();
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
                    disk.data(),
                    tap.connections().subList(before, tap.connections().size()),
                    "after a full disk");
            assertThat(BrokerProcess.recorded(folder, disk.data()))
                    .containsKeys("running-0", "running-1", "running-2");
        }
    }

    /// Fills what the end of the sessions gave back until the broker says that it is not ready.
    private void awaitNotReady(BrokerProcess broker, Map<String, String> environment)
            throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 100 && ready(broker, environment) != 503; i++) {
            disk.fill();
            assertThat(broker.isAlive()).as("the broker lives:\n" + broker.printed()).isTrue();
            never.await(50, TimeUnit.MILLISECONDS);
        }
        assertThat(ready(broker, environment)).isEqualTo(503);
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

    private static int ready(BrokerProcess broker, Map<String, String> environment)
            throws IOException, InterruptedException {
        try {
            return ready(environment);
        } catch (ConnectException refused) {
            broker.awaitEnd(3_000);
            throw new AssertionError(
                    "the web address refused a connection, and the broker "
                            + (broker.isAlive() ? "lives" : "has ended")
                            + ":\n"
                            + broker.printed(),
                    refused);
        }
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
