package dev.postern.pgwire.track;

import dev.postern.event.SessionEvent.TransactionStatus;
import dev.postern.pgwire.FrameCutter;
import dev.postern.pgwire.FrameLimits;
import dev.postern.pgwire.FrameListener;
import dev.postern.pgwire.MalformedMessageException;

import java.nio.ByteBuffer;

/// What the relay of one session has to know: boundaries, the transaction status, and which answers are due.
///
/// Reads headers and the one byte of ReadyForQuery, no other body; one reference per waiting request. Begins behind the
/// start-up phase: the first bytes of both directions are typed messages. Confined to the session's event loop.
public final class ResponseLedger {
    private final RequestQueue<RequestKind> requests = new RequestQueue<>(_ -> {});
    private final FrameCutter frontend = new FrameCutter(FrameLimits.FRONTEND);
    private final FrameCutter backend = new FrameCutter(FrameLimits.BACKEND);
    private final FrameListener fromClient = new FromClient();
    private final FrameListener fromServer = new FromServer();
    private TransactionStatus status = TransactionStatus.IDLE;
    private boolean terminated;

    /// Passes over bytes of the client, from position to limit.
    public void frontend(ByteBuffer in) throws MalformedMessageException {
        frontend.scan(in, fromClient);
    }

    /// Passes over bytes of the server or of the broker toward the client, from position to limit.
    public void backend(ByteBuffer in) throws MalformedMessageException {
        backend.scan(in, fromServer);
    }

    /// True if a message of the broker may be put into the stream to the client here.
    public boolean isBackendAtBoundary() {
        return backend.isAtBoundary();
    }

    /// True if the stream to the server stands between two messages.
    public boolean isFrontendAtBoundary() {
        return frontend.isAtBoundary();
    }

    /// Bytes known to be missing until the server's current message ends.
    public int backendBytesLeft() {
        return backend.bytesLeft();
    }

    /// Bytes known to be missing until the client's current message ends.
    public int frontendBytesLeft() {
        return frontend.bytesLeft();
    }

    /// The status of the last ReadyForQuery; IDLE before the first.
    public TransactionStatus transactionStatus() {
        return status;
    }

    /// Requests that wait for their answer. A Parse, Bind, Describe, Execute or Close without a Sync or Flush behind it
    /// counts, though the server may keep its answer back.
    public int responsesDue() {
        return requests.size();
    }

    /// ReadyForQuery messages that the server owes: 0 means that the client waits for nothing that must come.
    public int readyForQueryDue() {
        return requests.readyDue();
    }

    /// True while the server takes COPY data from the client.
    public boolean isCopyIn() {
        return requests.isCopyIn();
    }

    /// True while the server passes over everything until the next Sync.
    public boolean isSkipping() {
        return requests.isSkipping();
    }

    /// True once the client sent Terminate.
    public boolean isTerminated() {
        return terminated;
    }

    private final class FromClient implements FrameListener {
        @Override
        public void onHeader(char type, int bodyLength, int headerEnd) {
            terminated |= type == 'X';
            RequestKind.of(type).ifPresent(requests::ask);
        }
    }

    private final class FromServer implements FrameListener {
        private char type;
        private boolean stateSeen;

        @Override
        public void onHeader(char type, int bodyLength, int headerEnd) {
            this.type = type;
            stateSeen = false;
        }

        @Override
        public void onBody(ByteBuffer in, int from, int to) {
            if (type == 'Z' && !stateSeen) {
                stateSeen = true;
                status =
                        switch (in.get(from)) {
                            case 'T' -> TransactionStatus.IN_TRANSACTION;
                            case 'E' -> TransactionStatus.FAILED;
                            default -> TransactionStatus.IDLE;
                        };
            }
        }

        @Override
        public void onEnd(int end) {
            if (requests.owner(type) != null) {
                requests.answered(type);
            }
        }
    }
}
