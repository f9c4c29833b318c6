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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/// The direction from target to client: chunks are recorded and go on at once, as they came.
///
/// With [Durability#STRICT_FULL] a chunk that ends an answer, and all behind it, wait for the disk. Confined to the
/// session's event loop.
final class BackendStream implements FrameListener {

    private static final int SEVERITY_BYTES = 96;

    private final Channel client;
    private final SessionRecorder recorder;
    private final boolean holdsReady;
    private final Runnable onReady;
    private final Flow flow;
    private final FrameCutter cutter = new FrameCutter(FrameLimits.BACKEND);
    private final ArrayDeque<ByteBuf> held = new ArrayDeque<>();
    private final StringBuilder severity = new StringBuilder();
    private char type;
    private char transactionStatus = 'I';
    private Broken broken = Broken.NOT;
    private boolean isReadyInChunk;
    private boolean hasFatal;
    private long totalBytes;

    /// Whether the target has sent what is no message, and what the client had received until then.
    private enum Broken {
        NOT,
        BETWEEN_MESSAGES,
        INSIDE_A_MESSAGE
    }

    /// @param onReady runs for each ReadyForQuery
    BackendStream(
            Channel client,
            Channel target,
            SessionRecorder recorder,
            Durability durability,
            Runnable onReady) {
        this.client = client;
        this.recorder = recorder;
        this.onReady = onReady;
        this.flow = new Flow(target);
        this.holdsReady = durability == Durability.STRICT_FULL;
    }

    Flow flow() {
        return flow;
    }

    /// Takes one chunk, which this stream releases.
    ///
    /// @throws MalformedMessageException if it is no sequence of messages; it was recorded, but not sent
    /// @throws RecorderException if it could not be recorded; it was not sent
    void accept(ByteBuf chunk) throws MalformedMessageException, RecorderException {
        int bytes = chunk.readableBytes();
        boolean kept = false;
        try {
            ByteBuffer view = chunk.internalNioBuffer(chunk.readerIndex(), bytes);
            totalBytes += bytes;
            recorder.append(Origin.BACKEND, view);
            scan(view);
            kept = true;
        } finally {
            if (!kept) {
                chunk.release();
            }
        }
        forward(chunk);
    }

    /// Takes a chunk only up to the end of the message that has begun, and drops the rest.
    ///
    /// @return whether the stream is now between two messages
    boolean acceptToBoundary(ByteBuf chunk) throws MalformedMessageException, RecorderException {
        if (cutter.isAtBoundary() || broken != Broken.NOT) {
            chunk.release();
            return true;
        }
        int bytes = chunk.readableBytes();
        boolean kept = false;
        try {
            ByteBuffer view = chunk.internalNioBuffer(chunk.readerIndex(), bytes);
            int from = view.position();
            int left = cutter.bytesLeft();
            while (left > 0 && view.position() < view.limit()) {
                ByteBuffer piece = view.slice(view.position(), Math.min(left, view.remaining()));
                cutter.scan(piece, this);
                view.position(view.position() + piece.remaining());
                left = cutter.bytesLeft();
            }
            int taken = view.position() - from;
            recorder.append(Origin.BACKEND, view.flip().position(from));
            totalBytes += taken;
            chunk.writerIndex(chunk.readerIndex() + taken);
            kept = true;
        } finally {
            if (!kept) {
                chunk.release();
            }
        }
        forward(chunk);
        client.flush();
        return cutter.isAtBoundary();
    }

    private void scan(ByteBuffer view) throws MalformedMessageException {
        isReadyInChunk = false;
        boolean isBoundary = cutter.isAtBoundary();
        try {
            cutter.scan(view, this);
        } catch (MalformedMessageException e) {
            broken = isBoundary ? Broken.BETWEEN_MESSAGES : Broken.INSIDE_A_MESSAGE;
            throw e;
        }
    }

    private void forward(ByteBuf chunk) {
        int bytes = chunk.readableBytes();
        flow.add(bytes);
        if (!held.isEmpty() || (holdsReady && isReadyInChunk)) {
            held.add(chunk);
            recorder.whenSynced(recorder.lastPosition(), this::sendHeld);
        } else {
            client.write(chunk).addListener(_ -> flow.done(bytes));
        }
    }

    private void sendHeld() {
        ByteBuf chunk = held.poll();
        if (chunk != null) {
            int bytes = chunk.readableBytes();
            client.writeAndFlush(chunk).addListener(_ -> flow.done(bytes));
        }
    }

    /// The read is over: what may go on is pushed out.
    void acceptComplete() {
        client.flush();
    }

    /// Runs `next` behind everything that waits for the disk.
    void whenSent(Runnable next) {
        if (held.isEmpty()) {
            next.run();
        } else {
            recorder.whenSynced(recorder.lastPosition(), next);
        }
    }

    @Override
    public void onHeader(char type, int bodyLength, int headerEnd)
            throws MalformedMessageException {
        if (BackendPhase.RELAYING.judge(type) == BackendPhase.Verdict.REFUSE) {
            throw new MalformedMessageException(
                    "message of type " + (int) type, 0, "it has no place in a running session");
        }
        this.type = type;
        severity.setLength(0);
    }

    @Override
    public void onBody(ByteBuffer in, int from, int to) {
        if (type == 'Z') {
            transactionStatus = (char) in.get(from);
        }
        if (type == 'E' && severity.length() < SEVERITY_BYTES) {
            byte[] piece = new byte[Math.min(to - from, SEVERITY_BYTES)];
            in.get(from, piece);
            severity.append(new String(piece, StandardCharsets.ISO_8859_1));
        }
    }

    @Override
    public void onEnd(int end) {
        if (type == 'Z') {
            isReadyInChunk = true;
            onReady.run();
        } else if (type == 'E'
                && (severity.indexOf("VFATAL\0") >= 0 || severity.indexOf("VPANIC\0") >= 0)) {
            hasFatal = true;
        }
    }

    /// Rows and COPY data mean nothing to this stream.
    @Override
    public boolean takesRuns(char type) {
        return type == 'D' || type == 'd';
    }

    /// The status of the last ReadyForQuery: `I`, `T` or `E`.
    char transactionStatus() {
        return transactionStatus;
    }

    /// Whether the server itself has ended the session with a FATAL.
    boolean hasFatal() {
        return hasFatal;
    }

    /// Whether the target need not be read any further before the broker may speak, or can never be.
    boolean isAtBoundary() {
        return broken != Broken.NOT || cutter.isAtBoundary();
    }

    /// Whether what has gone to the client so far ends with a whole message: only there may the broker speak.
    boolean isSentToBoundary() {
        return held.isEmpty()
                && (broken == Broken.NOT
                        ? cutter.isAtBoundary()
                        : broken == Broken.BETWEEN_MESSAGES);
    }

    long totalBytes() {
        return totalBytes;
    }

    /// Drops what was not sent.
    void close() {
        held.forEach(ByteBuf::release);
        held.clear();
    }
}
