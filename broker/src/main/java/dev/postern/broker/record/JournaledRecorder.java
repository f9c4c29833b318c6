package dev.postern.broker.record;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.recording.FactKind;
import dev.postern.recording.format.RecordingId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/// Records sessions through journals: one [JournalShard] for each event loop, as many as the configuration says.
public final class JournaledRecorder implements Recorder {

    private static final Logger LOG = LoggerFactory.getLogger(JournaledRecorder.class);

    private final Ticker ticker;
    private final FileChannel lockFile;
    private final List<Shard> shards = new ArrayList<>();
    private final Map<Executor, JournalShard> byLoop = new ConcurrentHashMap<>();
    private final AtomicInteger nextShard = new AtomicInteger();
    private boolean closed;

    private record Shard(JournalShard journal, Thread syncer, Thread sealer) {}

    /// What the machine gives a recorder.
    public record Machine(Clock clock, Ticker ticker, Randomness randomness, DiskSync sync) {

        /// The machine's own clocks, randomness and disk.
        public static Machine system() {
            return new Machine(
                    Clock.system(), Ticker.system(), Randomness.system(), DiskSync.system());
        }
    }

    private JournaledRecorder(JournalConfig config, Machine machine, SealListener listener)
            throws IOException {
        ticker = machine.ticker();
        Files.createDirectories(config.journal());
        lockFile =
                FileChannel.open(
                        config.journal().resolve("lock"),
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE);
        try {
            lock(config);
            RecordingStore store = new RecordingStore(config.data());
            JournalRecovery.run(config, store, machine.clock(), machine.sync(), listener);
            for (int i = 0; i < config.shards(); i++) {
                shards.add(
                        shard(
                                config,
                                machine,
                                new SessionFiles(store, machine.sync(), listener),
                                i));
            }
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
        for (Shard shard : shards) {
            shard.syncer().start();
            shard.sealer().start();
        }
    }

    /// Recovers what an earlier process left, then begins with an empty journal.
    ///
    /// @param listener told of progress and ends, also of recovered recordings, before this returns
    /// @throws IOException if another process uses the directory, recovery fails, or there is no room for the journal
    public static JournaledRecorder start(
            JournalConfig config, Machine machine, SealListener listener) throws IOException {
        return new JournaledRecorder(config, machine, listener);
    }

    private void lock(JournalConfig config) throws IOException {
        @Nullable FileLock lock;
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new IOException(
                    "another broker uses "
                            + config.data()
                            + ": stop it or choose another data directory");
        }
    }

    private static Shard shard(
            JournalConfig config, Machine machine, SessionFiles files, int number)
            throws IOException {
        JournalShard journal = new JournalShard(config, machine.ticker());
        Sealer.SealerParts parts =
                new Sealer.SealerParts(machine.sync(), machine.randomness(), machine.ticker());
        Sealer sealer = new Sealer(journal, config, files, parts, number);
        sealer.allocateFirst();
        Thread syncing =
                Thread.ofPlatform()
                        .name("postern-syncer-" + number)
                        .unstarted(new Syncer(journal, machine.sync()));
        Thread sealing = Thread.ofPlatform().name("postern-sealer-" + number).unstarted(sealer);
        journal.startedBy(syncing, sealing);
        return new Shard(journal, syncing, sealing);
    }

    @Override
    public SessionRecorder open(
            String session, Map<String, Object> facts, Durability durability, Executor loop)
            throws RecorderException {
        JournalShard journal =
                byLoop.computeIfAbsent(
                        loop,
                        key ->
                                shards.get(
                                                Math.floorMod(
                                                        nextShard.getAndIncrement(), shards.size()))
                                        .journal());
        JournaledSessionRecorder recorder =
                new JournaledSessionRecorder(
                        journal, RecordingId.parse(session), loop, ticker, durability);
        journal.add(recorder);
        try {
            recorder.append(FactKind.SESSION_STARTED, facts);
        } catch (RecorderException | RuntimeException e) {
            journal.remove(recorder);
            throw e;
        }
        return recorder;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        shards.forEach(shard -> shard.journal().close());
        try {
            boolean whole = true;
            for (Shard shard : shards) {
                shard.syncer().join();
                shard.journal().close();
                shard.sealer().join();
                whole &= shard.journal().failure() == null;
            }
            for (Shard shard : shards) {
                release(shard.journal(), whole);
            }
            lockFile.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.atWarn()
                    .setCause(e)
                    .log("the journal was not removed; the next start reads it again");
        }
    }

    /// Closes the segments; what is sealed is not needed any more.
    private static void release(JournalShard journal, boolean sealed) throws IOException {
        for (JournalSegment segment : journal.allSegments()) {
            Path file = segment.file();
            segment.close();
            if (sealed) {
                Files.deleteIfExists(file);
            }
        }
    }
}
