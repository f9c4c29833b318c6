package dev.postern.broker.record;

import static dev.postern.broker.record.RecorderFixture.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Ticker;
import dev.postern.recording.Entry;
import dev.postern.recording.RecordingReader;
import dev.postern.recording.format.Origin;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Disks as a power cut may leave them: of each sector of the journal either what the last sync made durable or what
/// was written since, and of the recordings, which were not synced, any prefix or nothing. What was relayed is
/// recovered from each.
///
/// `-Dpostern.power-cuts=N` chooses how many disks, `-Dpostern.seed=N` which.
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@Tag("G1b")
final class PowerCutTest {

    private static final int STATES = Integer.getInteger("postern.power-cuts", 400);
    private static final int STATES_PER_RUN = 20;
    private static final int ENTRIES = 60;

    @TempDir Path folder;

    /// What each segment is at least after a power cut.
    private final Map<String, byte[]> durable = new ConcurrentHashMap<>();

    private final List<Integer> promised = new ArrayList<>();

    @Test
    void everyDisk_holdsWhatWasRelayed() throws Exception {
        long seed = Long.getLong("postern.seed", System.nanoTime());
        System.out.println("PowerCutTest: -Dpostern.seed=" + seed);
        Random random = new Random(seed);
        int looked = 0;
        int recovered = 0;
        while (looked < STATES) {
            Path live = Files.createDirectory(folder.resolve("live"));
            durable.clear();
            promised.clear();
            Map<String, byte[]> written = new HashMap<>();
            Map<Path, byte[]> recordings = new HashMap<>();
            long content = random.nextLong();
            run(live, random, content, written, recordings);
            for (int i = 0; i < STATES_PER_RUN; i++) {
                Path image = Files.createDirectory(folder.resolve("image"));
                cut(image, live, random, written, recordings);
                recovered += check(image, content);
                delete(image);
                looked++;
            }
            delete(live);
        }
        System.out.println(
                "PowerCutTest: " + looked + " disks, " + recovered + " entries recovered");
    }

    /// Records until a random moment, and takes down what the disk has then.
    private void run(
            Path live,
            Random random,
            long content,
            Map<String, byte[]> written,
            Map<Path, byte[]> recordings)
            throws Exception {
        DiskSync disk =
                file -> {
                    byte[] before = bytes(file);
                    DiskSync.system().force(file);
                    durable.put(name(before), before);
                };
        JournalConfig config = new JournalConfig(live, 1, RecorderFixture.SEGMENT_BYTES, 4);
        try (JournaledRecorder recorder = RecorderFixture.start(config, disk, Ticker.system())) {
            SessionRecorder session =
                    recorder.open(session(1), Map.of(), Durability.STRICT, Runnable::run);
            int stop = 1 + random.nextInt(ENTRIES);
            CountDownLatch last = new CountDownLatch(1);
            for (int i = 0; i < stop; i++) {
                long position = session.append(Origin.FRONTEND, content(content, i));
                int number = i;
                if (random.nextInt(3) == 0) {
                    session.whenSynced(position, () -> promise(number));
                }
                if (i == stop / 2) {
                    session.whenSynced(position, last::countDown);
                    assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
                }
            }
            synchronized (promised) {
                for (Path file : files(live.resolve("journal"), ".seg")) {
                    byte[] now = Files.readAllBytes(file);
                    if (now.length == RecorderFixture.SEGMENT_BYTES) {
                        // A shorter one is being allocated and holds nothing.
                        written.put(name(now), now);
                    }
                }
                List<Integer> then = List.copyOf(promised);
                promised.clear();
                promised.addAll(then);
                isOver = true;
            }
            for (Path file : files(live.resolve("recordings"), ".pgrec")) {
                recordings.put(live.relativize(file), Files.readAllBytes(file));
            }
        }
        isOver = false;
    }

    private boolean isOver;

    private void promise(int number) {
        synchronized (promised) {
            if (!isOver) {
                promised.add(number);
            }
        }
    }

    private void cut(
            Path image,
            Path live,
            Random random,
            Map<String, byte[]> written,
            Map<Path, byte[]> recordings)
            throws IOException {
        assertThat(live).isDirectory();
        Files.createDirectories(image.resolve("journal"));
        int sector = random.nextBoolean() ? 512 : 4096;
        int number = 1;
        for (Map.Entry<String, byte[]> segment : written.entrySet()) {
            byte[] now = segment.getValue();
            byte[] synced = durable.getOrDefault(segment.getKey(), new byte[now.length]);
            byte[] mixed = synced.clone();
            int newer = random.nextInt(101);
            for (int at = 0; at < now.length; at += sector) {
                if (random.nextInt(100) < newer) {
                    System.arraycopy(now, at, mixed, at, Math.min(sector, now.length - at));
                }
            }
            Files.write(image.resolve("journal/0-%06d.seg".formatted(number++)), mixed);
        }
        for (Map.Entry<Path, byte[]> recording : recordings.entrySet()) {
            if (random.nextBoolean()) {
                byte[] all = recording.getValue();
                Path file = image.resolve(recording.getKey());
                Files.createDirectories(file.resolveSibling(""));
                Files.write(file, java.util.Arrays.copyOf(all, random.nextInt(all.length + 1)));
            }
        }
    }

    private int check(Path image, long content) throws Exception {
        JournalConfig config = new JournalConfig(image, 1, RecorderFixture.SEGMENT_BYTES, 4);
        RecorderParts parts = RecorderFixture.parts(config, new FaultyDisk(), Ticker.system());
        JournalRecovery.run(
                parts,
                RecoveryScope.folder(config.journal()),
                new Quarantine(image, new FaultyDisk()));
        int next = 0;
        if (parts.store().find(session(1)).isPresent()) {
            try (RecordingReader reader = parts.store().open(session(1))) {
                for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                    if (entry instanceof Entry.Bytes bytes) {
                        assertThat(bytes.bytes())
                                .as("entry %d", next)
                                .isEqualTo(content(content, next));
                        next++;
                    }
                }
                assertThat(reader.isFinished()).isTrue();
            }
        }
        for (int number : promised) {
            assertThat(number).as("relayed, recovered only %d", next).isLessThan(next);
        }
        return next;
    }

    private static ByteBuffer content(long seed, int number) {
        Random random = new Random(seed + number);
        byte[] bytes = new byte[1 + random.nextInt(900)];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static byte[] bytes(FileChannel file) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) file.size());
        while (all.hasRemaining() && file.read(all, all.position()) >= 0) {
            // The position of the buffer is the file's.
        }
        return all.array();
    }

    /// A use of a segment is named by its ordinal and salt.
    private static String name(byte[] segment) {
        return java.util.HexFormat.of().formatHex(segment, 8, 24);
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(suffix)).toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> found;
        try (Stream<Path> tree = Files.walk(folder)) {
            found = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : found) {
            Files.delete(path);
        }
    }
}
