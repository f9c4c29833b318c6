package dev.postern.pgwire;

import java.nio.ByteBuffer;

/// Finds message boundaries in one direction of a stream, looking at headers only.
///
/// Holds a dozen bytes of state whatever the size of a message: bodies are passed over where they lie, never
/// assembled. Use a [FrameCollector] as the listener to get small messages whole. Confined to one thread.
public final class FrameCutter {
    private final FrameLimits limits;

    /// Bytes of the header seen so far, 0 to 4; 5 means that the body is being passed.
    private int headerSeen;

    private char type;
    private int lengthWord;
    private int bodyLeft;

    public FrameCutter(FrameLimits limits) {
        this.limits = limits;
    }

    /// A cutter that stands where this one does and goes its own way.
    public FrameCutter copy() {
        FrameCutter copy = new FrameCutter(limits);
        copy.headerSeen = headerSeen;
        copy.type = type;
        copy.lengthWord = lengthWord;
        copy.bodyLeft = bodyLeft;
        return copy;
    }

    /// Scans the bytes from position to limit of `in`; moves neither.
    ///
    /// @throws MalformedMessageException if a length word is below 4 or above the limit of its type, or if the
    /// listener
    ///     refuses; the stream has lost its boundaries then and the connection must be closed
    public void scan(ByteBuffer in, FrameListener listener) throws MalformedMessageException {
        int at = in.position();
        int limit = in.limit();
        while (at < limit) {
            if (headerSeen == 0 && (in.get(at) & 0xff) == type && listener.takesRuns(type)) {
                at = passRun(in, at, limit, listener);
                if (at == limit) {
                    return;
                }
            }
            if (headerSeen < Frame.HEADER_BYTES) {
                at = scanHeader(in, at, limit);
                if (headerSeen < Frame.HEADER_BYTES) {
                    return;
                }
                bodyLeft = checkedLength() - Integer.BYTES;
                listener.onHeader(type, bodyLeft, at);
            } else {
                int to = Math.min(limit - at, bodyLeft) + at;
                bodyLeft -= to - at;
                listener.onBody(in, at, to);
                at = to;
            }
            if (bodyLeft == 0) {
                headerSeen = 0;
                listener.onEnd(at);
            }
        }
    }

    /// Passes over the messages of the same type as the last that lie whole in `in` from `from` on.
    ///
    /// @return the index behind the last of them
    private int passRun(ByteBuffer in, int from, int limit, FrameListener listener)
            throws MalformedMessageException {
        int max = limits.maxLength(type);
        int at = from;
        int count = 0;
        while (limit - at >= Frame.HEADER_BYTES && (in.get(at) & 0xff) == type) {
            int word = in.getInt(at + 1);
            if (word < Integer.BYTES || word > max || word > limit - at - 1) {
                break;
            }
            at += 1 + word;
            count++;
        }
        if (count > 0) {
            listener.onRun(type, count, in, from, at);
        }
        return at;
    }

    private int scanHeader(ByteBuffer in, int from, int limit) {
        if (headerSeen == 0 && limit - from >= Frame.HEADER_BYTES) {
            type = (char) (in.get(from) & 0xff);
            lengthWord = in.getInt(from + 1);
            headerSeen = Frame.HEADER_BYTES;
            return from + Frame.HEADER_BYTES;
        }
        int at = from;
        while (at < limit && headerSeen < Frame.HEADER_BYTES) {
            int next = in.get(at++) & 0xff;
            if (headerSeen == 0) {
                type = (char) next;
                lengthWord = 0;
            } else {
                lengthWord = lengthWord << 8 | next;
            }
            headerSeen++;
        }
        return at;
    }

    private int checkedLength() throws MalformedMessageException {
        int max = limits.maxLength(type);
        if (lengthWord < Integer.BYTES || lengthWord > max) {
            throw new MalformedMessageException(
                    "length word of message type " + (int) type,
                    1,
                    "it is " + Integer.toUnsignedString(lengthWord) + ", allowed are 4 to " + max);
        }
        return lengthWord;
    }

    /// True between two messages, and before the first byte.
    public boolean isAtBoundary() {
        return headerSeen == 0;
    }

    /// Bytes known to be missing until the current message ends: 0 at a boundary; inside a header, the rest of the
    /// header (the body's size is not known yet).
    public int bytesLeft() {
        if (headerSeen == 0) {
            return 0;
        }
        return headerSeen < Frame.HEADER_BYTES ? Frame.HEADER_BYTES - headerSeen : bodyLeft;
    }
}
