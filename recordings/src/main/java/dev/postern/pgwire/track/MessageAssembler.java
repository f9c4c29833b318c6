package dev.postern.pgwire.track;

import dev.postern.pgwire.Frame;
import dev.postern.pgwire.FrameListener;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Puts messages together up to a limit, and says what it left out of longer ones.
///
/// Memory grows with the bytes that came. A body that lies whole in one buffer is passed as a view.
final class MessageAssembler implements FrameListener {

    /// Takes messages in the order in which they are completed.
    interface Sink {
        /// Takes a message; its body is valid until the call returns.
        ///
        /// @param missing  bytes at the end of the body that were left out; 0 for a whole message
        void onMessage(Frame frame, long missing);

        /// Whether [#takesRun] may be asked about messages of a type.
        default boolean takesRuns(char type) {
            return false;
        }

        /// Takes whole messages of one type that lie one behind the other in `in` between `from` and `to`.
        ///
        /// @return whether it did; else they are given one by one
        default boolean takesRun(char type, int count, ByteBuffer in, int from, int to) {
            return false;
        }
    }

    private static final int KEPT_BYTES = 64 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final int maxBytes;
    private final Sink sink;
    private char type;
    private int bodyLength;
    private byte[] held = new byte[0];
    private int heldBytes;
    private ByteBuffer whole = NOTHING;

    MessageAssembler(int maxBytes, Sink sink) {
        this.maxBytes = maxBytes;
        this.sink = sink;
    }

    @Override
    public void onHeader(char type, int bodyLength, int headerEnd) {
        this.type = type;
        this.bodyLength = bodyLength;
        heldBytes = 0;
        whole = NOTHING;
    }

    @Override
    public void onBody(ByteBuffer in, int from, int to) {
        if (to - from == bodyLength && bodyLength <= maxBytes) {
            whole = in.slice(from, bodyLength);
            return;
        }
        int piece = Math.min(to - from, maxBytes - heldBytes);
        if (held.length - heldBytes < piece) {
            long doubled = Math.max(heldBytes + (long) piece, 2L * held.length);
            held = Arrays.copyOf(held, (int) Math.min(Math.min(bodyLength, maxBytes), doubled));
        }
        in.get(from, held, heldBytes, piece);
        heldBytes += piece;
        whole = ByteBuffer.wrap(held, 0, heldBytes);
    }

    @Override
    public void onEnd(int end) {
        ByteBuffer body = whole.slice();
        sink.onMessage(new Frame(type, body), (long) bodyLength - body.remaining());
        if (held.length > KEPT_BYTES) {
            held = new byte[0];
        }
        whole = NOTHING;
    }

    @Override
    public boolean takesRuns(char type) {
        return sink.takesRuns(type);
    }

    @Override
    public void onRun(char type, int count, ByteBuffer in, int from, int to) {
        if (sink.takesRun(type, count, in, from, to)) {
            return;
        }
        int at = from;
        while (at < to) {
            int body = at + Frame.HEADER_BYTES;
            int end = at + 1 + in.getInt(at + 1);
            onHeader(type, end - body, body);
            if (end > body) {
                onBody(in, body, end);
            }
            onEnd(end);
            at = end;
        }
    }
}
