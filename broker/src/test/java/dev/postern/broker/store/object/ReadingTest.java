package dev.postern.broker.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.store.object.ObjectStoreException.Kind;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// How stored files come back: recordings through the cache, key files and checkpoints without one.
final class ReadingTest {

    private static final String ONE = "01KAJ5X1C0AAAAAAAAAAAAAAA1";
    private static final String TWO = "01KAJ5X1C0AAAAAAAAAAAAAAA2";
    private static final String THREE = "01KAJ5X1C0AAAAAAAAAAAAAAA3";

    @TempDir Path folder;
    private Path root;
    private Path cached;
    private FaultyStore store;
    private long nanos;
    private FetchCache cache;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(folder.resolve("store"));
        store =
                new FaultyStore(
                        new DirectoryObjectStore(
                                root,
                                new DirectoryIdentity(
                                        folder.resolve("memory"), Randomness.system())));
        cached = folder.resolve("cache");
        cache = cache();
        for (String session : List.of(ONE, TWO, THREE)) {
            byte[] content = session.repeat(40).getBytes(StandardCharsets.US_ASCII);
            Path file = Files.write(folder.resolve(session), content);
            store.put(Upload.of(ObjectNames.recording(session), file, 1));
        }
        store.calls.clear();
    }

    private FetchCache cache() throws IOException {
        return new FetchCache(
                store,
                cached,
                2500,
                () -> Instant.EPOCH.plusNanos(nanos),
                () -> nanos,
                Randomness.system());
    }

    private ObjectBackedRecordings recordings() {
        return new ObjectBackedRecordings(session -> Optional.empty(), store, cache);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(cached)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void find_storedRecording_isFetchedOnce() throws IOException {
        Path first = recordings().find(ONE).orElseThrow();
        Path second = recordings().find(ONE).orElseThrow();

        assertThat(first).isEqualTo(second).hasSameBinaryContentAs(folder.resolve(ONE));
        assertThat(store.calls.stream().filter(call -> call.startsWith("fetch"))).hasSize(1);
        assertThat(files()).containsExactly(ONE + ".pgrec");
    }

    @Test
    void find_localRecording_needsNoStore() throws IOException {
        Path here = Files.write(folder.resolve("here"), new byte[3]);
        store.failure = Kind.UNREACHABLE;

        assertThat(new ObjectBackedRecordings(session -> Optional.of(here), store, cache).find(ONE))
                .contains(here);
    }

    @Test
    void find_noSuchRecording_isEmpty() {
        assertThat(recordings().find("01KAJ5X1C0AAAAAAAAAAAAAAA9")).isEmpty();
        assertThat(recordings().find("../../etc/passwd")).isEmpty();
    }

    @Test
    void find_storeUnreachable_saysSoInsteadOfNothing() {
        store.failure = Kind.UNREACHABLE;

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> recordings().find(ONE))
                .withMessageContaining("the store was told to fail");
    }

    @Test
    void find_damagedObject_isRefusedAndNotCached() throws IOException {
        Path object = root.resolve(ObjectNames.recording(ONE));
        byte[] content = Files.readAllBytes(object);
        content[7] ^= 1;
        Files.write(object, content);

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> recordings().find(ONE))
                .withMessageContaining("SHA-256");

        assertThat(files()).isEmpty();
    }

    @Test
    void cacheAtItsLimit_theOneUsedLongestAgoGoes() throws IOException {
        recordings().find(ONE);
        pass(Duration.ofSeconds(20));
        recordings().find(TWO);
        pass(Duration.ofSeconds(20));
        recordings().find(ONE);
        pass(Duration.ofSeconds(20));

        recordings().find(THREE);

        assertThat(files()).containsExactly(ONE + ".pgrec", THREE + ".pgrec");
    }

    @Test
    void cacheAtItsLimit_filesJustHandedOutStay() throws IOException {
        recordings().find(ONE);
        recordings().find(TWO);
        pass(Duration.ofSeconds(5));

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> recordings().find(THREE))
                .withMessageContaining("store.cache-limit");

        assertThat(files()).containsExactly(ONE + ".pgrec", TWO + ".pgrec");
        pass(Duration.ofSeconds(6));
        assertThat(recordings().find(THREE)).isPresent();
    }

    @Test
    void start_removesHalfFetchedFiles() throws IOException {
        Files.write(cached.resolve("x.part"), new byte[9]);

        cache = cache();

        assertThat(files()).isEmpty();
    }

    @Test
    void manyReadersAtOnce_fetchOnce() throws Exception {
        CountDownLatch begin = new CountDownLatch(1);
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            var found =
                    java.util.stream.IntStream.range(0, 20)
                            .mapToObj(i ->
                                    readers.submit(() -> {
                                        begin.await();
                                        return recordings().find(ONE).orElseThrow();
                                    }))
                            .toList();
            begin.countDown();
            for (var one : found) {
                assertThat(one.get()).hasSameBinaryContentAs(folder.resolve(ONE));
            }
        }
        assertThat(files()).containsExactly(ONE + ".pgrec");
    }

    @Test
    void stored_hasEverySession() throws IOException {
        assertThat(recordings().stored()).containsExactly(ONE, TWO, THREE);
    }

    @Test
    void keyFile_isReadWithoutAFile() throws IOException {
        StoredKeyFiles keys = new StoredKeyFiles(store);
        assertThat(keys.read(ONE)).isEmpty();
        Path file = Files.write(folder.resolve("key"), new byte[] {4, 5, 6});
        store.put(Upload.of(ObjectNames.keyFile(ONE), file, 1));

        assertThat(keys.read(ONE)).contains(new byte[] {4, 5, 6});
    }

    @Test
    void keyFile_damaged_isRefused() throws IOException {
        Path file = Files.write(folder.resolve("key"), new byte[] {4, 5, 6});
        store.put(Upload.of(ObjectNames.keyFile(ONE), file, 1));
        Files.write(root.resolve(ObjectNames.keyFile(ONE)), new byte[] {4, 5, 7});

        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> new StoredKeyFiles(store).read(ONE))
                .matches(e -> e.kind() == Kind.DAMAGED);
    }

    @Test
    void checkpoints_areKeptOnceEachAndReadInOrder() throws IOException {
        StoredCheckpoints checkpoints = new StoredCheckpoints(store, folder.resolve("scratch"), 7);

        checkpoints.keep(12, "second\n".getBytes(StandardCharsets.UTF_8));
        checkpoints.keep(7, "first\n".getBytes(StandardCharsets.UTF_8));
        checkpoints.keep(12, "second\n".getBytes(StandardCharsets.UTF_8));
        checkpoints.keep(12, "forged\n".getBytes(StandardCharsets.UTF_8));

        assertThat(checkpoints.notes())
                .hasSize(3)
                .startsWith("first\n")
                .contains("second\n", "forged\n");
        assertThat(folder.resolve("scratch")).isEmptyDirectory();
    }

    @Test
    void epoch_growsWithEveryStartEvenIfTheClockGoesBack() throws IOException {
        Path file = folder.resolve("uploads/epoch");
        Instant start = Instant.parse("2026-11-21T08:00:00Z");

        long first = Epoch.next(file, start);
        long second = Epoch.next(file, start.minusSeconds(3600));

        assertThat(first).isEqualTo(start.toEpochMilli());
        assertThat(second).isEqualTo(first + 1);
    }
}
