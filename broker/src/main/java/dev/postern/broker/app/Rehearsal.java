package dev.postern.broker.app;

import dev.postern.broker.proxy.pg.PostgresEdgeConfig;
import dev.postern.broker.proxy.pg.PostgresEdgeServices;
import dev.postern.broker.proxy.pg.warmup.WarmUp;
import dev.postern.broker.record.DiskSync;
import dev.postern.broker.record.JournalConfig;
import dev.postern.broker.record.JournaledRecorder;
import dev.postern.broker.record.RecorderParts;
import dev.postern.broker.record.RecordingSeal;
import dev.postern.broker.record.RecordingStore;
import dev.postern.broker.record.StoreFacts;
import dev.postern.keys.DataKey;
import dev.postern.keys.KeyEncryptionKey;
import dev.postern.keys.KeyRing;
import dev.postern.keys.RandomBytes;
import dev.postern.recording.RecordingFile;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The broker's [WarmUp], held once after the start on a thread of its own, with recordings in a folder that is removed.
final class Rehearsal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final Duration LIMIT = Duration.ofSeconds(6);
    private static final int SEGMENT_BYTES = 1024 * 1024;
    private static final int SEGMENTS = 4;

    private final Path folder;
    private final PostgresEdgeConfig config;
    private final PostgresEdgeServices.Sources sources;
    private final Thread thread;

    private Rehearsal(Path data, PostgresEdgeConfig config, PostgresEdgeServices.Sources sources) {
        this.folder = data.resolve("warm-up");
        this.config = config;
        this.sources = sources;
        this.thread = Thread.ofPlatform().name("warm-up").daemon().unstarted(this::hold);
    }

    /// Begins it and returns at once.
    static Rehearsal begin(
            Path data, PostgresEdgeConfig config, PostgresEdgeServices.Sources sources) {
        Rehearsal rehearsal = new Rehearsal(data, config, sources);
        rehearsal.thread.start();
        return rehearsal;
    }

    /// Waits until it is over.
    void await() throws InterruptedException {
        thread.join();
    }

    private void hold() {
        try {
            remove();
            JournaledRecorder.Machine machine =
                    new JournaledRecorder.Machine(
                            sources.clock(),
                            sources.ticker(),
                            sources.randomness(),
                            DiskSync.system());
            JournalConfig journal =
                    new JournalConfig(folder, config.eventLoops(), SEGMENT_BYTES, SEGMENTS);
            try (JournaledRecorder recorder = recorder(journal, machine)) {
                new WarmUp(config, sources, LIMIT).run(recorder);
            } finally {
                remove();
            }
        } catch (IOException e) {
            LOG.atInfo().setCause(e).log("the warm-up did not end; first queries are slower");
        }
    }

    /// A recorder that encrypts as the real one does, with keys that nobody keeps: code that was compiled without ciphers
    /// would be compiled anew for the first real session.
    private static JournaledRecorder recorder(
            JournalConfig journal, JournaledRecorder.Machine machine) throws IOException {
        RandomBytes random = machine.randomness()::bytes;
        KeyEncryptionKey key =
                KeyEncryptionKey.of(random.bytes(KeyEncryptionKey.BYTES), "the warm-up");
        RecordingSeal seal =
                new RecordingSeal(
                        RecordingFile.NO_KEYS, session -> DataKey.generate(random), null, random);
        return JournaledRecorder.start(
                journal,
                new RecorderParts(
                        machine,
                        new RecordingStore(journal.data(), seal),
                        StoreFacts.UNKNOWN,
                        new KeyRing(key, List.of(), random),
                        RecorderParts.spaceOf(journal),
                        (session, file, progress) -> {}));
    }

    private void remove() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> found;
        try (Stream<Path> tree = Files.walk(folder)) {
            found = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : found) {
            Files.deleteIfExists(path);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
