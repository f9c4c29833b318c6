package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The packaged broker is ready in seconds behind one that was killed with many open recordings, its process's start
/// included; every recording gets its end and verifies.
///
/// `-Dpostern.remnants=N` chooses how many.
@Tag("G28")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
final class RemnantsStartIT {

    private static final int REMNANTS = Integer.getInteger("postern.remnants", 300);
    private static final int STARTS = 5;
    private static final Duration LONGEST_START = Duration.ofSeconds(5);
    private static final int LONGEST_LEAVING_MINUTES = 15;
    private static final int LONGEST_STOP_SECONDS = 300;

    @TempDir Path folder;

    @Test
    void brokerKilledUnderManySessions_isReadyInSeconds_andFinishesEveryRecording()
            throws Exception {
        Path configuration = configure();
        Path data = folder.resolve("data/store");
        Path left = folder.resolve("left");
        leaveOpen(configuration);
        copy(data, left);
        List<Duration> starts = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            if (i > 0) {
                assertThat(Run.of(folder, Map.of(), "rm", "-r", data.toString()).exitCode())
                        .isZero();
                copy(left, data);
            }
            long begin = System.nanoTime();
            try (BrokerProcess broker = BrokerProcess.begin(folder)) {
                broker.awaitReady();
                starts.add(Duration.ofNanos(System.nanoTime() - begin));
                if (i == STARTS - 1) {
                    broker.terminate(LONGEST_STOP_SECONDS);
                }
            }
        }
        Collections.sort(starts);
        System.out.printf(
                "RemnantsStartIT: %d open recordings: the process is ready after %d ms (median of"
                        + " %d), %d ms (longest)%n",
                REMNANTS, starts.get(STARTS / 2).toMillis(), STARTS, starts.getLast().toMillis());
        if (!isMachineBusy()) {
            assertThat(starts.get(STARTS / 2)).isLessThan(LONGEST_START);
        }
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
                        data.resolve("site-log/checkpoint").toString());
        // 2: the recordings of a killed broker are recovered, and so incomplete.
        assertThat(run.exitCode()).as(run.all()).isEqualTo(2);
        assertThat(run.out())
                .contains(
                        String.format(
                                Locale.ROOT,
                                "0 intact, %,d recovered, 0 without an end, 0 erased, 0 expired, 0"
                                        + " bad",
                                REMNANTS));
    }

    private void leaveOpen(Path configuration) throws Exception {
        Path broker = RunningDemo.ROOT.resolve("broker/target");
        Path log = folder.resolve("leaving.log");
        Process leaving =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElse("java"),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                broker.resolve("postern-broker-tests.jar")
                                        + ":"
                                        + broker.resolve("postern-broker.jar")
                                        + ":"
                                        + broker.resolve("lib/*"),
                                "dev.postern.broker.app.Remnants",
                                configuration.toString(),
                                Integer.toString(REMNANTS))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            assertThat(leaving.waitFor(LONGEST_LEAVING_MINUTES, TimeUnit.MINUTES)).isTrue();
            assertThat(leaving.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            leaving.destroyForcibly();
        }
    }

    private void copy(Path from, Path to) {
        Run run = Run.of(folder, Map.of(), "cp", "-a", from.toString(), to.toString());
        assertThat(run.exitCode()).as(run.all()).isZero();
    }

    /// Whether others want more than the processors there are: a start takes as long as they leave it then.
    private static boolean isMachineBusy() {
        var machine = ManagementFactory.getOperatingSystemMXBean();
        return machine.getSystemLoadAverage() > 2 * machine.getAvailableProcessors();
    }

    private Path configure() throws Exception {
        Files.createDirectory(folder.resolve("data"));
        secret("data/kek", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
        secret("data/password", "s3cret");
        return Files.writeString(
                folder.resolve("data/postern.yaml"),
                """
                data: store
                keys: {file: kek}
                postgres: {listen: 127.0.0.1:0}
                web: {listen: 127.0.0.1:0}
                sign-in: {issuer: https://login.example.com, client-id: postern}
                targets:
                  orders:
                    hosts: [127.0.0.1:9]
                    databases: [shop]
                    logins: {app_read: {password-file: password}}
                roles:
                  engineer: {groups: [engineers]}
                """);
    }

    private void secret(String name, String text) throws Exception {
        Path file = Files.writeString(folder.resolve(name), text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
