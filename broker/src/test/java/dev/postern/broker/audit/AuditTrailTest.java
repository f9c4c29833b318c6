package dev.postern.broker.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.broker.base.Ticker;
import dev.postern.broker.keys.TestKeys;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.sitelog.AnchorFile;
import dev.postern.sitelog.Checkpoint;
import dev.postern.sitelog.LogSync;
import dev.postern.sitelog.SignedNote;
import dev.postern.sitelog.SiteKeys;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

final class AuditTrailTest {

    @TempDir private Path data;

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-21T07:00:00.123456Z"));
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : opened.reversed()) {
            part.close();
        }
    }

    @Test
    void event_comesBackAsItWasWritten() throws IOException {
        AuditTrail trail = open(LogSync.system());
        Actor erin = new Actor("https://idp|erin", "Erin", "erin@example.com");
        trail.write(
                AuditCode.SESSION_VIEWED,
                erin,
                "10.0.0.1",
                "orders",
                "01K9T2QWERTY",
                Map.of("what", "facts", "page", 3),
                "Erin viewed a session.");
        AuditEvent event = trail.newest(Long.MAX_VALUE, 10).getFirst();
        assertThat(event.id()).isEqualTo(1);
        assertThat(event.at()).isEqualTo(now.get());
        assertThat(event.person()).isEqualTo(erin);
        assertThat(event.detail()).containsEntry("what", "facts").containsEntry("page", 3L);
        assertThat(trail.firstBroken()).isEmpty();
    }

    @Test
    void eventsOfManyThreads_shareSyncs() throws IOException, InterruptedException {
        AtomicInteger syncs = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean hold = new AtomicBoolean();
        AuditTrail trail =
                open(file -> {
                    syncs.incrementAndGet();
                    if (hold.get()) {
                        await(go);
                    }
                });
        trail.write(event("first"));
        syncs.set(0);
        hold.set(true);
        List<CompletableFuture<Long>> written =
                IntStream.range(0, 200).mapToObj(i -> trail.submit(event("e" + i))).toList();
        hold.set(false);
        go.countDown();
        written.forEach(CompletableFuture::join);
        assertThat(syncs.get()).isLessThanOrEqualTo(5);
        assertThat(trail.count()).isEqualTo(201);
    }

    @Test
    void failedSync_refusesEverythingUntilTheNextStart() throws IOException {
        AtomicBoolean broken = new AtomicBoolean();
        AuditTrail trail =
                open(file -> {
                    if (broken.get()) {
                        throw new IOException("Input/output error");
                    }
                });
        trail.write(event("kept"));
        broken.set(true);
        assertThatThrownBy(() -> trail.write(event("lost")))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("Input/output error")
                .hasMessageContaining("started again");
        broken.set(false);
        assertThatThrownBy(() -> trail.write(event("refused"))).isInstanceOf(AuditException.class);
        assertThat(trail.newest(Long.MAX_VALUE, 10)).hasSize(1);
    }

    @Test
    void eventTooLongForALeaf_isRefused() throws IOException {
        AuditTrail trail = open(file -> {});
        assertThatThrownBy(() -> trail.write(event("x".repeat(70_000))))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("65535");
        trail.write(event("short"));
        assertThat(trail.count()).isEqualTo(1);
    }

    @Test
    void changedRow_isFoundAndMadeAnew() throws Exception {
        AuditTrail trail = open(file -> {});
        for (int i = 0; i < 20; i++) {
            trail.write(event("e" + i));
        }
        assertThat(trail.firstBroken()).isEmpty();
        sql("update audit_event set sentence = 'nothing happened' where id = 7");
        assertThat(trail.firstBroken()).contains(7L);
        close();
        opened.clear();
        AuditTrail again = open(file -> {});
        assertThat(again.firstBroken()).isEmpty();
        List<AuditEvent> events = again.newest(Long.MAX_VALUE, 50);
        assertThat(events.getFirst().code()).isEqualTo("audit.rebuilt");
        assertThat(events.get(events.size() - 7).text()).isEqualTo("e6");
    }

    @Test
    void tableThatIsLost_isMadeFromTheLog() throws Exception {
        AuditTrail trail = open(file -> {});
        for (int i = 0; i < 700; i++) {
            CompletableFuture<Long> _ = trail.submit(event("e" + i));
        }
        trail.write(event("last"));
        close();
        opened.clear();
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.filter(f -> f.toString().contains("state.db")).toList()) {
                Files.delete(file);
            }
        }
        assertThat(open(file -> {}).newest(Long.MAX_VALUE, 1).getFirst().text()).isEqualTo("last");
    }

    @Test
    void logThatLostEvents_stopsTheStart() throws Exception {
        open(file -> {}).write(event("early"));
        close();
        opened.clear();
        Path copy = data.resolve("copy");
        copyTree(data.resolve("site-log"), copy);
        open(file -> {}).write(event("later"));
        close();
        opened.clear();
        deleteTree(data.resolve("site-log"));
        copyTree(copy, data.resolve("site-log"));
        assertThatThrownBy(() -> open(file -> {}))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("the log was cut");
    }

    @Test
    void newDay_handsOverToANewKey() throws Exception {
        AuditTrail trail = open(file -> {});
        trail.write(event("monday"));
        now.set(now.get().plus(Duration.ofDays(1)));
        trail.write(event("tuesday"));
        trail.write(event("tuesday too"));
        close();
        opened.clear();
        SiteKeys keys = keys();
        assertThat(keys.statements()).hasSize(2);
        assertThat(keys.firstBroken()).isEmpty();
        try (Stream<Path> files = Files.list(data.resolve("site-keys"))) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactly("key-2");
        }
        byte[] checkpoint = Files.readAllBytes(data.resolve("site-log/checkpoint"));
        SignedNote note = SignedNote.parse(checkpoint);
        assertThat(keys.signer(note).orElseThrow().epoch()).isEqualTo(2);
        assertThat(keys.last().size()).isEqualTo(1);
    }

    @Test
    void clockThatGoesBack_keepsTheKey() throws Exception {
        AuditTrail trail = open(file -> {});
        now.set(now.get().minus(Duration.ofDays(3)));
        trail.write(event("before"));
        close();
        opened.clear();
        assertThat(keys().statements()).hasSize(1);
    }

    @Test
    void anchors_getTheLastCheckpoint() throws Exception {
        Path file = data.resolve("anchor.txt");
        SiteLog log =
                SiteLog.open(
                        place(file1 -> {}),
                        List.of(new SiteLog.Anchoring(new FileAnchor(file), Duration.ofHours(1))));
        StateStore store = StateStore.open(data.resolve("state.db"));
        opened.add(store);
        AuditTrail trail = AuditTrail.open(store, log, Ticker.system());
        opened.add(trail);
        for (int i = 0; i < 300; i++) {
            CompletableFuture<Long> _ = trail.submit(event("e" + i));
        }
        trail.write(event("last"));
        trail.close();
        AnchorFile.Content kept = AnchorFile.read(file);
        assertThat(kept.unreadable()).isZero();
        SignedNote newest = kept.notes().getLast();
        assertThat(Checkpoint.parse(newest).size()).isEqualTo(301);
        assertThat(newest.isSignedBy(keys().origin(), keys().last().key())).isTrue();
    }

    @Test
    void privateKeyThatOthersCanRead_stopsTheStart() throws Exception {
        open(file -> {});
        close();
        opened.clear();
        Files.setPosixFilePermissions(
                data.resolve("site-keys/key-1"),
                java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> open(file -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void unsealed_namesSessionsThatBeganWithoutASeal() throws IOException {
        AuditTrail trail = open(file -> {});
        trail.write(session(AuditCode.SESSION_START, "A"));
        trail.write(session(AuditCode.SESSION_START, "B"));
        trail.write(session(AuditCode.RECORDING_SEALED, "A"));
        assertThat(trail.unsealed()).containsExactly("B");
    }

    private AuditTrail open(LogSync sync) throws IOException {
        StateStore store = StateStore.open(data.resolve("state.db"));
        opened.add(store);
        SiteLog log = SiteLog.open(place(sync), List.of());
        opened.add(log);
        AuditTrail trail = AuditTrail.open(store, log, Ticker.system());
        opened.add(trail);
        return trail;
    }

    private SiteLog.Place place(LogSync sync) {
        return new SiteLog.Place(data, TestKeys.KEYS, now::get, Ticker.system(), sync);
    }

    private SiteKeys keys() throws IOException {
        return SiteKeys.parse(Files.readAllBytes(data.resolve("site-log/keys")));
    }

    private static AuditTrail.NewEvent event(String text) {
        return new AuditTrail.NewEvent(
                AuditCode.AUDIT_VIEWED, null, "", null, null, Map.of(), text);
    }

    private static AuditTrail.NewEvent session(AuditCode code, String session) {
        return new AuditTrail.NewEvent(code, null, "", null, session, Map.of(), "text");
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + data.resolve("state.db"));
                Statement run = connection.createStatement()) {
            run.executeUpdate(statement);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
