package dev.postern.broker.record;

import dev.postern.recording.FactKind;
import dev.postern.recording.format.Origin;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;

/// The recording of one running session; confined to the session's event loop.
///
/// Once [FailureListener#recorderFailed] was called, protocol bytes are refused; the broker's own last words and the end
/// are still taken if there is room.
///
/// An entry is APPENDED (survives `kill -9` of the broker) when `append` returns, and SYNCED (survives power loss) when
/// the position it returned is covered by a sync. Positions only grow.
public interface SessionRecorder {

    /// Appends protocol bytes as one entry, or as several if they are many.
    ///
    /// @param bytes copied before the call returns; the buffer's own position is left alone
    /// @return the position behind the entry
    /// @throws RecorderException if it could not be appended: the bytes must not be relayed and the session must end
    long append(Origin origin, ByteBuffer bytes) throws RecorderException;

    /// Appends a fact; returns and throws as above.
    long append(FactKind kind, Map<String, Object> facts) throws RecorderException;

    /// The position behind the last entry.
    long lastPosition();

    /// Whether everything before `position` is SYNCED.
    boolean isSynced(long position);

    /// Runs `done` on the event loop once everything before `position` is SYNCED, in the order of the calls;
    /// asks for a sync if none is under way. Calls [FailureListener#recorderFailed] instead if syncing failed.
    void whenSynced(long position, Runnable done);

    /// Whether the session may go on reading its sockets. False when the journal is nearly full: the caller pauses both
    /// sockets until `resumed` of [#whenWritable] runs.
    boolean isWritable();

    /// Runs `resumed` on the event loop once [#isWritable] is true again.
    void whenWritable(Runnable resumed);

    /// Names who is told, on the event loop and at most once, that this recording can no longer be written.
    void onFailure(FailureListener listener);

    /// Names who is told, on the event loop, that this session has been waiting for the disk for seconds; once for each
    /// time that the disk becomes slow.
    default void onSlow(SlowListener listener) {}

    /// Appends `SESSION_ENDED` with `facts` and lets the file be sealed. Nothing may be appended afterwards.
    void close(Map<String, Object> facts);

    /// Is told that a recording is far behind.
    @FunctionalInterface
    interface SlowListener {
        void recorderSlow(Duration lag);
    }

    /// Is told that a recording can no longer be written.
    @FunctionalInterface
    interface FailureListener {
        void recorderFailed(RecorderException cause);
    }
}
