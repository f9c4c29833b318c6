package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.record.Durability;
import dev.postern.broker.record.Recorder;
import dev.postern.broker.record.RecorderException;
import dev.postern.broker.record.SessionRecorder;
import dev.postern.broker.session.LiveSession;
import dev.postern.broker.session.SessionRegistry;
import dev.postern.broker.store.object.ObjectNames;
import dev.postern.broker.store.object.StoreStatus;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// The object store as part of a broker: recorder in front, audit trail behind, readers beside.
@Timeout(60)
final class UploadsTest {

    private static final String SESSION = "01KAJ5X1C0AAAAAAAAAAAAAAA1";
    private static final String KEY =
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    @TempDir Path folder;
    private Path stored;
    private BrokerConfig config;
    private Storage storage;
    private AuditTrail audit;
    private final SessionRegistry sessions = new SessionRegistry();
    private @Nullable Uploads uploads;

    @BeforeEach
    void open() throws Exception {
        stored = Files.createDirectory(folder.resolve("stored"));
        secret("kek", KEY);
        secret("password", "s3cret");
        config =
                BrokerConfigReader.read(
                        Files.writeString(
                                folder.resolve("postern.yaml"),
                                """
                                data: data
                                keys: {file: kek}
                                postgres: {listen: 127.0.0.1:0}
                                web: {listen: 127.0.0.1:0}
                                sign-in: {issuer: https://login.example.com, client-id: postern}
                                store: {directory: stored, spool-limit: 1KiB}
                                anchors: [{store: true, every: 1s}]
                                targets:
                                  orders:
                                    hosts: [db1:5432]
                                    databases: [shop]
                                    logins: {app_read: {password-file: password}}
                                roles:
                                  engineer: {groups: [engineers]}
                                """),
                        Map.of());
        storage = Storage.open(config, 1, Broker.Machine.system());
        audit = storage.audit();
    }

    private void secret(String name, String text) throws Exception {
        Path file = Files.writeString(folder.resolve(name), text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @AfterEach
    void close() {
        if (uploads != null) {
            uploads.close();
        }
        storage.close();
    }

    private Uploads start() throws Exception {
        Uploads started =
                Uploads.start(
                        store(), config.data(), storage, audit, sessions, Broker.Machine.system());
        uploads = started;
        return started;
    }

    private StoreConfig store() {
        return java.util.Objects.requireNonNull(config.store());
    }

    private void record(String session) throws Exception {
        SessionRecorder recorder =
                storage.recorder()
                        .open(
                                session,
                                Map.of("session", session),
                                Durability.STRICT,
                                Runnable::run);
        recorder.close(Map.of("reason", "client-closed"));
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("30 s passed").isNegative();
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static List<String> names(Path folder) {
        String[] found = folder.toFile().list();
        return found == null ? List.of() : List.of(found);
    }

    private List<String> codes() {
        return audit.newest(Long.MAX_VALUE, 100).stream().map(event -> event.code()).toList();
    }

    @Test
    void finishedSession_isStoredAndInTheTrail_andReadFromTheStoreWhenLocalOneIsGone()
            throws Exception {
        Uploads started = start();

        record(SESSION);

        Path object = stored.resolve(ObjectNames.recording(SESSION));
        await(() -> codes().contains("recording.stored"));
        assertThat(started.isPending(SESSION)).isFalse();
        Path local = storage.recordings().find(SESSION).orElseThrow();
        assertThat(object).hasSameBinaryContentAs(local);
        assertThat(started.find(SESSION)).contains(local);
        Files.delete(local);
        assertThat(started.find(SESSION).orElseThrow()).hasSameBinaryContentAs(object);
    }

    @Test
    void checkpoints_goToTheStoreToo() {
        Path checkpoints = stored.resolve("checkpoints");

        await(() -> names(checkpoints).stream().anyMatch(name -> name.endsWith(".note")));

        assertThat(names(checkpoints)).anyMatch(name -> name.matches("[0-9]+-[0-9a-f]+\\.note"));
    }

    @Test
    void sessionRecordedBefore_isStoredAtTheStart() throws Exception {
        record(SESSION);

        start();

        await(() -> codes().contains("recording.stored"));
        assertThat(stored.resolve(ObjectNames.recording(SESSION))).exists();
    }

    @Test
    void spoolFull_runningSessionsEndAndNoneBegins() throws Exception {
        Path away = folder.resolve("away");
        Uploads started = start();
        Files.move(stored, away);
        BlockingQueue<String> ended = new LinkedBlockingQueue<>();
        sessions.add(new Running(ended));
        Path recording = config.data().resolve(ObjectNames.recording(SESSION));
        Files.createDirectories(recording.getParent());
        Files.write(recording, new byte[2000]);

        started.spool().offer(SESSION);

        assertThat(ended.take())
                .isEqualTo(
                        "store-full 53100 recording store has no space; new sessions are refused"
                                + " until space is free");
        Recorder guarded =
                new SpooledRecorder(storage.recorder(), started::status, store().whenUnreachable());
        assertThatExceptionOfType(RecorderException.class)
                .isThrownBy(() ->
                        guarded.open(
                                "01KAJ5X1C0AAAAAAAAAAAAAAA2",
                                Map.of(),
                                Durability.STRICT,
                                Runnable::run))
                .withMessageContaining("2000 bytes of recordings wait")
                .matches(e -> e.kind() == RecorderException.Kind.FULL);
        assertThat(codes()).contains("store.changed");

        Files.move(away, stored);
        await(() -> started.status().state() == StoreStatus.State.OK);
        assertThat(stored.resolve(ObjectNames.recording(SESSION))).exists();
    }

    @Test
    void storeUnreachable_refusesOnlyIfTheConfigurationSaysSo() throws Exception {
        StoreStatus down = new StoreStatus(StoreStatus.State.UNREACHABLE, 0, 0, 10, null, 0, null);
        Recorder refusing =
                new SpooledRecorder(
                        storage.recorder(), () -> down, StoreConfig.WhenUnreachable.REFUSE);
        Recorder spooling =
                new SpooledRecorder(
                        storage.recorder(), () -> down, StoreConfig.WhenUnreachable.SPOOL);

        assertThatExceptionOfType(RecorderException.class)
                .isThrownBy(
                        () -> refusing.open(SESSION, Map.of(), Durability.STRICT, Runnable::run))
                .withMessage("recording store unreachable")
                .matches(e -> e.kind() == RecorderException.Kind.UNREACHABLE);

        SessionRecorder open = spooling.open(SESSION, Map.of(), Durability.STRICT, Runnable::run);
        assertThat(open.lastPosition()).isPositive();
        open.close(Map.of("reason", "client-closed"));
    }

    /// A session that says how it was ended.
    private record Running(BlockingQueue<String> ended) implements LiveSession {
        @Override
        public void tell(String message, String detail) {
            throw new AssertionError(message);
        }

        @Override
        public String id() {
            return "01KAJ5X1C0AAAAAAAAAAAAAAA9";
        }

        @Override
        public @Nullable String grant() {
            return null;
        }

        @Override
        public Instant endsAt() {
            return Instant.MAX;
        }

        @Override
        public String endReason() {
            return "";
        }

        @Override
        public Map<String, Object> facts() {
            return Map.of();
        }

        @Override
        public void end(String reason, String sqlState, String message, String detail) {
            ended.add(reason + " " + sqlState + " " + message);
        }

        @Override
        public void endWhenIdle(String reason, String sqlState, String message, String notice) {
            throw new AssertionError(message);
        }
    }
}
