package dev.postern.broker.record;

import dev.postern.keys.KeyDestroyedException;
import dev.postern.keys.KeyUnavailableException;
import dev.postern.recording.RecordingReader;
import dev.postern.recording.Salvage;
import dev.postern.recording.format.CorruptRecordingException;
import dev.postern.recording.format.EntryLayout;
import dev.postern.recording.format.RecordingId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private final JournalConfig config;
    private final RecordingStore store;
    private final DiskSync sync;
    private final SegmentKeys keys;
    private final SessionFiles files;
    private final String recoveredAt;
    private final RecoveryScope scope;
    private final Map<RecordingId, State> states = new HashMap<>();

    private JournalRecovery(
            JournalConfig config, RecorderParts parts, SessionFiles files, RecoveryScope scope) {
        this.config = config;
        this.store = parts.store();
        this.sync = parts.machine().sync();
        this.keys = parts.segmentKeys();
        this.files = files;
        this.recoveredAt = parts.machine().clock().now().toString();
        this.scope = scope;
    }

    /// What recovery knows of a session. `salvage` is null for a recording that was created here, or is not written;
    /// `damaged` says that it was left as it is, for a person to look at.
    private static final class State {
        private final @Nullable Salvage salvage;
        private final boolean damaged;
        private boolean replayed;
        private long lostBytes;

        private State(@Nullable Salvage salvage, boolean damaged) {
            this.salvage = salvage;
            this.damaged = damaged;
        }
    }

    /// Recovers what `scope` says under the data directory of `config`; afterwards its part of the journal is empty.
    ///
    /// @return how many recordings had to be finished
    static int run(JournalConfig config, RecorderParts parts, RecoveryScope scope)
            throws IOException {
        try (SessionFiles files =
                new SessionFiles(parts.store(), parts.machine().sync(), parts.listener())) {
            return new JournalRecovery(config, parts, files, scope).recover();
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
        int finished = 0;
        for (Map.Entry<RecordingId, State> entry : states.entrySet()) {
            if (files.isOpen(entry.getKey()) && !files.writer(entry.getKey()).isFinished()) {
                finish(entry.getKey(), entry.getValue());
                finished++;
            }
        }
        files.force();
        for (Path segment : segments) {
            Files.delete(segment);
        }
        if (!segments.isEmpty()) {
            sync.forceDirectory(config.journal());
        }
        for (Map.Entry<RecordingId, State> entry : states.entrySet()) {
            if (!entry.getValue().damaged) {
                Files.deleteIfExists(store.marker(entry.getKey()));
            }
        }
        if (finished > 0) {
            LOG.atInfo().addKeyValue("recordings", finished).log("recordings were recovered");
        }
        return finished;
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> all = Files.list(config.journal())) {
            return all.filter(file -> file.toString().endsWith(".seg"))
                    .filter(scope.segments())
                    .toList();
        }
    }

    private void replay(List<Path> paths) throws IOException {
        Map<String, List<JournalSegment>> shards = new HashMap<>();
        List<JournalSegment> opened = new ArrayList<>();
        try {
            for (Path path : paths) {
                JournalSegment segment = JournalSegment.open(path, keys);
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
                    int at = JournalSegment.HEADER_BYTES;
                    while (at >= 0) {
                        at = segment.read(at, this::replay);
                    }
                }
            }
        } finally {
            for (JournalSegment segment : opened) {
                segment.close();
            }
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
        if (Files.exists(file)) {
            try {
                if (isFinished(session)) {
                    return new State(null, false);
                }
                Salvage salvage = Salvage.begin(file, store.seal().keys(), files.sealer());
                files.adopt(session, salvage.writer());
                return new State(salvage, false);
            } catch (CorruptRecordingException e) {
                return beginAgain(session, sequence, file, e);
            }
        }
        if (isErased(session)) {
            return new State(null, false);
        }
        if (sequence == 1) {
            files.create(session);
            return new State(null, false);
        }
        if (sequence > 1) {
            LOG.atWarn()
                    .addKeyValue("session", session)
                    .log("the journal has entries of a recording that is gone");
        }
        return new State(null, false);
    }

    /// A recording whose very beginning is not whole: the journal has all of it, or it is left for a person to look at.
    private State beginAgain(
            RecordingId session, long sequence, Path file, CorruptRecordingException damage)
            throws IOException {
        if (sequence != 1) {
            LOG.atError()
                    .addKeyValue("session", session)
                    .setCause(damage)
                    .log("a recording is damaged");
            return new State(null, true);
        }
        Files.move(file, file.resolveSibling(file.getFileName() + ".damaged-" + recoveredAt));
        files.create(session);
        return new State(null, false);
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
        if (salvage != null) {
            salvage.finish(
                    recoveredAt,
                    state.lostBytes + (state.replayed ? 0 : salvage.droppedBytes()),
                    files.end("recovered"));
        } else {
            Salvage.finishNew(
                    files.writer(session), recoveredAt, state.lostBytes, files.end("recovered"));
        }
        files.finished(session);
    }
}
