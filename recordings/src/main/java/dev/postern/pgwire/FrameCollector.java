package dev.postern.pgwire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Assembles whole messages of bounded size, for phases in which only small ones are legal (login, broker-made).
///
/// Memory grows with the bytes that came, never with the length that a header claims. A body that lies whole in one
/// buffer is passed as a view of it, without a copy.
public final class FrameCollector implements FrameListener {

    /// Takes whole messages.
    @FunctionalInterface
    public interface FrameSink {
        /// Takes one message; its body is valid until this call returns.
        void onFrame(Frame frame) throws MalformedMessageException;
    }

    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final int maxBodyBytes;
    private final FrameSink sink;
    private char type;
    private int bodyLength;
    private byte[] held = new byte[0];
    private int heldBytes;
    private ByteBuffer whole = EMPTY;

    /// Collects for `sink`.
    ///
    /// @param maxBodyBytes largest accepted body, in bytes
    public FrameCollector(int maxBodyBytes, FrameSink sink) {
        this.maxBodyBytes = maxBodyBytes;
        this.sink = sink;
    }

    @Override
    public void onHeader(char type, int bodyLength, int headerEnd)
            throws MalformedMessageException {
        if (bodyLength > maxBodyBytes) {
            throw new MalformedMessageException(
                    "length word of message type " + (int) type,
                    1,
                    "a body of "
                            + bodyLength
                            + " bytes is above the limit of "
                            + maxBodyBytes
                            + " in this phase");
        }
        this.type = type;
        this.bodyLength = bodyLength;
        heldBytes = 0;
        whole = EMPTY;
    }

    @Override
    public void onBody(ByteBuffer in, int from, int to) {
        int piece = to - from;
        if (piece == bodyLength) {
            whole = in.slice(from, piece).asReadOnlyBuffer();
            return;
        }
        if (held.length - heldBytes < piece) {
            held =
                    Arrays.copyOf(
                            held,
                            Math.min(bodyLength, Math.max(heldBytes + piece, 2 * held.length)));
        }
        in.get(from, held, heldBytes, piece);
        heldBytes += piece;
        whole = EMPTY;
    }

    @Override
    public void onEnd(int end) throws MalformedMessageException {
        ByteBuffer body =
                heldBytes == 0 ? whole : ByteBuffer.wrap(held, 0, heldBytes).asReadOnlyBuffer();
        whole = EMPTY;
        sink.onFrame(new Frame(type, body));
        held = heldBytes > KEPT_BYTES ? new byte[0] : held;
        heldBytes = 0;
    }

    /// A larger assembly area is given back after use.
    private static final int KEPT_BYTES = 64 * 1024;
}
