package dev.postern.broker.proxy.pg;

import dev.postern.broker.record.Durability;
import dev.postern.broker.record.RecorderException;
import dev.postern.broker.record.SessionRecorder;
import dev.postern.pgwire.FrameCutter;
import dev.postern.pgwire.FrameLimits;
import dev.postern.pgwire.FrameListener;
import dev.postern.pgwire.MalformedMessageException;
import dev.postern.recording.format.Origin;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// The direction from client to target: chunks are recorded, wait for the disk, and go on as they came.
///
/// What one read delivered is one group and waits for one sync. Confined to the session's event loop.
final class FrontendStream implements FrameListener {

    private final Channel target;
    private final SessionRecorder recorder;
    private final boolean waitsForSync;
    private final Flow flow;
    private final FrameCutter cutter = new FrameCutter(FrameLimits.FRONTEND);
    private final ArrayDeque<ByteBuf> gathered = new ArrayDeque<>();
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
    private long totalBytes;
    private long answers;
    private long answersDue;
    private long answersSent;
    private boolean isBatchOpen;
    private boolean isTerminated;
    private boolean isClosed;

    FrontendStream(
            Channel client, Channel target, SessionRecorder recorder, Durability durability) {
        this.target = target;
        this.recorder = recorder;
        this.flow = new Flow(client);
        this.waitsForSync =
                switch (durability) {
                    case STRICT, STRICT_FULL -> true;
                    case WRITE_THROUGH, BEST_EFFORT -> false;
                };
    }

    Flow flow() {
        return flow;
    }

    /// Takes one chunk, which this stream releases.
    ///
    /// @throws MalformedMessageException if it is no sequence of messages; it was recorded, but not sent
    /// @throws RecorderException if it could not be recorded; it was not sent
    void accept(ByteBuf chunk) throws MalformedMessageException, RecorderException {
        boolean kept = false;
        try {
            record(chunk.internalNioBuffer(chunk.readerIndex(), chunk.readableBytes()));
            kept = true;
        } finally {
            if (!kept) {
                chunk.release();
            }
        }
        pass(chunk);
    }

    /// Records bytes of the client, from position to limit; moves neither.
    void record(ByteBuffer bytes) throws RecorderException {
        totalBytes += bytes.remaining();
        recorder.append(Origin.FRONTEND, bytes);
    }

    /// Takes one chunk that was recorded, which this stream releases.
    void pass(ByteBuf chunk) throws MalformedMessageException {
        int bytes = chunk.readableBytes();
        boolean kept = false;
        try {
            cutter.scan(chunk.internalNioBuffer(chunk.readerIndex(), bytes), this);
            kept = true;
        } finally {
            if (!kept) {
                chunk.release();
            }
        }
        flow.add(bytes);
        gathered.add(chunk);
    }

    /// How many bytes, from the position of `in` on, belong to a message or request that has begun: a batch goes on to
    /// its Sync, COPY data to its end, and Terminate begins nothing.
    int begunBytes(ByteBuffer in) throws MalformedMessageException {
        FrameCutter ahead = cutter.copy();
        Batch batch = new Batch(isBatchOpen);
        int at = in.position();
        while (at < in.limit()) {
            if (ahead.isAtBoundary() && batch.isBegunBy((char) (in.get(at) & 0xff))) {
                break;
            }
            int next = Math.min(in.limit(), at + Math.max(1, ahead.bytesLeft()));
            ahead.scan(in.slice(at, next - at), batch);
            at = next;
        }
        return at - in.position();
    }

    /// Whether a batch of the extended protocol is open, looking ahead.
    private static final class Batch implements FrameListener {
        private boolean isOpen;

        Batch(boolean isOpen) {
            this.isOpen = isOpen;
        }

        /// Whether a message of this type is the first of a new request.
        boolean isBegunBy(char type) {
            return switch (type) {
                case 'P', 'B', 'D', 'E', 'C', 'H' -> !isOpen;
                case 'd', 'c', 'f', 'S', 'X' -> false;
                default -> true;
            };
        }

        @Override
        public void onHeader(char type, int bodyLength, int headerEnd) {
            if (type == 'S') {
                isOpen = false;
            }
        }
    }

    /// The read is over: its chunks go on once they are as durable as the target's configuration demands.
    void acceptComplete() {
        int count = gathered.size();
        if (count == 0) {
            return;
        }
        waiting.addAll(gathered);
        gathered.clear();
        if (waitsForSync) {
            recorder.whenSynced(recorder.lastPosition(), () -> send(count));
        } else {
            send(count);
        }
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            ByteBuf chunk = waiting.poll();
            if (chunk == null) {
                return;
            }
            int bytes = chunk.readableBytes();
            target.write(chunk).addListener(_ -> flow.done(bytes));
        }
        target.flush();
        if (waiting.isEmpty() && gathered.isEmpty()) {
            answersSent = answersDue;
        } else {
            answersSent = Math.max(answersSent, Math.min(answersDue, 1));
        }
    }

    /// Runs `next` behind everything that was accepted and has not yet been sent.
    void whenSent(Runnable next) {
        acceptComplete();
        if (waiting.isEmpty()) {
            next.run();
        } else {
            recorder.whenSynced(
                    recorder.lastPosition(),
                    () -> {
                        if (!isClosed) {
                            next.run();
                        }
                    });
        }
    }

    @Override
    public void onHeader(char type, int bodyLength, int headerEnd) {
        switch (type) {
            case 'Q', 'F', 'S' -> {
                answersDue++;
                isBatchOpen = false;
            }
            case 'P', 'B', 'D', 'E', 'C', 'H' -> isBatchOpen = true;
            case 'X' -> isTerminated = true;
            default -> {}
        }
    }

    /// COPY data means nothing to this stream.
    @Override
    public boolean takesRuns(char type) {
        return type == 'd';
    }

    /// The target has answered one request with ReadyForQuery.
    void onReady() {
        answers++;
        answersDue = Math.max(0, answersDue - 1);
        answersSent = Math.max(0, answersSent - 1);
    }

    /// How many requests were answered with ReadyForQuery.
    long answers() {
        return answers;
    }

    /// What became of the client's last statement, if the session ended now.
    ///
    /// @param isHeld whether more of the client waits in front of this stream
    String fate(boolean isHeld) {
        boolean isUnsent =
                isHeld || !waiting.isEmpty() || !gathered.isEmpty() || !cutter.isAtBoundary();
        boolean isUnanswered = answersSent > 0;
        if (isUnsent) {
            return isUnanswered
                    ? "The last statement was not sent to the target; the ones before it were sent,"
                            + " result unknown."
                    : "The statement was not sent to the target.";
        }
        return isUnanswered
                ? "The statement was sent, result unknown."
                : "No statement was under way.";
    }

    /// Whether the target has been asked something that it has not yet answered; may err towards yes.
    boolean isAnswerDue() {
        return answersDue > 0 || isBatchOpen || !cutter.isAtBoundary();
    }

    boolean isTerminated() {
        return isTerminated;
    }

    boolean isAtBoundary() {
        return cutter.isAtBoundary();
    }

    /// Whether what has gone to the target so far ends with a whole message: only there may the broker speak.
    boolean isSentToBoundary() {
        return gathered.isEmpty() && waiting.isEmpty() && cutter.isAtBoundary();
    }

    long totalBytes() {
        return totalBytes;
    }

    /// Whether the client is not read because the target does not read.
    boolean isHeldBack() {
        return !isClosed && flow.isFull();
    }

    /// Drops what was not sent.
    void close() {
        isClosed = true;
        gathered.forEach(ByteBuf::release);
        gathered.clear();
        waiting.forEach(ByteBuf::release);
        waiting.clear();
    }

    /// Closes `channel` behind everything that was written to it.
    static void closeBehind(Channel channel) {
        channel.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER)
                .addListener(ChannelFutureListener.CLOSE);
    }
}
