package dev.postern.recording;

import dev.postern.recording.format.Origin;

import java.nio.ByteBuffer;
import java.util.Map;

/// One thing in a recording. Entries are numbered from 1 without gaps, over all streams: that number is the order.
public sealed interface Entry {

    /// The number of the entry, from 1.
    long sequence();

    /// Microseconds of the monotonic clock since the recording was opened.
    long micros();

    /// Protocol bytes in the pieces in which a socket delivered or took them; a piece need not hold whole messages.
    ///
    /// @param bytes a read-only view, valid until the next entry is read
    record Bytes(long sequence, long micros, Origin origin, ByteBuffer bytes) implements Entry {}

    /// Something the broker states beside the wire.
    ///
    /// @param kind   one of [FactKind]'s names, or another that a newer writer made
    /// @param facts  JSON values by name
    record Fact(long sequence, long micros, String kind, Map<String, Object> facts)
            implements Entry {}
}
