package dev.postern.broker.record;

import dev.postern.keys.CorruptKeyException;
import dev.postern.keys.KeyDestroyedException;
import dev.postern.keys.KeyUnavailableException;
import dev.postern.recording.Entry;
import dev.postern.recording.RecordingEnd;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingReader;
import dev.postern.recording.Salvage;
import dev.postern.recording.format.EntryLayout;
import dev.postern.recording.format.RecordingException;
import dev.postern.recording.format.RecordingId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Brings recordings to their end after a broker died: replays the journal into them, then finishes what is unfinished.
///
/// May be killed anywhere and run again: an entry that a recording holds already is known by its number, and segments
/// and
/// markers are deleted only when every recording is finished and on the disk.
final class JournalRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(JournalRecovery.class);

    /// For the snapshots of recordings whose ends were in the journal.
    private static final Duration MAX_SNAPSHOT_WAIT = Duration.ofMinutes(1);

    private final RecordingStore store;
    private final DiskSync sync;
    private final SegmentKeys keys;
    private final SessionFiles files;
    private final String recoveredAt;
    private final RecoveryScope scope;
    private final Quarantine quarantine;
    private final Map<RecordingId, State> states = new HashMap<>();

    private JournalRecovery(
            RecorderParts parts, SessionFiles files, RecoveryScope scope, Quarantine quarantine) {
        this.store = parts.store();
        this.sync = parts.machine().sync();
        this.keys = parts.segmentKeys();
        this.files = files;
        this.recoveredAt = parts.machine().clock().now().toString();
        this.scope = scope;
        this.quarantine = quarantine;
    }

    /// What recovery knows of a session. `salvage` is null for a recording that was created here, or is not written.
    private static final class State {
        private final @Nullable Salvage salvage;
        private boolean replayed;
        private long lostBytes;

        private State(@Nullable Salvage salvage) {
            this.salvage = salvage;
        }
    }

    /// Recovers what `scope` says; afterwards its part of the journal is empty.
    ///
    /// @return how many recordings had to be finished
    /// @throws IOException if recordings cannot be written or keys are not at hand; it may be run again
    static int run(RecorderParts parts, RecoveryScope scope, Quarantine quarantine)
            throws IOException {
        try (SessionFiles files =
                new SessionFiles(
                        parts.store(),
                        parts.machine().sync(),
                        parts.listener(),
                        new WatchedSessions(parts.machine().ticker()))) {
            return new JournalRecovery(parts, files, scope, quarantine).recover();
        }
    }

    private int recover() throws IOException {
        List<Path> segments = segments();
        replay(segments);
        for (RecordingId session : scope.sessions()) {
            state(session, 0);
        }
        for (JournalShard.Ending ending : scope.endings()) {
            replay(
                    ending.session(),
                    ending.sequence(),
                    ending.micros(),
                    EntryLayout.FACT,
                    ending.fact());
        }
        files.finishEnded(MAX_SNAPSHOT_WAIT);
        int finished = 0;
        for (Map.Entry<RecordingId, State> entry : states.entrySet()) {
            if (files.isOpen(entry.getKey()) && !files.writer(entry.getKey()).isFinished()) {
                finish(entry.getKey(), entry.getValue());
                finished++;
            }
        }
        files.force();
        for (Path segment : segments) {
            Files.deleteIfExists(segment);
        }
        if (!segments.isEmpty()) {
            DiskErrors.forceDirectory(sync, scope.folder());
        }
        for (Map.Entry<RecordingId, State> entry : states.entrySet()) {
            Files.deleteIfExists(store.marker(entry.getKey()));
        }
        if (finished > 0) {
            LOG.atInfo().addKeyValue("recordings", finished).log("recordings were recovered");
        }
        return finished;
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> all = Files.list(scope.folder())) {
            return all.filter(scope::has).toList();
        }
    }

    private void replay(List<Path> paths) throws IOException {
        Map<String, List<JournalSegment>> shards = new HashMap<>();
        List<JournalSegment> opened = new ArrayList<>();
        try {
            for (Path path : paths) {
                JournalSegment segment = open(path);
                if (segment != null) {
                    opened.add(segment);
                    String name = path.getFileName().toString();
                    shards.computeIfAbsent(
                                    name.substring(0, name.indexOf('-') + 1),
                                    key -> new ArrayList<>())
                            .add(segment);
                }
            }
            for (List<JournalSegment> shard : shards.values()) {
                shard.sort((a, b) -> Long.compare(a.ordinal(), b.ordinal()));
                for (JournalSegment segment : shard) {
                    replay(segment);
                }
            }
        } finally {
            for (JournalSegment segment : opened) {
                segment.close();
            }
        }
    }

    private @Nullable JournalSegment open(Path path) throws IOException {
        try {
            return JournalSegment.open(path, keys);
        } catch (CorruptKeyException e) {
            quarantine.take(path, "the segment's key is damaged: " + e.getMessage(), recoveredAt);
            return null;
        } catch (InternalError e) {
            quarantine.take(path, "the segment cannot be read: " + e.getMessage(), recoveredAt);
            return null;
        }
    }

    private void replay(JournalSegment segment) throws IOException {
        try {
            int at = JournalSegment.HEADER_BYTES;
            while (at >= 0) {
                at = segment.read(at, this::replay);
            }
        } catch (InternalError e) {
            // The kernel cannot read a page of the mapping; what was read until here counts.
            quarantine.take(
                    segment.file(), "the segment cannot be read: " + e.getMessage(), recoveredAt);
        }
    }

    private void replay(
            RecordingId session, long sequence, long micros, int code, ByteBuffer content)
            throws IOException {
        State state = state(session, sequence);
        if (!files.isOpen(session)) {
            return;
        }
        long expected = files.writer(session).nextSequence();
        if (sequence > expected) {
            state.lostBytes += content.remaining();
        } else if (sequence == expected) {
            state.replayed = true;
            files.append(session, micros, code, content, 0);
        }
    }

    /// The state of `session`, begun when its first record is seen.
    private State state(RecordingId session, long sequence) throws IOException {
        State state = states.get(session);
        if (state == null) {
            state = begin(session, sequence);
            states.put(session, state);
        }
        return state;
    }

    private State begin(RecordingId session, long sequence) throws IOException {
        Path file = store.path(session);
        if (sequence == 1 && Files.exists(file) && RecordingFile.isUnbegun(file)) {
            // The broker died while it made the file; the journal has the recording from its first
            // entry on.
            LOG.atInfo()
                    .addKeyValue("session", session)
                    .addKeyValue("bytes", Files.size(file))
                    .log("a recording's file that was never begun is made anew from the journal");
            Files.delete(file);
        }
        if (Files.exists(file)) {
            try {
                if (isFinished(session)) {
                    return new State(null);
                }
                return adopt(session, file);
            } catch (KeyDestroyedException e) {
                // Erased on purpose: nothing can be added, and nothing is missed.
                return new State(null);
            } catch (RecordingException | CorruptKeyException e) {
                quarantine.take(
                        file, "the recording cannot be read: " + e.getMessage(), recoveredAt);
            }
        }
        if (isErased(session)) {
            return new State(null);
        }
        if (sequence == 1) {
            files.create(session);
        } else if (sequence > 1) {
            LOG.atWarn()
                    .addKeyValue("session", session)
                    .log("the journal has entries of a recording that is gone");
        }
        return new State(null);
    }

    private State adopt(RecordingId session, Path file) throws IOException {
        Salvage salvage = Salvage.begin(file, store.seal().keys(), files.sealer());
        try {
            files.adopt(session, salvage.writer(), count(session));
            return new State(salvage);
        } catch (RecordingException e) {
            files.abandon(session);
            salvage.writer().close();
            throw e;
        }
    }

    /// Counts what a recording has.
    private CompletenessCount count(RecordingId session) throws IOException {
        CompletenessCount count = new CompletenessCount();
        try (RecordingReader reader = store.open(session.toString())) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                switch (entry) {
                    case Entry.Bytes bytes -> count.add(bytes.origin().code(), bytes.bytes());
                    case Entry.Fact fact ->
                            count.add(
                                    EntryLayout.FACT,
                                    EntryLayout.encodeFact(fact.kind(), fact.facts()));
                }
            }
        }
        return count;
    }

    /// Whether the recording was removed for good since: it does not come back from the journal.
    private boolean isErased(RecordingId session) throws IOException {
        try {
            store.seal().keys().dataKey(session.toString()).close();
            return false;
        } catch (KeyDestroyedException e) {
            return true;
        } catch (KeyUnavailableException e) {
            return false;
        }
    }

    private boolean isFinished(RecordingId session) throws IOException {
        try (RecordingReader reader = store.open(session.toString())) {
            return reader.isFinished();
        }
    }

    private void finish(RecordingId session, State state) throws IOException {
        Salvage salvage = state.salvage;
        long lost = state.lostBytes;
        if (salvage != null && !state.replayed) {
            lost += salvage.droppedBytes();
        }
        files.count(session).recovered(lost);
        RecordingEnd end = files.end(session);
        if (salvage != null) {
            salvage.finish(recoveredAt, lost, end);
        } else {
            Salvage.finishNew(files.writer(session), recoveredAt, lost, end);
        }
        files.finished(session);
    }
}
