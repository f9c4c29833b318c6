package dev.postern.replay;

import dev.postern.recording.format.Origin;

import java.nio.ByteBuffer;

/// One message of the protocol, as it passed.
///
/// @param number   its number in the session, from 1 over both directions; 0 for what the broker sent to the target
/// @param sequence the number of the entry in which it ended
/// @param micros   microseconds from the opening of the recording to the entry in which it ended
/// @param origin   who sent it, and to whom if the broker did
/// @param type     the type byte, or [#STARTUP] for the packet without one
/// @param length   bytes of the whole message, type byte and length word included
/// @param raw      its first bytes, at most the cutter's limit; a read-only copy
public record WireMessage(
        long number,
        long sequence,
        long micros,
        Origin origin,
        int type,
        long length,
        ByteBuffer raw) {

    /// The type of the StartupMessage, which has no type byte.
    public static final int STARTUP = 0;

    /// Whether it goes from the client's side to the server's.
    public boolean isToServer() {
        return origin == Origin.FRONTEND || origin == Origin.BROKER_TO_BACKEND;
    }

    /// Whether the broker made it.
    public boolean isFromBroker() {
        return origin == Origin.BROKER_TO_FRONTEND || origin == Origin.BROKER_TO_BACKEND;
    }

    /// Whether `raw` holds less than the message.
    public boolean isTruncated() {
        return raw.remaining() < length;
    }
}
