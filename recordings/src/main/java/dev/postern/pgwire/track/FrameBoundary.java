package dev.postern.pgwire.track;

import dev.postern.pgwire.FrameCutter;
import dev.postern.pgwire.FrameLimits;
import dev.postern.pgwire.FrameListener;
import dev.postern.pgwire.MalformedMessageException;

import java.nio.ByteBuffer;

/// Knows whether one direction of a relayed stream stands between two messages, and where the last one ended.
///
/// Looks at headers only and never moves a buffer's position. Confined to the session's event loop.
public final class FrameBoundary {
    private final FrameCutter cutter;
    private int lastEnd = -1;
    private final FrameListener listener;

    /// Follows a direction whose limits are given, from its first typed message on.
    public FrameBoundary(FrameLimits limits) {
        cutter = new FrameCutter(limits);
        listener =
                new FrameListener() {
                    @Override
                    public void onHeader(char type, int bodyLength, int headerEnd) {}

                    @Override
                    public void onEnd(int end) {
                        lastEnd = end;
                    }
                };
    }

    /// Passes over the bytes from position to limit.
    ///
    /// @throws MalformedMessageException if a length word is illegal: the stream has no boundaries any more
    public void pass(ByteBuffer in) throws MalformedMessageException {
        lastEnd = -1;
        cutter.scan(in, listener);
    }

    /// Index behind the last message that ended in the buffer passed last, or -1 if none ended in it.
    public int lastEnd() {
        return lastEnd;
    }

    /// True between two messages.
    public boolean isAtBoundary() {
        return cutter.isAtBoundary();
    }

    /// Bytes known to be missing from the current message, 0 at a boundary.
    public int bytesLeft() {
        return cutter.bytesLeft();
    }
}
