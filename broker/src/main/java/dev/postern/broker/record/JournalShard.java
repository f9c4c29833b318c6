package dev.postern.broker.record;

import dev.postern.broker.base.Ticker;
import dev.postern.recording.format.RecordingId;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/// One journal: segments in the order of use, filled by event loops, followed by a [Syncer] and a [Sealer].
///
/// The problem: an event loop must not wait for the disk, yet what it appended must survive `kill -9` when the call
/// returns. So a loop copies into mapped memory, whose pages belong to the kernel. The monitor of this object is held
/// for
/// that copy and for changes of a few fields, never during input or output.
///
/// Invariants: `synced <= appended`; positions only grow; a segment is used again only when all of it is in recordings
/// that
/// are on the disk, and synced itself; after [#fail] nothing is appended, synced or completed any more.
final class JournalShard {

    private final JournalConfig config;
    private final Ticker ticker;
    private final int lowWaterBytes;

    // All guarded by this.
    private final ArrayDeque<JournalSegment> used = new ArrayDeque<>();
    private final ArrayDeque<JournalSegment> spare = new ArrayDeque<>();
    private final Set<JournaledSessionRecorder> sessions = new HashSet<>();
    private List<SyncWaiter> syncWaiters = new ArrayList<>();
    private List<WritableWaiter> writableWaiters = new ArrayList<>();
    private final List<Ending> endings = new ArrayList<>();
    private @Nullable JournalSegment active;
    private long syncDeadlineNanos = Long.MAX_VALUE;
    private long sealerWakePosition;
    private boolean closed;

    private volatile boolean writable;
    private volatile long appended;
    private volatile long synced;
    private volatile @Nullable RecorderException failure;
    private volatile boolean syncerIdle;
    private volatile boolean sealerIdle;
    private volatile @Nullable Thread syncer;
    private volatile @Nullable Thread sealer;

    JournalShard(JournalConfig config, Ticker ticker) {
        this.config = config;
        this.ticker = ticker;
        this.lowWaterBytes = config.segmentBytes() + config.segmentBytes() / 2;
    }

    /// A callback that waits for a sync; every one was registered at a position that was appended then.
    record SyncWaiter(Executor loop, Runnable done) {}

    private record WritableWaiter(Executor loop, Runnable resumed) {}

    /// The end of a session that found no room in the journal: the sealer writes it behind the session's last entry.
    record Ending(RecordingId session, long sequence, long micros, ByteBuffer fact, long behind) {}

    /// What a sync has to cover: the segments, in order, and the position behind them.
    record SyncBatch(List<JournalSegment> segments, long position, List<SyncWaiter> waiters) {}

    void startedBy(Thread syncerThread, Thread sealerThread) {
        syncer = syncerThread;
        sealer = sealerThread;
    }

    /// Appends one entry, or several if `content` is longer than one may be: all of them or none.
    ///
    /// @param sequence number of the first
    /// @return how many entries it became
    synchronized int append(
            RecordingId session,
            long sequence,
            long micros,
            int code,
            ByteBuffer content,
            long syncWithinNanos)
            throws RecorderException {
        checkOpen();
        int most = config.maxEntryBytes();
        int pieces = Math.max(1, (content.remaining() + most - 1) / most);
        checkRoom(
                (long) content.remaining()
                        + (long) pieces * (JournalSegment.RECORD_HEADER_BYTES + 7));
        try {
            int at = content.position();
            for (int i = 0; i < pieces; i++) {
                int length = Math.min(most, content.limit() - at);
                segmentFor(length)
                        .append(session, sequence + i, micros, code, content.slice(at, length));
                at += length;
            }
        } catch (InternalError e) {
            // The kernel could not read or write a page of the mapping.
            RecorderException cause =
                    new RecorderException(
                            RecorderException.Kind.IO_ERROR,
                            "the journal's memory could not be written",
                            e);
            fail(cause);
            throw cause;
        }
        appendedTo(syncWithinNanos);
        return pieces;
    }

    private void appendedTo(long syncWithinNanos) {
        JournalSegment current = active;
        if (current == null) {
            return;
        }
        appended = current.endPosition();
        writable = availableBytes() >= lowWaterBytes;
        long wanted = ticker.nanos() + syncWithinNanos;
        if (syncDeadlineNanos == Long.MAX_VALUE || wanted - syncDeadlineNanos < 0) {
            syncDeadlineNanos = wanted;
            if (syncerIdle) {
                LockSupport.unpark(syncer);
            }
        }
        if (sealerIdle || appended - sealerWakePosition > config.segmentBytes() / 8 || !writable) {
            sealerWakePosition = appended;
            LockSupport.unpark(sealer);
        }
    }

    private void checkOpen() throws RecorderException {
        RecorderException cause = failure;
        if (cause != null) {
            throw new RecorderException(
                    cause.kind(),
                    "the recorder stopped after an error; restart the broker to recover",
                    cause);
        }
        if (closed) {
            throw new RecorderException(RecorderException.Kind.CLOSED, "the recorder is stopping");
        }
    }

    private void checkRoom(long bytes) throws RecorderException {
        long wasted = (spare.size() + 1L) * JournalSegment.recordBytes(config.maxEntryBytes());
        if (bytes > availableBytes() - wasted) {
            LockSupport.unpark(sealer);
            throw new RecorderException(
                    RecorderException.Kind.FULL,
                    "the journal has "
                            + availableBytes()
                            + " bytes left for "
                            + bytes
                            + ": the disk is full or too slow; free space under "
                            + config.data());
        }
    }

    private long availableBytes() {
        JournalSegment current = active;
        long left = current == null ? 0 : current.remaining();
        return left + (long) spare.size() * (config.segmentBytes() - JournalSegment.HEADER_BYTES);
    }

    private JournalSegment segmentFor(int length) {
        JournalSegment current = active;
        if (current == null || current.remaining() < JournalSegment.recordBytes(length)) {
            current = spare.removeFirst();
            used.addLast(current);
            active = current;
        }
        return current;
    }

    /// Adds an empty segment that [JournalSegment#begin] was called on, in ascending order.
    synchronized void addSpare(JournalSegment segment) {
        spare.addLast(segment);
        becomeWritable();
    }

    private void becomeWritable() {
        writable = failure == null && availableBytes() >= lowWaterBytes;
        if (writable && !writableWaiters.isEmpty()) {
            List<WritableWaiter> waiting = writableWaiters;
            writableWaiters = new ArrayList<>();
            waiting.forEach(waiter -> run(waiter.loop(), waiter.resumed()));
        }
    }

    synchronized int spareCount() {
        return spare.size();
    }

    synchronized int segmentCount() {
        return spare.size() + used.size();
    }

    /// Removes and returns the segments that are full, synced, and end at or before `sealed`.
    synchronized List<JournalSegment> takeSealed(long sealed) {
        List<JournalSegment> taken = new ArrayList<>();
        while (!used.isEmpty() && isDone(used.getFirst(), sealed)) {
            taken.add(used.removeFirst());
        }
        return taken;
    }

    synchronized boolean hasSealed(long sealed) {
        return !used.isEmpty() && isDone(used.getFirst(), sealed);
    }

    private boolean isDone(JournalSegment segment, long sealed) {
        return segment != active && segment.endPosition() <= Math.min(sealed, synced);
    }

    /// The segment in which the record at `position` is, or null if nothing was appended behind it yet.
    synchronized @Nullable JournalSegment segmentBehind(long position) {
        for (JournalSegment segment : used) {
            if (segment.endPosition() > position) {
                return segment;
            }
        }
        return null;
    }

    /// What there is to sync, or null if nothing is due. Asked by the syncer only.
    synchronized @Nullable SyncBatch nextSync() {
        boolean due =
                !syncWaiters.isEmpty()
                        || (appended > synced
                                && (closed || ticker.nanos() - syncDeadlineNanos >= 0));
        if (!due || failure != null) {
            return null;
        }
        List<JournalSegment> dirty = new ArrayList<>();
        for (JournalSegment segment : used) {
            if (segment.endPosition() > synced) {
                dirty.add(segment);
            }
        }
        SyncBatch batch = new SyncBatch(dirty, appended, syncWaiters);
        syncWaiters = new ArrayList<>();
        syncDeadlineNanos = Long.MAX_VALUE;
        return batch;
    }

    /// Nanoseconds until [#nextSync] will have something without being asked, or `Long.MAX_VALUE`.
    synchronized long nanosUntilSync() {
        return appended == synced || syncDeadlineNanos == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : Math.max(0, syncDeadlineNanos - ticker.nanos());
    }

    /// Publishes that `batch` is on the disk and runs its callbacks.
    void synced(SyncBatch batch) {
        synchronized (this) {
            if (failure != null) {
                return;
            }
            synced = batch.position();
        }
        batch.waiters().forEach(waiter -> run(waiter.loop(), waiter.done()));
        if (sealerIdle) {
            LockSupport.unpark(sealer);
        }
    }

    synchronized boolean hasSyncWaiters() {
        return !syncWaiters.isEmpty();
    }

    synchronized void whenSynced(Executor loop, Runnable done) {
        if (failure == null) {
            syncWaiters.add(new SyncWaiter(loop, done));
            if (syncerIdle) {
                LockSupport.unpark(syncer);
            }
        }
    }

    synchronized void whenWritable(Executor loop, Runnable resumed) {
        if (failure != null) {
            return;
        }
        if (writable) {
            run(loop, resumed);
        } else {
            writableWaiters.add(new WritableWaiter(loop, resumed));
        }
    }

    /// Ends the journal: every session is told, nothing that waits is run.
    void fail(RecorderException cause) {
        List<JournaledSessionRecorder> told;
        synchronized (this) {
            if (failure != null) {
                return;
            }
            failure = cause;
            writable = false;
            syncWaiters = new ArrayList<>();
            writableWaiters = new ArrayList<>();
            told = new ArrayList<>(sessions);
        }
        told.forEach(session -> session.failed(cause));
        LockSupport.unpark(syncer);
        LockSupport.unpark(sealer);
    }

    synchronized void add(JournaledSessionRecorder session) throws RecorderException {
        checkOpen();
        sessions.add(session);
    }

    synchronized void remove(JournaledSessionRecorder session) {
        sessions.remove(session);
    }

    synchronized void endWithoutRoom(Ending ending) {
        if (failure == null) {
            endings.add(ending);
            LockSupport.unpark(sealer);
        }
    }

    synchronized List<Ending> takeEndings(long sealed) {
        List<Ending> taken = endings.stream().filter(e -> e.behind() <= sealed).toList();
        endings.removeAll(taken);
        return taken;
    }

    synchronized void close() {
        closed = true;
        LockSupport.unpark(syncer);
        LockSupport.unpark(sealer);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized List<JournalSegment> allSegments() {
        List<JournalSegment> all = new ArrayList<>(used);
        all.addAll(spare);
        return all;
    }

    /// Says that the syncer is about to wait; what is appended from now on wakes it.
    void syncerIdle(boolean idle) {
        syncerIdle = idle;
    }

    void sealerIdle(boolean idle) {
        sealerIdle = idle;
    }

    long appended() {
        return appended;
    }

    long synced() {
        return synced;
    }

    boolean isWritable() {
        return writable;
    }

    @Nullable RecorderException failure() {
        return failure;
    }

    static void run(Executor loop, Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and every session on it.
            return;
        }
    }
}
