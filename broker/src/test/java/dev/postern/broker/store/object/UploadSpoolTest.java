package dev.postern.broker.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.store.object.ObjectStoreException.Kind;
import dev.postern.broker.store.object.StoreStatus.State;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What is uploaded when, what is reported, and when local files may go. Steps are made by hand, time too.
final class UploadSpoolTest {

    private static final String ONE = "01KAJ5X1C0AAAAAAAAAAAAAAA1";
    private static final String TWO = "01KAJ5X1C0AAAAAAAAAAAAAAA2";
    private static final String THREE = "01KAJ5X1C0AAAAAAAAAAAAAAA3";
    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

    @TempDir Path folder;
    private Path data;
    private Path root;
    private FaultyStore store;
    private final List<String> events = new ArrayList<>();
    private final Set<String> unsettled = new HashSet<>();
    private boolean auditFails;
    private boolean unused = true;
    private int diskPercent;
    private long nanos = 1L << 40;
    private UploadSpool spool;

    @BeforeEach
    void open() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        root = Files.createDirectory(folder.resolve("store"));
        store =
                new FaultyStore(
                        new DirectoryObjectStore(
                                root,
                                new DirectoryIdentity(
                                        data.resolve("uploads/directory"), Randomness.system())));
        spool = spool(new SpoolLimits(10_000, 80, 1 << 20));
    }

    @AfterEach
    void close() {
        spool.close();
    }

    private UploadSpool spool(SpoolLimits limits) throws IOException {
        return new UploadSpool(
                new UploadSpool.Local(data, s -> !unsettled.contains(s), s -> unused),
                store,
                limits,
                new UploadSpool.Machine(
                        () -> START.plusNanos(nanos - (1L << 40)),
                        () -> nanos,
                        byte[]::new,
                        () -> diskPercent),
                new Events(),
                7);
    }

    private class Events implements UploadListener {

        @Override
        public void stored(Upload upload, ObjectStore.Outcome outcome) {
            write("stored " + upload.name() + " " + outcome);
        }

        @Override
        public void disputed(String name, String problem) {
            write("disputed " + name);
        }

        @Override
        public void erased(String name) {
            write("erased " + name);
        }

        @Override
        public void locked(String name, Optional<Instant> until) {
            write("locked " + name + " " + until.orElseThrow());
        }

        @Override
        public void changed(State before, StoreStatus now) {
            write(before + " to " + now.state());
        }

        private void write(String event) {
            if (auditFails) {
                throw new IllegalStateException("the audit trail cannot be written");
            }
            events.add(event);
        }
    }

    /// A finished recording with its key file in the data folder.
    private Path recording(String session, int bytes) throws IOException {
        write(ObjectNames.keyFile(session), 100);
        return write(ObjectNames.recording(session), bytes);
    }

    private Path write(String name, int bytes) throws IOException {
        Path file = data.resolve(name);
        Files.createDirectories(file.getParent());
        byte[] content = new byte[bytes];
        content[0] = (byte) name.hashCode();
        return Files.write(file, content);
    }

    /// Makes steps until nothing is due.
    private void run() {
        for (int i = 0; i < 100 && spool.step() <= 0; i++) {}
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private boolean stored(String name) {
        return Files.exists(root.resolve(name));
    }

    @Test
    void offered_keyFileGoesFirstThenTheRecording() throws IOException {
        recording(ONE, 1000);

        spool.offer(ONE);
        run();

        assertThat(events)
                .containsExactly(
                        "stored " + ObjectNames.keyFile(ONE) + " STORED",
                        "stored " + ObjectNames.recording(ONE) + " STORED");
        assertThat(spool.isPending(ONE)).isFalse();
        assertThat(spool.status().pendingBytes()).isZero();
    }

    @Test
    void offered_beforeTheFileIsOnTheDisk_waitsForIt() throws IOException {
        recording(ONE, 1000);
        unsettled.add(ONE);
        spool.offer(ONE);
        run();
        assertThat(stored(ObjectNames.recording(ONE))).isFalse();
        assertThat(spool.isPending(ONE)).isTrue();

        unsettled.clear();
        pass(Duration.ofSeconds(1));
        run();

        assertThat(stored(ObjectNames.recording(ONE))).isTrue();
    }

    @Test
    void storeUnreachable_nothingIsLostAndEverythingFollows() throws IOException {
        Path file = recording(ONE, 1000);
        recording(TWO, 2000);
        store.failure = Kind.UNREACHABLE;
        spool.offer(ONE);
        spool.offer(TWO);
        run();

        StoreStatus down = spool.status();
        assertThat(down.state()).isEqualTo(State.UNREACHABLE);
        assertThat(down.pending()).isEqualTo(2);
        assertThat(down.pendingBytes()).isEqualTo(3200);
        assertThat(down.problem())
                .isEqualTo(new StoreStatus.Problem(START, "the store was told to fail"));
        pass(Duration.ofMinutes(3));
        assertThat(down.lag(START.plus(Duration.ofMinutes(3)))).isEqualTo(Duration.ofMinutes(3));
        run();
        assertThat(spool.status().problem()).isEqualTo(down.problem());
        assertThat(file).exists();

        store.failure = null;
        pass(Duration.ofMinutes(3));
        run();
        run();

        assertThat(spool.status().state()).isEqualTo(State.OK);
        assertThat(stored(ObjectNames.recording(ONE))).isTrue();
        assertThat(stored(ObjectNames.recording(TWO))).isTrue();
        assertThat(events).contains("OK to UNREACHABLE", "UNREACHABLE to OK");
    }

    @Test
    void storeUnreachable_isAskedLessAndLessOften() throws IOException {
        recording(ONE, 1000);
        store.failure = Kind.UNREACHABLE;
        spool.offer(ONE);

        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            run();
            long wait = spool.step();
            waits.add(Duration.ofNanos(wait).toSeconds());
            nanos += wait;
        }

        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 120L, 120L, 120L);
        assertThat(store.calls).hasSize(10);
    }

    @Test
    void spoolAtItsLimit_countsAsFullUntilUploadsAreConfirmed() throws IOException {
        store.failure = Kind.UNREACHABLE;
        recording(ONE, 9_000);
        spool.offer(ONE);
        assertThat(spool.status().state()).isEqualTo(State.OK);

        recording(TWO, 1_000);
        spool.offer(TWO);

        assertThat(spool.status().state()).isEqualTo(State.FULL);
        store.failure = null;
        run();
        assertThat(spool.status().state()).isEqualTo(State.OK);
        assertThat(events).contains("OK to FULL", "FULL to OK");
    }

    @Test
    void diskAtItsLimit_countsAsFullOnlyWhileTheStoreFails() throws IOException {
        diskPercent = 80;
        recording(ONE, 1000);
        spool.offer(ONE);
        assertThat(spool.status().state()).isEqualTo(State.OK);

        store.failure = Kind.UNREACHABLE;
        run();
        assertThat(spool.status().state()).isEqualTo(State.FULL);

        diskPercent = 79;
        assertThat(spool.status().state()).isEqualTo(State.UNREACHABLE);
    }

    @Test
    void otherContentInTheStore_isToldAndDelaysNobodyElse() throws IOException {
        recording(ONE, 1000);
        recording(TWO, 1000);
        Path other = Files.write(folder.resolve("other"), new byte[] {1, 2, 3});
        store.put(Upload.of(ObjectNames.recording(ONE), other, 1));

        spool.offer(ONE);
        spool.offer(TWO);
        run();

        assertThat(events).contains("disputed " + ObjectNames.recording(ONE));
        assertThat(stored(ObjectNames.recording(TWO))).isTrue();
        assertThat(spool.isPending(ONE)).isTrue();
        assertThat(spool.status().state()).isEqualTo(State.OK);
        assertThat(data.resolve(ObjectNames.recording(ONE))).exists();
        assertThat(root.resolve(ObjectNames.recording(ONE))).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void auditThatFails_isNoConfirmation() throws IOException {
        recording(ONE, 1000);
        auditFails = true;
        spool.offer(ONE);
        run();
        assertThat(spool.isPending(ONE)).isTrue();

        auditFails = false;
        pass(Duration.ofMinutes(1));
        run();

        assertThat(events)
                .containsExactly(
                        "stored " + ObjectNames.keyFile(ONE) + " ALREADY_THERE",
                        "stored " + ObjectNames.recording(ONE) + " STORED");
    }

    @Test
    void startAgain_offersOnlyWhatIsNotKnownToBeStored() throws IOException {
        recording(ONE, 1000);
        recording(TWO, 1000);
        spool.offer(ONE);
        run();
        spool.close();
        store.calls.clear();

        spool = spool(SpoolLimits.DEFAULT);
        spool.offer(ONE);
        spool.offer(TWO);
        run();

        assertThat(store.calls)
                .containsExactly(
                        "replace " + ObjectNames.keyFile(TWO), "put " + ObjectNames.recording(TWO));
    }

    @Test
    void startAgain_afterACrashInTheLog_uploadsAgainAndFindsItThere() throws IOException {
        recording(ONE, 1000);
        spool.offer(ONE);
        run();
        spool.close();
        Path log = data.resolve("uploads/stored.log");
        String text = Files.readString(log);
        Files.writeString(log, text.substring(0, text.length() - 5));

        spool = spool(SpoolLimits.DEFAULT);
        spool.offer(ONE);
        run();

        assertThat(events)
                .last()
                .isEqualTo("stored " + ObjectNames.recording(ONE) + " ALREADY_THERE");
    }

    @Test
    void keyWrappedAnew_replacesTheStoredFile() throws IOException {
        recording(ONE, 1000);
        spool.offer(ONE);
        run();
        Files.write(data.resolve(ObjectNames.keyFile(ONE)), new byte[] {9, 9});

        spool.offer(ONE);
        run();

        assertThat(root.resolve(ObjectNames.keyFile(ONE))).hasBinaryContent(new byte[] {9, 9});
    }

    @Test
    void keyErased_goesFromTheStoreEvenIfThatTakesARestart() throws IOException {
        recording(ONE, 1000);
        spool.offer(ONE);
        run();
        Files.delete(data.resolve(ObjectNames.keyFile(ONE)));
        store.failure = Kind.UNREACHABLE;
        spool.eraseKey(ONE);
        run();
        assertThat(spool.status().erasures()).isEqualTo(1);
        spool.close();
        store.failure = null;

        spool = spool(SpoolLimits.DEFAULT);
        run();

        assertThat(stored(ObjectNames.keyFile(ONE))).isFalse();
        assertThat(events).contains("erased " + ObjectNames.keyFile(ONE));
        assertThat(spool.status().erasures()).isZero();
    }

    @Test
    void keyDestroyedByAnotherProcess_isNoticedAndGoesFromTheStore() throws IOException {
        recording(ONE, 1000);
        spool.offer(ONE);
        run();
        Path key = data.resolve(ObjectNames.keyFile(ONE));
        Files.writeString(key.resolveSibling(ONE + ".destroyed"), "postern destroyed key 1\n");
        pass(Duration.ofMinutes(2));
        run();
        assertThat(stored(ObjectNames.keyFile(ONE))).isTrue();

        Files.delete(key);
        pass(Duration.ofMinutes(2));
        run();

        assertThat(stored(ObjectNames.keyFile(ONE))).isFalse();
        assertThat(stored(ObjectNames.recording(ONE))).isTrue();
        pass(Duration.ofMinutes(2));
        run();
        assertThat(events.stream().filter(event -> event.startsWith("erased"))).hasSize(1);
    }

    @Test
    void recordingWhoseTimeIsOver_goesFromTheStore() throws IOException {
        recording(ONE, 1000);
        spool.offer(ONE);
        run();
        Files.delete(data.resolve(ObjectNames.recording(ONE)));

        spool.removeRecording(ONE);
        run();

        assertThat(stored(ObjectNames.recording(ONE))).isFalse();
        assertThat(events).contains("erased " + ObjectNames.recording(ONE));
    }

    @Test
    void recordingThatIsErased_goesFromTheStore_staysHere_andIsNotStoredAgain() throws IOException {
        recording(ONE, 1000);
        spool.offer(ONE);
        run();

        spool.bringHere(ONE);
        spool.removeRecording(ONE);
        run();
        spool.offer(ONE);
        run();

        assertThat(stored(ObjectNames.recording(ONE))).isFalse();
        assertThat(data.resolve(ObjectNames.recording(ONE))).exists();
        assertThat(spool.isPending(ONE)).isFalse();
        assertThat(spool.mayHold(ONE)).isFalse();
        spool.removeRecording(ONE);
        run();
        assertThat(events.stream().filter(event -> event.startsWith("erased"))).hasSize(1);
    }

    @Test
    void recordingThatIsErased_andOnlyInTheStore_isBroughtBackFirst() throws IOException {
        Path file = recording(ONE, 1000);
        byte[] content = Files.readAllBytes(file);
        spool.offer(ONE);
        run();
        Files.delete(file);

        spool.bringHere(ONE);
        spool.removeRecording(ONE);
        run();

        assertThat(file).hasBinaryContent(content);
        assertThat(stored(ObjectNames.recording(ONE))).isFalse();
        spool.bringHere(TWO);
        assertThat(data.resolve(ObjectNames.recording(TWO))).doesNotExist();
    }

    @Test
    void recordingWhoseTimeIsOver_thatIsLocked_isToldOnceAndGoesWhenTheLockEnds()
            throws IOException {
        recording(ONE, 1000);
        spool.offer(ONE);
        run();
        Files.delete(data.resolve(ObjectNames.recording(ONE)));
        store.lockedUntil = Instant.parse("2027-01-01T00:00:00Z");

        spool.removeRecording(ONE);
        run();
        pass(Duration.ofHours(2));
        run();

        assertThat(events.stream().filter(event -> event.startsWith("locked")))
                .containsExactly("locked " + ObjectNames.recording(ONE) + " 2027-01-01T00:00:00Z");
        assertThat(stored(ObjectNames.recording(ONE))).isTrue();
        store.lockedUntil = null;
        pass(Duration.ofHours(2));
        run();
        assertThat(stored(ObjectNames.recording(ONE))).isFalse();
    }

    @Test
    void keyErased_whileTheLocalOneIsThere_isRefused() throws IOException {
        recording(ONE, 1000);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> spool.eraseKey(ONE))
                .withMessageContaining("still in the data folder");
    }

    @Test
    void tooManyLocalCopies_theOldestStoredOnesGo() throws IOException {
        spool.close();
        spool = spool(new SpoolLimits(1 << 20, 80, 2500));
        for (String session : List.of(ONE, TWO, THREE)) {
            recording(session, 1000);
            spool.offer(session);
        }
        pass(Duration.ofMinutes(1));
        run();

        assertThat(data.resolve(ObjectNames.recording(ONE))).doesNotExist();
        assertThat(data.resolve(ObjectNames.keyFile(ONE))).exists();
        assertThat(data.resolve(ObjectNames.recording(TWO))).exists();
        assertThat(data.resolve(ObjectNames.recording(THREE))).exists();
    }

    @Test
    void tooManyLocalCopies_inUse_stay() throws IOException {
        unused = false;
        spool.close();
        spool = spool(new SpoolLimits(1 << 20, 80, 500));
        recording(ONE, 1000);
        spool.offer(ONE);
        pass(Duration.ofMinutes(1));
        run();

        assertThat(data.resolve(ObjectNames.recording(ONE))).exists();
    }

    @Test
    void tooManyLocalCopies_butTheStoreLostOne_itIsToldAndStoredAgain() throws IOException {
        spool.close();
        spool = spool(new SpoolLimits(1 << 20, 80, 1 << 20));
        recording(ONE, 1000);
        spool.offer(ONE);
        run();
        spool.close();
        Files.delete(root.resolve(ObjectNames.recording(ONE)));
        Files.delete(root.resolve(ObjectNames.recording(ONE) + ".sha256"));

        spool = spool(new SpoolLimits(1 << 20, 80, 500));
        pass(Duration.ofMinutes(1));
        run();
        run();

        assertThat(events).contains("disputed " + ObjectNames.recording(ONE));
        assertThat(stored(ObjectNames.recording(ONE))).isTrue();
        assertThat(data.resolve(ObjectNames.recording(ONE))).exists();
    }

    @Test
    void idle_asksTheStoreNowAndThen() {
        run();
        assertThat(store.calls).isEmpty();

        pass(Duration.ofSeconds(16));
        store.failure = Kind.REFUSED;
        run();

        assertThat(store.calls).containsExactly("probe");
        assertThat(spool.status().state()).isEqualTo(State.UNREACHABLE);
    }

    @Test
    void started_uploadsOnItsOwnThreads() throws Exception {
        recording(ONE, 1000);
        CountDownLatch done = new CountDownLatch(2);
        spool.close();
        try (UploadSpool running =
                new UploadSpool(
                        new UploadSpool.Local(data, s -> true, s -> true),
                        store,
                        SpoolLimits.DEFAULT,
                        new UploadSpool.Machine(
                                Instant::now, System::nanoTime, byte[]::new, () -> 0),
                        new Events() {
                            @Override
                            public void stored(Upload upload, ObjectStore.Outcome outcome) {
                                done.countDown();
                            }
                        },
                        7)) {
            running.start(List.of(ONE));

            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
