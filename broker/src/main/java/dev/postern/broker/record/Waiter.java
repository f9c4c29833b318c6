package dev.postern.broker.record;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/// A callback of a session that waits for the journal.
record Waiter(Executor loop, Runnable task) {

    /// Runs the callback on its loop, if that still runs.
    void wake() {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and every session on it.
            return;
        }
    }
}
