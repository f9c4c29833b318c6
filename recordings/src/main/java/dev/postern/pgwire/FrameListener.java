package dev.postern.pgwire;

import java.nio.ByteBuffer;

/// Hears where messages begin and end while a [FrameCutter] scans a stream.
///
/// Indices are absolute in the buffer given to the running [FrameCutter#scan]; a message may begin in one buffer and
/// end
/// in another. The order for each message is: one header, any number of body pieces, one end.
public interface FrameListener {

    /// The header of a message is complete.
    ///
    /// @param type        the type byte, 0 to 255
    /// @param bodyLength  bytes of the body, 0 to 2^31-5
    /// @param headerEnd   index of the first byte behind the header
    /// @throws MalformedMessageException to refuse the message; the stream cannot be scanned further
    void onHeader(char type, int bodyLength, int headerEnd) throws MalformedMessageException;

    /// A piece of the body lies in `in` from index `from` up to, not including, `to`; `from` is smaller than `to`.
    default void onBody(ByteBuffer in, int from, int to) throws MalformedMessageException {}

    /// The message is complete; `end` is the index behind its last byte.
    default void onEnd(int end) throws MalformedMessageException {}

    /// Whether messages of a type may be told all at once, where several of them follow each other.
    default boolean takesRuns(char type) {
        return false;
    }

    /// Messages of one type that [#takesRuns] lie whole in `in`, one behind the other, from index `from` up to, not
    /// including, `to`; nothing else is told of them.
    ///
    /// @param count  at least 1
    default void onRun(char type, int count, ByteBuffer in, int from, int to)
            throws MalformedMessageException {}
}
