package dev.postern.replay;

import dev.postern.event.SessionEvent;
import dev.postern.recording.Entry;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingReader;
import dev.postern.replay.SessionTracker.EventListener;

import java.io.IOException;
import java.util.Map;
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

    /// Replays one entry; `listener` hears what happened in it, perhaps nothing.
    ///
    /// @return whether there was an entry; false at the end of what has been written, from where a later call goes on
    public boolean step(EventListener listener) throws IOException {
        Entry entry = reader.next();
        if (entry == null) {
            return false;
        }
        sequence = entry.sequence();
        micros = entry.micros();
        switch (entry) {
            case Entry.Bytes bytes -> {
                count(bytes);
                tracker.bytes(bytes.origin(), bytes.micros(), bytes.bytes(), listener);
            }
            case Entry.Fact fact -> fact(fact, listener);
        }
        return true;
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
            case "SESSION_STARTED" ->
                    listener.event(new SessionEvent.SessionStarted(0, fact.micros(), fact.facts()));
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
            default ->
                    listener.event(
                            new SessionEvent.BrokerFact(
                                    0, fact.micros(), fact.kind(), fact.facts()));
        }
    }

    private void end(EventListener listener) throws IOException {
        if (!ended) {
            ended = true;
            tracker.end(micros, listener);
        }
    }

    /// Whether the session's end was replayed.
    public boolean isComplete() {
        return ended;
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
