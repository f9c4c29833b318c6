package dev.postern.broker.audit;

import dev.postern.broker.base.Ticker;
import dev.postern.sitelog.SignedNote;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;

/// Brings the newest checkpoint to one anchor, on a thread of its own. While the anchor is slow or away, newer
/// checkpoints take the place of older ones: the newest proves them all.
final class AnchorKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AnchorKeeper.class);
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final Anchor anchor;
    private final Duration every;
    private final Ticker ticker;
    private final Thread thread;
    private @Nullable Waiting waiting;
    private boolean closed;
    private boolean failing;

    private record Waiting(long size, SignedNote note) {}

    /// @param every the shortest time between two checkpoints
    AnchorKeeper(Anchor anchor, Duration every, Ticker ticker) {
        this.anchor = anchor;
        this.every = every;
        this.ticker = ticker;
        this.thread = Thread.ofVirtual().name("anchor").unstarted(this::run);
        thread.start();
    }

    /// Takes a checkpoint to keep.
    synchronized void offer(long size, SignedNote note) {
        waiting = new Waiting(size, note);
        notifyAll();
    }

    private void run() {
        try {
            Waiting next = take();
            while (next != null) {
                pause(keep(next) ? every : AGAIN);
                next = take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean keep(Waiting next) {
        try {
            anchor.keep(next.size(), next.note().encode());
            if (failing) {
                LOG.atInfo().addKeyValue("reason", anchor.name()).log("an anchor works again");
            }
            failing = false;
            return true;
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                LOG.atError()
                        .addKeyValue("reason", anchor.name() + ": " + e.getMessage())
                        .log("an anchor takes no checkpoint: what is logged now is not kept there");
            }
            failing = true;
            restore(next);
            return false;
        }
    }

    private synchronized void restore(Waiting failed) {
        if (waiting == null && !closed) {
            waiting = failed;
        }
    }

    private synchronized @Nullable Waiting take() throws InterruptedException {
        while (waiting == null && !closed) {
            wait();
        }
        Waiting next = waiting;
        waiting = null;
        return next;
    }

    private synchronized void pause(Duration time) throws InterruptedException {
        long until = ticker.nanos() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !closed; left = until - ticker.nanos()) {
            wait(left / 1_000_000 + 1);
        }
    }

    /// Keeps what waits, if the anchor takes it, and ends.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
