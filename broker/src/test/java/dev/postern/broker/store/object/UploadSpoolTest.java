package dev.postern.broker.store.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.store.object.ObjectStoreException.Kind;
import dev.postern.broker.store.object.StoreStatus.State;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What is uploaded when, and what is reported.
final class UploadSpoolTest extends UploadSpoolRig {

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
