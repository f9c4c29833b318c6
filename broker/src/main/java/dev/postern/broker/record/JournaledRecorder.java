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
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/// Records sessions through journals: one [JournalLane] for each event loop, as many as the configuration says.
public final class JournaledRecorder implements Recorder {

    private static final Logger LOG = LoggerFactory.getLogger(JournaledRecorder.class);

    /// A start waits this long for the recordings of an earlier one; then they are finished behind it.
    private static final long LONGEST_WAIT_MILLIS = 1_000;

    private final Ticker ticker;
    private final FileChannel lockFile;
    private final List<JournalLane> lanes = new ArrayList<>();
    private final Map<Executor, JournalLane> byLoop = new ConcurrentHashMap<>();
    private final AtomicInteger nextLane = new AtomicInteger();
    private final WatchedSessions watched;
    private final RecorderWatch watch;
    private final Quarantine quarantine;
    private final StartRecovery recovery;
    private boolean closed;

    /// What the machine gives a recorder.
    public record Machine(Clock clock, Ticker ticker, Randomness randomness, DiskSync sync) {

        /// The machine's own clocks, randomness and disk.
        public static Machine system() {
            return new Machine(
                    Clock.system(), Ticker.system(), Randomness.system(), DiskSync.system());
        }
    }

    private JournaledRecorder(JournalConfig config, RecorderParts parts) throws IOException {
        ticker = parts.machine().ticker();
        watched = new WatchedSessions(ticker);
        Files.createDirectories(config.journal());
        lockFile =
                FileChannel.open(
                        config.journal().resolve("lock"),
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE);
        try {
            lock(config);
            SpaceReserve reserve = new SpaceReserve(config, parts.machine().sync());
            FreeSpace free = parts.space().now();
            if (free.freeBytes() < config.space().refuseBelow(free.totalBytes())) {
                reserve.giveUp();
            }
            quarantine = new Quarantine(config.data(), parts.machine().sync());
            recovery = StartRecovery.begin(config, parts, quarantine);
            for (int i = 0; i < config.shards(); i++) {
                lanes.add(new JournalLane(config, parts, quarantine, watched, i));
            }
            reserve.take();
            watch = new RecorderWatch(config, parts, reserve, lanes);
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
        lanes.forEach(JournalLane::start);
        watch.tick();
        watch.start();
        recovery.await(LONGEST_WAIT_MILLIS);
    }

    /// Recovers what an earlier process left, then begins with an empty journal; all of it in clear and unsigned.
    ///
    /// @param listener told of progress and ends, also of recovered recordings
    /// @throws IOException if another process uses the directory, or there is no room for the journal
    public static JournaledRecorder start(
            JournalConfig config, Machine machine, SealListener listener) throws IOException {
        return new JournaledRecorder(config, RecorderParts.inClear(config, machine, listener));
    }

    /// As above, with what `parts` says.
    public static JournaledRecorder start(JournalConfig config, RecorderParts parts)
            throws IOException {
        return new JournaledRecorder(config, parts);
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

    /// How the recorder is now.
    public RecorderHealth health() {
        return watch.health();
    }

    /// The files that could not be read.
    public Quarantine quarantine() {
        return quarantine;
    }

    /// What recovery is about; empty if it is done and found everything in order.
    public String recoveryText() {
        String problem = recovery.problem();
        if (problem != null) {
            return problem;
        }
        return recovery.isDone() ? "" : "recordings of an earlier start are being recovered";
    }

    /// Says that somebody looks at a running session: for a while, what it does is in its recording within a quarter of a
    /// second, and not only when a block is full or 4 s old.
    ///
    /// @param session a ULID; any other text is passed over
    public void look(String session) {
        if (RecordingId.isValid(session)) {
            watched.look(RecordingId.parse(session));
        }
    }

    /// The thread that watches; tests let it look when they want.
    RecorderWatch watch() {
        return watch;
    }

    @Override
    public @Nullable RecorderException refusal() {
        return watch.refusal();
    }

    @Override
    public SessionRecorder open(
            String session, Map<String, Object> facts, Durability durability, Executor loop)
            throws RecorderException {
        RecorderException refusal = refusal();
        if (refusal != null) {
            throw refusal;
        }
        JournalShard journal =
                byLoop.computeIfAbsent(
                                loop,
                                key ->
                                        lanes.get(
                                                Math.floorMod(
                                                        nextLane.getAndIncrement(), lanes.size())))
                        .shard();
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
        try {
            recovery.stop();
            watch.stop();
            lanes.forEach(lane -> lane.shard().close());
            for (JournalLane lane : lanes) {
                lane.stop();
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
}
