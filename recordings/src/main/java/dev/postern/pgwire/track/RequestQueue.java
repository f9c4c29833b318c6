package dev.postern.pgwire.track;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Consumer;

/// The server's view of what the client asked, in order, with its skipping after an error and its copy-in mode.
///
/// The server answers strictly in order, so a queue tells which request an answer belongs to. Three rules bend it:
/// 1. After an error in an extended message everything up to the next Sync is passed over without an answer, a Query
///    and a FunctionCall included.
/// 2. In copy-in mode a Sync is passed over; CopyDone and CopyFail end the mode.
/// 3. CopyDone, CopyFail and CopyData outside that mode are passed over.
///
/// An answer that the first request cannot have means that the model and the server parted (a malformed Flush, a Sync
/// in the middle of a failing copy): requests are dropped until one fits. Confined to one thread.
/// Source: PostgresMain in `postgres.c`, CopyGetData in `copyfromparse.c`.
final class RequestQueue<P extends Pending> {
    private final ArrayDeque<P> queue = new ArrayDeque<>();
    private final Consumer<P> onSkipped;
    private boolean skipping;
    private boolean copyIn;
    private int readyDue;

    /// Reports requests that the server passes over to `onSkipped`, Syncs and copy ends excepted.
    RequestQueue(Consumer<P> onSkipped) {
        this.onSkipped = onSkipped;
    }

    /// Takes the next request of the client; returns true if it now waits for an answer.
    boolean ask(P request) {
        RequestKind kind = request.kind();
        if (skipping) {
            if (kind != RequestKind.SYNC) {
                report(request);
                return false;
            }
            skipping = false;
        }
        if (copyIn) {
            if (kind == RequestKind.SYNC) {
                return false;
            }
            if (kind == RequestKind.COPY_DONE || kind == RequestKind.COPY_FAIL) {
                copyIn = false;
                return false;
            }
        } else if ((kind == RequestKind.COPY_DONE || kind == RequestKind.COPY_FAIL)
                && queue.isEmpty()) {
            return false;
        }
        queue.add(request);
        readyDue += kind.endsWithReady() ? 1 : 0;
        return true;
    }

    /// The request that a message of the server belongs to, before [#answered] moves on; null if to none.
    @Nullable P owner(char type) {
        if (type == 'E') {
            dropCopyEnds();
            return queue.peek();
        }
        if ("NASRKv".indexOf(type) >= 0) {
            return null;
        }
        while (!queue.isEmpty() && !queue.element().kind().accepts(type)) {
            if (!fitsLater(type)) {
                return null;
            }
            drop();
        }
        return queue.peek();
    }

    private boolean fitsLater(char type) {
        for (P request : queue) {
            if (request.kind().accepts(type)) {
                return true;
            }
        }
        return false;
    }

    private void dropCopyEnds() {
        while (!queue.isEmpty() && !queue.element().kind().accepts('E')) {
            queue.remove();
        }
    }

    /// Moves on behind a message of the server whose owner was asked for.
    void answered(char type) {
        P head = queue.peek();
        if (head == null) {
            return;
        }
        switch (type) {
            case '1', '2', '3', 'n', 's', 'Z' -> remove();
            case 'T' -> removeIf(head, RequestKind.DESCRIBE);
            case 'C', 'I' -> {
                copyIn = false;
                removeIf(head, RequestKind.EXECUTE);
            }
            case 'G', 'W' -> enterCopyIn();
            case 'E' -> failed(head);
            default -> {}
        }
        if (type == 'Z') {
            copyIn = false;
        }
    }

    private void failed(P head) {
        copyIn = false;
        if (head.kind().endsWithReady()) {
            return;
        }
        remove();
        while (!queue.isEmpty() && queue.element().kind() != RequestKind.SYNC) {
            drop();
        }
        skipping = queue.isEmpty();
    }

    private void enterCopyIn() {
        copyIn = true;
        Iterator<P> behind = queue.iterator();
        behind.next();
        while (copyIn && behind.hasNext()) {
            RequestKind kind = behind.next().kind();
            if (kind == RequestKind.SYNC) {
                readyDue--;
            } else if (kind == RequestKind.COPY_DONE || kind == RequestKind.COPY_FAIL) {
                copyIn = false;
            } else {
                return;
            }
            behind.remove();
        }
    }

    private void removeIf(P head, RequestKind kind) {
        if (head.kind() == kind) {
            remove();
        }
    }

    private P remove() {
        P head = queue.remove();
        readyDue -= head.kind().endsWithReady() ? 1 : 0;
        return head;
    }

    private void drop() {
        report(remove());
    }

    private void report(P request) {
        switch (request.kind()) {
            case SYNC, COPY_DONE, COPY_FAIL -> {}
            default -> onSkipped.accept(request);
        }
    }

    /// Requests that wait for their answer, first first.
    Iterable<P> waiting() {
        return queue;
    }

    @Nullable P head() {
        return queue.peek();
    }

    int size() {
        return queue.size();
    }

    /// ReadyForQuery messages that the server still owes.
    int readyDue() {
        return readyDue;
    }

    boolean isCopyIn() {
        return copyIn;
    }

    boolean isSkipping() {
        return skipping;
    }
}
