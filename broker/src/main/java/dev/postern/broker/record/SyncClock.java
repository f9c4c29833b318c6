package dev.postern.broker.record;

/// When a shard must sync, and how long what was appended has waited for it; guarded by the shard's monitor.
final class SyncClock {

    private static final long NEVER = Long.MAX_VALUE;

    private long deadlineNanos = NEVER;
    private boolean isGathering;
    private long gatheringSinceNanos;
    private boolean isSyncing;
    private long syncingSinceNanos;

    /// Something was appended that must be synced within a time.
    ///
    /// @return whether the deadline moved forward
    boolean appended(long nowNanos, long withinNanos) {
        if (!isGathering) {
            isGathering = true;
            gatheringSinceNanos = nowNanos;
        }
        long wanted = nowNanos + withinNanos;
        if (deadlineNanos == NEVER || wanted - deadlineNanos < 0) {
            deadlineNanos = wanted;
            return true;
        }
        return false;
    }

    boolean isDue(long nowNanos) {
        return deadlineNanos != NEVER && nowNanos - deadlineNanos >= 0;
    }

    /// A sync of everything appended so far begins.
    void begun() {
        deadlineNanos = NEVER;
        isSyncing = isGathering;
        syncingSinceNanos = gatheringSinceNanos;
        isGathering = false;
    }

    /// The sync that was begun last is over.
    void done() {
        isSyncing = false;
    }

    /// Nanoseconds until [#isDue], or `Long.MAX_VALUE` if nothing waits.
    long nanosUntilDue(long nowNanos) {
        return deadlineNanos == NEVER ? NEVER : Math.max(0, deadlineNanos - nowNanos);
    }

    /// How long the oldest append has waited for its sync; 0 if none does.
    long lagNanos(long nowNanos) {
        if (isSyncing) {
            return Math.max(0, nowNanos - syncingSinceNanos);
        }
        return isGathering ? Math.max(0, nowNanos - gatheringSinceNanos) : 0;
    }
}
