package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.record.RecordingStore;
import dev.postern.recording.RecordingReader;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Everything a broker opens - site log, state, index, keys, journal - opens in seconds though the broker before died with
/// many open recordings; they get their end and their seal in the site log by themselves.
///
/// `-Dpostern.remnants=N` chooses how many.
@Tag("G28")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class RemnantsStartTest {

    private static final int REMNANTS = Integer.getInteger("postern.remnants", 300);
    private static final Duration LONGEST_START = Duration.ofSeconds(5);

    @TempDir Path folder;

    @Test
    void startAfterACrash_isReadyInSeconds_andSealsEveryRecording() throws Exception {
        secret("kek", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
        secret("password", "s3cret");
        try (Storage dying = Storage.open(config("dying"), 1, Broker.Machine.system())) {
            Remnants.leaveOpen(dying, REMNANTS);
            copy(folder.resolve("dying"), folder.resolve("left"));
        }

        long begin = System.nanoTime();
        try (Storage storage = Storage.open(config("left"), 1, Broker.Machine.system())) {
            Duration ready = Duration.ofNanos(System.nanoTime() - begin);
            while (!storage.journal().recoveryText().isEmpty()) {
                LockSupport.parkNanos(10_000_000);
            }
            Duration recovered = Duration.ofNanos(System.nanoTime() - begin);
            while (!storage.audit().unsealed().isEmpty()) {
                LockSupport.parkNanos(200_000_000);
            }
            Duration sealed = Duration.ofNanos(System.nanoTime() - begin);

            System.out.printf(
                    "RemnantsStartTest: %d open recordings: ready after %d ms, recovered after %d"
                            + " ms, sealed in the site log after %d ms%n",
                    REMNANTS, ready.toMillis(), recovered.toMillis(), sealed.toMillis());
            assertThat(storage.recordings().list()).hasSize(REMNANTS);
            for (Path file : storage.recordings().list()) {
                try (RecordingReader reader =
                        storage.recordings().open(RecordingStore.sessionOf(file))) {
                    assertThat(reader.isFinished()).isTrue();
                }
            }
            if (!isMachineBusy()) {
                assertThat(ready).isLessThan(LONGEST_START);
            }
        }
    }

    /// Whether others want more than the processors there are: a start takes as long as they leave it then.
    private static boolean isMachineBusy() {
        var machine = ManagementFactory.getOperatingSystemMXBean();
        return machine.getSystemLoadAverage() > 2 * machine.getAvailableProcessors();
    }

    /// What `kill -9` would leave now.
    private static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(from)) {
            files = all.toList();
        }
        for (Path file : files) {
            Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
    }

    private BrokerConfig config(String data) throws Exception {
        return BrokerConfigReader.read(
                Files.writeString(
                        folder.resolve(data + ".yaml"),
                        """
                        data: %s
                        keys: {file: kek}
                        postgres: {listen: 127.0.0.1:0}
                        web: {listen: 127.0.0.1:0}
                        sign-in: {issuer: https://login.example.com, client-id: postern}
                        targets:
                          orders:
                            hosts: [db1:5432]
                            databases: [shop]
                            logins: {app_read: {password-file: password}}
                        roles:
                          engineer: {groups: [engineers]}
                        """
                                .formatted(data)),
                Map.of());
    }

    private void secret(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
