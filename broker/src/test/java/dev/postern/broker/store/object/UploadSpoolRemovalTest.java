package dev.postern.broker.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.store.object.ObjectStoreException.Kind;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What goes from the store, and when local files may go.
final class UploadSpoolRemovalTest extends UploadSpoolRig {

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
}
