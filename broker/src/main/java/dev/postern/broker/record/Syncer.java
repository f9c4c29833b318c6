package dev.postern.broker.record;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/// The group commit of a shard: syncs what is there, completes everything that it covers, and begins again. What is
/// appended while a sync runs gathers for the next one. One platform thread.
final class Syncer implements Runnable {

    private final JournalShard shard;
    private final DiskSync sync;

    Syncer(JournalShard shard, DiskSync sync) {
        this.shard = shard;
        this.sync = sync;
    }

    @Override
    public void run() {
        while (shard.failure() == null) {
            // Read first: a journal that was closed before there was nothing to sync has everything
            // on the disk.
            boolean closed = shard.isClosed();
            JournalShard.SyncBatch batch = shard.nextSync();
            if (batch != null) {
                commit(batch);
            } else if (closed) {
                return;
            } else {
                await();
            }
        }
    }

    private void commit(JournalShard.SyncBatch batch) {
        try {
            for (JournalSegment segment : batch.segments()) {
                sync.force(segment.channel());
            }
            shard.synced(batch);
        } catch (IOException | RuntimeException | Error e) {
            shard.fail(
                    new RecorderException(
                            RecorderException.Kind.IO_ERROR,
                            "the recording could not be made durable: " + e.getMessage(),
                            e));
        }
    }

    private void await() {
        shard.syncerIdle(true);
        long nanos = shard.nanosUntilSync();
        if (!shard.isClosed() && shard.failure() == null && !shard.hasSyncWaiters()) {
            if (nanos == Long.MAX_VALUE) {
                LockSupport.park(shard);
            } else if (nanos > 0) {
                LockSupport.parkNanos(shard, nanos);
            }
        }
        shard.syncerIdle(false);
    }
}
