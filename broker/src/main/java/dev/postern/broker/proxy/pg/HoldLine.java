package dev.postern.broker.proxy.pg;

import dev.postern.broker.record.RecorderException;
import dev.postern.broker.record.SessionRecorder;
import dev.postern.pgwire.FrameCutter;
import dev.postern.pgwire.FrameLimits;
import dev.postern.pgwire.FrameListener;
import dev.postern.pgwire.MalformedMessageException;
import dev.postern.recording.FactKind;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Where the client's messages wait, in front of [FrontendStream], while a session is held.
///
/// ```
/// OPEN     -> hold()     -> HOLDING    what belongs to a request that has begun goes on; from the first message of
///                                      a new one on everything waits here, recorded
/// HOLDING  -> release()  -> OPEN       what waits goes on as it came
/// HOLDING  -> withdraw() -> DROPPING   what waits is answered here and never sent, to the end of its last request
/// DROPPING -> that end   -> HOLDING, or OPEN if it was released meanwhile
/// ```
///
/// What waits counts in the flow of the stream, which stops reading the client at its limit; the rest of a message that
/// is dropped is read on. Confined to the session's event loop.
final class HoldLine {

    private final FrontendStream frontend;
    private final SessionRecorder recorder;
    private final Answers answers;
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
    private final Waiting found = new Waiting();
    private FrameCutter cutter = new FrameCutter(FrameLimits.FRONTEND);
    private long waitingBytes;
    private boolean isHolding;
    private boolean isDropping;
    private Withdrawal cause = Withdrawal.SESSION_ENDED;

    /// Why what waited was never sent.
    enum Withdrawal {
        CLIENT_CANCELLED,
        PERSON_CANCELLED,
        CLIENT_ENDED,
        SESSION_ENDED
    }

    /// Answers a request that is withdrawn, between two messages of the server.
    interface Answers {
        /// Says the error.
        void error(Withdrawal cause);

        /// Says that the next request is waited for.
        void ready();
    }

    /// What lies in the bytes that wait or are dropped.
    private static final class Waiting implements FrameListener {
        private char type;
        private long ended;
        private long messages;
        private int requests;
        private boolean isBatchOpen;
        private boolean isErrorSaid;
        private boolean isTerminated;

        @Override
        public void onHeader(char type, int bodyLength, int headerEnd) {
            this.type = type;
        }

        @Override
        public void onEnd(int end) {
            ended++;
            messages += "QFSPBDECcf".indexOf(type) >= 0 ? 1 : 0;
            switch (type) {
                case 'Q', 'F', 'S' -> {
                    requests++;
                    isBatchOpen = false;
                }
                case 'P', 'B', 'D', 'E', 'C', 'H' -> isBatchOpen = true;
                case 'X' -> isTerminated = true;
                default -> {}
            }
        }
    }

    HoldLine(FrontendStream frontend, SessionRecorder recorder, Answers answers) {
        this.frontend = frontend;
        this.recorder = recorder;
        this.answers = answers;
    }

    /// Whether new statements are held.
    boolean isHolding() {
        return isHolding;
    }

    /// Whether the client has sent something that waits here.
    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /// Whether what waits ends with a whole message.
    boolean isAtBoundary() {
        return cutter.isAtBoundary();
    }

    /// From now on new statements are held.
    void hold() {
        isHolding = true;
    }

    /// What waits goes on, and what comes behind it.
    void release() throws MalformedMessageException {
        isHolding = false;
        while (!waiting.isEmpty()) {
            ByteBuf chunk = waiting.remove();
            int bytes = chunk.readableBytes();
            frontend.pass(chunk);
            frontend.flow().done(bytes);
        }
        if (!isDropping) {
            forget();
        }
        frontend.acceptComplete();
    }

    /// Takes one chunk of the client, which this line releases or hands on.
    ///
    /// @throws MalformedMessageException if it is no sequence of messages; it was recorded, but not sent
    /// @throws RecorderException if it could not be recorded; it was not sent
    void accept(ByteBuf chunk) throws MalformedMessageException, RecorderException {
        if (!isHolding && !isDropping) {
            frontend.accept(chunk);
            return;
        }
        try {
            ByteBuffer view = chunk.internalNioBuffer(chunk.readerIndex(), chunk.readableBytes());
            ByteBuffer rest = view.slice();
            if (isDropping) {
                drop(rest);
                chunk.skipBytes(rest.position());
            }
            if (rest.hasRemaining()) {
                frontend.record(rest.slice());
                take(chunk, rest.slice());
            }
            if (found.isTerminated) {
                terminate();
            }
        } finally {
            chunk.release();
        }
    }

    private void take(ByteBuf chunk, ByteBuffer view) throws MalformedMessageException {
        int begun = 0;
        if (waiting.isEmpty()) {
            begun = isHolding ? frontend.begunBytes(view) : view.remaining();
        }
        if (begun > 0) {
            frontend.pass(chunk.readRetainedSlice(begun));
        }
        if (chunk.isReadable()) {
            cutter.scan(view.slice(begun, view.remaining() - begun), found);
            waitingBytes += chunk.readableBytes();
            frontend.flow().add(chunk.readableBytes());
            waiting.add(chunk.readRetainedSlice(chunk.readableBytes()));
        }
    }

    /// The client has said Terminate behind what waits: that is withdrawn, and Terminate goes on.
    private void terminate() throws MalformedMessageException, RecorderException {
        discard(Withdrawal.CLIENT_ENDED);
        isHolding = false;
        forget();
        frontend.pass(Unpooled.wrappedBuffer(BrokerMessages.TERMINATE));
    }

    /// Answers everything that waits with an error; the target never sees it. What has not come whole is dropped to its
    /// end, and answered then.
    void withdraw(Withdrawal why) throws RecorderException {
        cause = why;
        int whole = found.requests;
        found.requests = 0;
        discard(why);
        for (int i = 0; i < whole; i++) {
            answers.error(why);
            answers.ready();
        }
        isDropping = found.isBatchOpen || !cutter.isAtBoundary();
        sayErrorOfBatch();
        if (!isDropping) {
            forget();
        }
    }

    /// Drops what waits, and records that it was never sent.
    void discard(Withdrawal why) throws RecorderException {
        long bytes = waitingBytes;
        waiting.forEach(ByteBuf::release);
        waiting.clear();
        waitingBytes = 0;
        frontend.flow().done((int) bytes);
        recordWithdrawn(why);
    }

    private void recordWithdrawn(Withdrawal why) throws RecorderException {
        if (found.messages > 0) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("messages", found.messages);
            facts.put("cause", why.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            found.messages = 0;
            recorder.append(FactKind.STATEMENT_WITHDRAWN, facts);
        }
    }

    /// Drops bytes up to the end of the request that is withdrawn, which moves the position of `in` there.
    private void drop(ByteBuffer in) throws MalformedMessageException, RecorderException {
        int start = in.position();
        int at = start;
        while (at < in.limit() && isDropping) {
            int next = Math.min(in.limit(), at + Math.max(1, cutter.bytesLeft()));
            long seen = found.ended;
            cutter.scan(in.slice(at, next - at), found);
            at = next;
            if (found.ended > seen) {
                frontend.record(in.slice(start, at - start));
                start = at;
                answerDropped();
            }
        }
        if (at > start) {
            frontend.record(in.slice(start, at - start));
        }
        in.position(at);
    }

    private void answerDropped() throws RecorderException {
        recordWithdrawn(cause);
        if (found.requests > 0) {
            found.requests = 0;
            if (!found.isErrorSaid) {
                answers.error(cause);
            }
            answers.ready();
            isDropping = false;
            forget();
        } else {
            sayErrorOfBatch();
        }
    }

    /// A client that asked by Flush waits for the error before it says Sync.
    private void sayErrorOfBatch() {
        if (found.isBatchOpen && !found.isErrorSaid) {
            found.isErrorSaid = true;
            answers.error(cause);
        }
    }

    private void forget() {
        cutter = new FrameCutter(FrameLimits.FRONTEND);
        found.ended = 0;
        found.messages = 0;
        found.requests = 0;
        found.isBatchOpen = false;
        found.isErrorSaid = false;
        found.isTerminated = false;
        waitingBytes = 0;
    }
}
