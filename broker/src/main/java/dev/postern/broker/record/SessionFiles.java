package dev.postern.broker.record;

import dev.postern.recording.BlockSealer;
import dev.postern.recording.FactKind;
import dev.postern.recording.RecordingEnd;
import dev.postern.recording.RecordingWriter;
import dev.postern.recording.Snapshot;
import dev.postern.recording.SnapshotMaker;
import dev.postern.recording.format.EntryLayout;
import dev.postern.recording.format.RecordingId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The recordings that one sealer writes. Not thread-safe.
///
/// Idle recordings hold neither a buffer nor, beyond the [#MAX_OPEN] used last, an open file.
final class SessionFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SessionFiles.class);
    private static final int MAX_OPEN = 256;

    /// A block waits no longer than this for more entries. They are durable in the journal meanwhile, and large blocks
    /// are small on the disk; memory is bounded by [#MAX_OPEN] recordings that gather.
    private static final long MAX_AGE_NANOS = Duration.ofSeconds(4).toNanos();

    /// The same for a session that somebody looks at.
    private static final long MAX_WATCHED_AGE_NANOS = Duration.ofMillis(150).toNanos();

    private final RecordingStore store;
    private final DiskSync sync;
    private final SealListener listener;
    private final BlockSealer sealer;
    private final SnapshotPasses passes;
    private final WatchedSessions watched;
    private final Map<RecordingId, RecordingWriter> writers = new LinkedHashMap<>();

    /// What the writers' recordings hold.
    private final Map<RecordingId, CompletenessCount> counts = new HashMap<>();

    /// Recordings with gathered entries, and since when; the oldest first.
    private final Map<RecordingId, Long> gathered = new LinkedHashMap<>();

    /// Recordings with an open file, the one used longest ago first; the value says whether it has unforced blocks.
    private final Map<RecordingId, Boolean> opened = new LinkedHashMap<>(16, 0.75f, true);

    private final Set<RecordingId> unforcedEnds = new HashSet<>();
    private final Set<Path> changedDirectories = new HashSet<>();

    /// @param watched the sessions whose blocks are written early
    SessionFiles(
            RecordingStore store, DiskSync sync, SealListener listener, WatchedSessions watched) {
        this.watched = watched;
        this.store = store;
        this.sync = sync;
        this.listener = listener;
        this.sealer = new BlockSealer(store.seal().nonces());
        this.passes = new SnapshotPasses(store);
    }

    BlockSealer sealer() {
        return sealer;
    }

    /// Takes over the writer of a recording that exists already.
    ///
    /// @param count of the entries it has
    void adopt(RecordingId session, RecordingWriter writer, CompletenessCount count)
            throws IOException {
        writers.put(session, writer);
        counts.put(session, count);
        touch(session, true);
    }

    /// Whether the recording of `session` is being written, or was finished and is not forced yet.
    boolean isOpen(RecordingId session) {
        return writers.containsKey(session);
    }

    RecordingWriter writer(RecordingId session) {
        RecordingWriter writer = writers.get(session);
        if (writer == null) {
            throw new IllegalStateException(
                    "no recording of session " + session + " is being written");
        }
        return writer;
    }

    /// Begins the recording of `session`.
    void create(RecordingId session) throws IOException {
        Path file = store.path(session);
        Path day = store.directory(session);
        createDirectories(day);
        createDirectories(store.markers());
        store.mark(session);
        RecordingWriter.Start start =
                new RecordingWriter.Start(
                        session, session.epochMillis(), Map.of("protocol", "postgresql"));
        changedDirectories.add(day);
        changedDirectories.add(store.markers());
        adopt(
                session,
                RecordingWriter.create(file, start, store.seal().newKeys().create(session), sealer),
                new CompletenessCount());
    }

    private void createDirectories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            changedDirectories.addAll(store.parents(directory));
        }
    }

    /// Adds an entry to the recording of `session`, and finishes it if the entry is its end: at once, or, if it is long, by
    /// a later [#flushDue] or [#finishEnded].
    void append(RecordingId session, long micros, int code, ByteBuffer content, long nowNanos)
            throws IOException {
        RecordingWriter writer = writer(session);
        touch(session, true);
        writer.appendEncoded(code, micros, content);
        count(session).add(code, content);
        gathered.putIfAbsent(session, nowNanos);
        if (code == EntryLayout.FACT
                && FactKind.SESSION_ENDED.name().equals(EntryLayout.factKind(content))) {
            writer.flush();
            if (SnapshotPasses.isWanted(writer)) {
                gathered.remove(session);
                tell(session, writer.file(), SealListener.Progress.PROGRESSED);
                passes.begin(session);
            } else {
                finish(session, List.of());
            }
        }
    }

    private void finish(RecordingId session, List<Snapshot> snapshots) throws IOException {
        RecordingWriter writer = writer(session);
        for (Snapshot snapshot : snapshots) {
            writer.append(snapshot);
        }
        writer.finish(end(session).with(SnapshotMaker.NONE));
        finished(session);
    }

    /// Finishes the recordings whose sessions have ended; the last call but [#force] and [#close].
    ///
    /// @param limit how long to wait for snapshots
    void finishEnded(Duration limit) throws IOException {
        passes.takeAll(limit, this::finish);
    }

    /// What the recording of `session` holds.
    CompletenessCount count(RecordingId session) {
        CompletenessCount count = counts.get(session);
        if (count == null) {
            throw new IllegalStateException(
                    "no recording of session " + session + " is being written");
        }
        return count;
    }

    /// What the recording of `session` is finished with.
    RecordingEnd end(RecordingId session) {
        CompletenessCount count = count(session);
        return RecordingEnd.of(count.reason())
                .judged(count.verdict())
                .with(SnapshotPasses::make)
                .signed(store.seal().signer());
    }

    /// Says that the recording of `session` got its footer: [#force] will let it go.
    void finished(RecordingId session) throws IOException {
        gathered.remove(session);
        touch(session, true);
        unforcedEnds.add(session);
        tell(session, writer(session).file(), SealListener.Progress.FINISHED);
    }

    /// Writes the gathered entries that are old enough, the oldest first.
    void flushDue(long nowNanos) throws IOException {
        passes.takeDone(this::finish);
        List<RecordingId> due = new ArrayList<>();
        boolean isLooking = !watched.isEmpty();
        for (Map.Entry<RecordingId, Long> entry : gathered.entrySet()) {
            long age = nowNanos - entry.getValue();
            if (age >= MAX_AGE_NANOS
                    || (age >= MAX_WATCHED_AGE_NANOS && watched.isWatched(entry.getKey()))) {
                due.add(entry.getKey());
            } else if (!isLooking || age < MAX_WATCHED_AGE_NANOS) {
                break;
            }
        }
        flush(due);
    }

    private void flush(List<RecordingId> sessions) throws IOException {
        for (RecordingId session : sessions) {
            RecordingWriter writer = writer(session);
            writer.flush();
            gathered.remove(session);
            touch(session, true);
            tell(session, writer.file(), SealListener.Progress.PROGRESSED);
        }
    }

    /// Whether there are entries or recordings for a later [#flushDue].
    boolean hasGathered() {
        return !gathered.isEmpty() || !passes.isEmpty();
    }

    /// Writes everything gathered and makes it durable.
    void force() throws IOException {
        passes.takeDone(this::finish);
        flush(List.copyOf(gathered.keySet()));
        for (Map.Entry<RecordingId, Boolean> entry : opened.entrySet()) {
            if (entry.getValue()) {
                force(writer(entry.getKey()));
                entry.setValue(false);
            }
        }
        syncDirectories();
        for (RecordingId session : unforcedEnds) {
            writer(session).close();
            writers.remove(session);
            counts.remove(session);
            opened.remove(session);
            watched.forget(session);
            Files.deleteIfExists(store.marker(session));
        }
        unforcedEnds.clear();
    }

    private static void force(RecordingWriter writer) throws IOException {
        try {
            writer.force();
        } catch (IOException e) {
            throw new DiskErrors.SyncFailedException(e);
        }
    }

    private void syncDirectories() throws IOException {
        for (Path directory : changedDirectories) {
            DiskErrors.forceDirectory(sync, directory);
        }
        changedDirectories.clear();
    }

    /// Lets go of a recording that cannot be written.
    void abandon(RecordingId session) throws IOException {
        RecordingWriter writer = writers.remove(session);
        counts.remove(session);
        gathered.remove(session);
        opened.remove(session);
        unforcedEnds.remove(session);
        if (writer != null) {
            writer.close();
        }
    }

    /// The sessions whose recordings are not finished, or not known to be on the disk.
    Set<RecordingId> unfinished() {
        return Set.copyOf(writers.keySet());
    }

    private void touch(RecordingId session, boolean unforced) throws IOException {
        opened.merge(session, unforced, (a, b) -> a || b);
        while (opened.size() > MAX_OPEN) {
            RecordingId idle = opened.keySet().iterator().next();
            RecordingWriter writer = writer(idle);
            boolean told = gathered.remove(idle) != null;
            writer.flush();
            force(writer);
            writer.suspend();
            opened.remove(idle);
            if (told) {
                tell(idle, writer.file(), SealListener.Progress.PROGRESSED);
            }
        }
    }

    private void tell(RecordingId session, Path file, SealListener.Progress progress) {
        try {
            listener.sealed(session.toString(), file, progress);
        } catch (RuntimeException e) {
            // The recording is whole: the index is rebuilt from it, and the next start writes a
            // seal that the site log lacks.
            LOG.atError()
                    .addKeyValue("session", session)
                    .setCause(e)
                    .log("a listener of the sealer failed");
        }
    }

    @Override
    public void close() throws IOException {
        passes.close();
        for (RecordingWriter writer : writers.values()) {
            writer.close();
        }
        sealer.close();
    }
}
