package dev.postern.replay;

import dev.postern.event.SessionEvent;
import dev.postern.pgwire.track.MalformedStateException;
import dev.postern.pgwire.track.ProtocolTracker;
import dev.postern.pgwire.track.StateReader;
import dev.postern.pgwire.track.StateWriter;
import dev.postern.recording.Entry;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingReader;
import dev.postern.recording.format.Footer;
import dev.postern.replay.SessionTracker.EventListener;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Turns a recording into events, entry by entry; a running or unfinished one too, as far as it has been written.
///
/// Nothing but the tracker's own state and one entry is in memory, whatever the length of the session. Not
/// thread-safe.
public final class SessionReplay implements AutoCloseable {

    private final RecordingReader reader;
    private final SessionTracker tracker;
    private long sequence;
    private long micros;
    private long frontendBytes;
    private long backendBytes;
    private boolean ended;

    /// The entry that says who is connected, 0 before it.
    private long startedAt;

    private SessionReplay(RecordingReader reader, SessionTracker tracker) {
        this.reader = reader;
        this.tracker = tracker;
    }

    /// A replay at the beginning of the recording.
    public static SessionReplay open(RecordingFile file, Supplier<SessionTracker> trackers)
            throws IOException {
        return new SessionReplay(file.open(), trackers.get());
    }

    /// A replay of a PostgreSQL session, at the beginning of the recording.
    public static SessionReplay open(RecordingFile file) throws IOException {
        return open(file, PgSessionTracker::new);
    }

    /// A replay of a PostgreSQL session, at the beginning of the recording, that tells rows and COPY data of the server that
    /// lie one behind the other as [SessionEvent.ResultsReturned].
    public static SessionReplay openInRuns(RecordingFile file) throws IOException {
        return open(file, () -> new PgSessionTracker(ProtocolTracker.Rows.IN_RUNS));
    }

    /// A replay of a PostgreSQL session that begins as late as it can and still tells statement `ordinal` from its
    /// beginning, and everything behind that.
    ///
    /// @param ordinal  of a statement; 1 or below is the beginning
    /// @param listener is told at once what holds where the replay begins: the session's start, reported settings, the
    ///     transaction status; nothing if that is the beginning
    public static SessionReplay openBefore(RecordingFile file, int ordinal, EventListener listener)
            throws IOException {
        RecordingReader reader = file.open();
        try {
            ReplayState state = ordinal <= 1 ? null : stateBefore(reader, ordinal);
            if (state == null) {
                reader.seek(1);
                return following(reader);
            }
            return restore(reader, state, listener);
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private static @Nullable ReplayState stateBefore(RecordingReader reader, int ordinal)
            throws IOException {
        ReplayState state = ReplayState.findBelow(reader, ordinal, ReplayState::statements);
        while (state != null && !state.hasSession()) {
            long earlier = Math.min(state.sessionAt(), state.sequence() - 1);
            state = earlier < 1 ? null : ReplayState.at(reader, earlier);
        }
        return state;
    }

    /// A replay where `state`, which has the session, was saved.
    static SessionReplay restore(RecordingReader reader, ReplayState state, EventListener listener)
            throws IOException {
        StateReader in = state.in();
        try {
            new MessageCutter(MessageCutter.DEFAULT_RAW_LIMIT).restore(in);
            long startedAt = in.int64();
            long micros = in.int64();
            long frontendBytes = in.int64();
            long backendBytes = in.int64();
            SessionReplay replay = new SessionReplay(reader, PgSessionTracker.restore(in));
            replay.frontendBytes = frontendBytes;
            replay.backendBytes = backendBytes;
            ReplayContext context = ReplayContext.restore(in);
            in.end();
            replay.tellStart(startedAt, listener);
            context.tell(listener);
            reader.seek(state.sequence());
            replay.sequence = state.sequence() - 1;
            replay.micros = micros;
            return replay;
        } catch (MalformedStateException e) {
            throw ReplayState.damage(reader, state.sequence(), e);
        }
    }

    private void tellStart(long number, EventListener listener) throws IOException {
        if (number < 1) {
            return;
        }
        reader.seek(number);
        Entry entry = reader.next();
        if (entry != null) {
            take(entry, listener);
        }
    }

    /// A replay that goes on where `reader` stands, which is at the beginning.
    static SessionReplay following(RecordingReader reader) {
        return new SessionReplay(reader, new PgSessionTracker());
    }

    /// As [#following], telling rows and COPY data of the server as [#openInRuns].
    static SessionReplay inRuns(RecordingReader reader) {
        return new SessionReplay(reader, new PgSessionTracker(ProtocolTracker.Rows.IN_RUNS));
    }

    /// Writes what a replay needs to go on from here; this one [#isQuiescent].
    void save(StateWriter out) {
        out.int64(startedAt).int64(micros).int64(frontendBytes).int64(backendBytes);
        tracker.save(out);
    }

    /// Whether the state can be saved.
    boolean isQuiescent() {
        return !ended && tracker.isQuiescent();
    }

    /// The number of the last statement that was reported, 0 before the first.
    int statements() {
        return tracker.statements();
    }

    /// Replays one entry; `listener` hears what happened in it, perhaps nothing.
    ///
    /// @return whether there was an entry; false at the end of what has been written, from where a later call goes on
    public boolean step(EventListener listener) throws IOException {
        Entry entry = reader.next();
        if (entry == null) {
            return false;
        }
        take(entry, listener);
        return true;
    }

    /// Replays an entry that the reader gave.
    void take(Entry entry, EventListener listener) throws IOException {
        sequence = entry.sequence();
        micros = entry.micros();
        switch (entry) {
            case Entry.Bytes bytes -> {
                count(bytes);
                tracker.bytes(bytes.origin(), bytes.micros(), bytes.bytes(), listener);
            }
            case Entry.Fact fact -> fact(fact, listener);
        }
    }

    private void count(Entry.Bytes bytes) {
        switch (bytes.origin()) {
            case FRONTEND -> frontendBytes += bytes.bytes().remaining();
            case BACKEND -> backendBytes += bytes.bytes().remaining();
            case BROKER_TO_FRONTEND, BROKER_TO_BACKEND -> {}
        }
    }

    /// Replays everything that has been written, and [#isComplete] says whether that was the whole session.
    public void all(EventListener listener) throws IOException {
        boolean more = true;
        while (more) {
            more = step(listener);
        }
    }

    private void fact(Entry.Fact fact, EventListener listener) throws IOException {
        switch (fact.kind()) {
            case "SESSION_STARTED" -> {
                startedAt = fact.sequence();
                listener.event(new SessionEvent.SessionStarted(0, fact.micros(), fact.facts()));
            }
            case "SESSION_ENDED" -> {
                end(listener);
                Object reason = fact.facts().get("reason");
                String text = reason == null ? "unknown" : reason.toString();
                listener.event(new SessionEvent.SessionEnded(0, fact.micros(), text, fact.facts()));
            }
            case "RECOVERED" -> {
                end(listener);
                listener.event(
                        new SessionEvent.BrokerFact(0, fact.micros(), fact.kind(), fact.facts()));
                listener.event(
                        new SessionEvent.SessionEnded(
                                0, fact.micros(), "recovered", Map.copyOf(fact.facts())));
            }
            case "STATEMENT_WITHDRAWN" -> {
                if (fact.facts().get("messages") instanceof Number requests) {
                    tracker.withdraw(requests.longValue());
                }
                tell(fact, listener);
            }
            default -> tell(fact, listener);
        }
    }

    private static void tell(Entry.Fact fact, EventListener listener) throws IOException {
        listener.event(new SessionEvent.BrokerFact(0, fact.micros(), fact.kind(), fact.facts()));
    }

    private void end(EventListener listener) throws IOException {
        if (!ended) {
            ended = true;
            tracker.end(micros, listener);
        }
    }

    /// The number of the last message that was replayed whole, 0 before the first.
    public long messages() {
        return tracker.messages();
    }

    /// Whether the session's end was replayed.
    public boolean isComplete() {
        return ended;
    }

    /// The completeness verdict in the recording's footer; empty as long as the recording is not sealed.
    public Optional<Map<String, @Nullable Object>> verdict() {
        return reader.footer().map(Footer::completeness);
    }

    /// Bytes received from the client so far.
    public long frontendBytes() {
        return frontendBytes;
    }

    /// Bytes received from the target so far.
    public long backendBytes() {
        return backendBytes;
    }

    /// The number of the entry that was replayed last, 0 before the first.
    public long sequence() {
        return sequence;
    }

    /// Microseconds from the opening of the recording to the entry that was replayed last.
    public long micros() {
        return micros;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
