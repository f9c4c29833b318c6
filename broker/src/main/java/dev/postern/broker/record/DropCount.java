package dev.postern.broker.record;

import dev.postern.pgwire.FrameCutter;
import dev.postern.pgwire.FrameLimits;
import dev.postern.pgwire.FrameListener;
import dev.postern.pgwire.MalformedMessageException;
import dev.postern.recording.format.Origin;

import java.nio.ByteBuffer;
import java.util.Map;

/// What a session of [Durability#BEST_EFFORT] could not record since its last gap. Confined to its event loop.
final class DropCount {

    private final FrameCutter frontend = new FrameCutter(FrameLimits.FRONTEND);
    private final FrameCutter backend = new FrameCutter(FrameLimits.BACKEND);
    private final Ends ends = new Ends();
    private boolean isStarted;
    private long messages;
    private long bytes;
    private long sinceMicros;

    private static final class Ends implements FrameListener {
        private long count;

        @Override
        public void onHeader(char type, int bodyLength, int headerEnd) {
            // A message counts where it ends.
        }

        @Override
        public void onEnd(int end) {
            count++;
        }
    }

    /// Follows the messages in `content`.
    ///
    /// @return how many end in it
    long follow(Origin origin, ByteBuffer content) {
        if (!isStarted && origin == Origin.FRONTEND) {
            // The start-up packet has no type.
            isStarted = true;
            return 1;
        }
        ends.count = 0;
        try {
            (origin == Origin.FRONTEND ? frontend : backend).scan(content, ends);
        } catch (MalformedMessageException e) {
            // The edge ends the session for it.
            return ends.count;
        }
        return ends.count;
    }

    /// @param micros when, as the time of an entry
    void dropped(long droppedMessages, int droppedBytes, long micros) {
        if (isEmpty()) {
            sinceMicros = micros;
        }
        messages += droppedMessages;
        bytes += droppedBytes;
    }

    boolean isEmpty() {
        return bytes == 0;
    }

    /// The facts of a `GAP`.
    Map<String, Object> facts() {
        return Map.of(
                "messages",
                messages,
                "bytes",
                bytes,
                "cause",
                "no room in the journal",
                "sinceMicros",
                sinceMicros);
    }

    void reset() {
        messages = 0;
        bytes = 0;
    }
}
