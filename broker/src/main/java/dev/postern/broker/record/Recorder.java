package dev.postern.broker.record;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.Executor;

/// Opens the recordings of sessions.
public interface Recorder extends AutoCloseable {

    /// Opens the recording of a session and appends its first entry, `SESSION_STARTED` with `facts`.
    ///
    /// May be called from any thread. Nothing may be sent to the target before the entry is SYNCED
    /// ([SessionRecorder#whenSynced] with [SessionRecorder#lastPosition]).
    ///
    /// @param session    the session's ULID
    /// @param loop       the session's event loop: every later call comes from it, every callback is run on it
    /// @param durability how long bytes wait for the disk
    /// @throws RecorderException if no recording can be opened; the session must be refused
    SessionRecorder open(
            String session, Map<String, Object> facts, Durability durability, Executor loop)
            throws RecorderException;

    /// Why no recording can be opened at present, or null if one can.
    default @Nullable RecorderException refusal() {
        return null;
    }

    /// Makes everything appended so far durable, seals what can be sealed and releases the files.
    @Override
    void close();
}
