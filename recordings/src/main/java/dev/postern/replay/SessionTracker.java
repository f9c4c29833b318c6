package dev.postern.replay;

import dev.postern.event.SessionEvent;
import dev.postern.pgwire.track.StateWriter;
import dev.postern.recording.format.Origin;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Follows the protocol of one session and tells what happened in it.
public interface SessionTracker {

    /// Takes the next bytes of a stream.
    ///
    /// @param micros microseconds since the recording was opened
    void bytes(Origin origin, long micros, ByteBuffer bytes, EventListener listener)
            throws IOException;

    /// The last `requests` requests of the client were held and never sent to the target.
    void withdraw(long requests);

    /// The session has ended: whatever was open ends with it.
    void end(long micros, EventListener listener) throws IOException;

    /// The number of the last statement that was reported, 0 before the first.
    int statements();

    /// The number of the last message that was completed, 0 before the first.
    long messages();

    /// Whether nothing is asked and nothing half said, so that the state can be saved.
    boolean isQuiescent();

    /// Writes what a tracker needs to go on from here; this one [#isQuiescent].
    void save(StateWriter out);

    /// Is told of events, in order.
    @FunctionalInterface
    interface EventListener {
        void event(SessionEvent event) throws IOException;
    }
}
