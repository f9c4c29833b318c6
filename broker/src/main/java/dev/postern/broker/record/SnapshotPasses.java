package dev.postern.broker.record;

import dev.postern.recording.RecordingReader;
import dev.postern.recording.RecordingWriter;
import dev.postern.recording.Snapshot;
import dev.postern.recording.SnapshotMaker;
import dev.postern.recording.format.RecordingId;
import dev.postern.replay.ReplaySnapshots;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Reads long recordings once more when their sessions have ended, for their snapshots, on a thread beside the sealer's:
/// other sessions are sealed meanwhile.
///
/// A snapshot only saves time: a recording that cannot be read here, or not in time, gets its footer without. Confined to
/// the sealer's thread, but for the reading.
final class SnapshotPasses implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotPasses.class);

    /// Snapshots of one recording that are in memory at a time; the rest of it has none.
    private static final long MAX_HELD_BYTES = 32L << 20;

    private final RecordingStore store;
    private final Map<RecordingId, Future<List<Snapshot>>> passes = new LinkedHashMap<>();

    /// Has no thread before the first pass.
    private final ExecutorService reading =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("postern-snapshots").factory());

    SnapshotPasses(RecordingStore store) {
        this.store = store;
    }

    /// Takes snapshots of a recording that has no footer yet.
    @FunctionalInterface
    interface Ending {
        void end(RecordingId session, List<Snapshot> snapshots) throws IOException;
    }

    /// Whether a recording is long enough; what it gathered was written.
    static boolean isWanted(RecordingWriter writer) {
        return writer.rawBytes() >= RecordingWriter.SNAPSHOTS_FROM_BYTES;
    }

    /// Begins to read the recording of `session`, to which nothing is added before it is taken back.
    void begin(RecordingId session) {
        passes.put(
                session,
                reading.submit(() -> {
                    try (RecordingReader reader = store.open(session.toString())) {
                        return collect(reader);
                    }
                }));
    }

    boolean isEmpty() {
        return passes.isEmpty();
    }

    /// Gives back the recordings that were read.
    void takeDone(Ending ending) throws IOException {
        Iterator<Map.Entry<RecordingId, Future<List<Snapshot>>>> each =
                passes.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<RecordingId, Future<List<Snapshot>>> pass = each.next();
            if (pass.getValue().isDone()) {
                ending.end(pass.getKey(), result(pass.getKey(), pass.getValue()));
                each.remove();
            }
        }
    }

    /// Waits for what is being read, at most for `limit`, and gives all back; none can begin after that.
    void takeAll(Duration limit, Ending ending) throws IOException {
        reading.shutdown();
        try {
            if (!reading.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                stop();
            }
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
        }
        takeDone(ending);
    }

    private void stop() {
        passes.values().forEach(pass -> pass.cancel(true));
        reading.shutdownNow();
    }

    private static List<Snapshot> result(RecordingId session, Future<List<Snapshot>> pass) {
        if (pass.isCancelled()) {
            LOG.atInfo()
                    .addKeyValue("session", session)
                    .log("a recording was finished without snapshots: there was no time left");
            return List.of();
        }
        try {
            return pass.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException e) {
            withoutSnapshots(session.toString(), e);
            return List.of();
        }
    }

    private static void withoutSnapshots(String session, Throwable cause) {
        LOG.atWarn()
                .addKeyValue("session", session)
                .setCause(cause)
                .log("a recording was finished without snapshots: it could not be followed");
    }

    /// Reads a recording on the caller's thread.
    static void make(RecordingReader reader, SnapshotMaker.Sink sink) throws IOException {
        List<Snapshot> snapshots;
        try {
            snapshots = collect(reader);
        } catch (IOException | RuntimeException e) {
            withoutSnapshots(reader.header().id().toString(), e);
            return;
        }
        for (Snapshot snapshot : snapshots) {
            sink.add(snapshot);
        }
    }

    private static List<Snapshot> collect(RecordingReader reader) throws IOException {
        List<Snapshot> snapshots = new ArrayList<>();
        long[] bytes = new long[1];
        new ReplaySnapshots()
                .make(
                        reader,
                        snapshot -> {
                            bytes[0] += snapshot.payload().length;
                            if (bytes[0] <= MAX_HELD_BYTES) {
                                snapshots.add(snapshot);
                            }
                        });
        return snapshots;
    }

    @Override
    public void close() {
        stop();
    }
}
