package dev.postern.broker.record;

import dev.postern.broker.base.Ticker;
import dev.postern.recording.format.RecordingId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// One journal: segments in the order of use, filled by event loops, followed by a [Syncer] and a [Sealer].
///
/// The problem: an event loop must not wait for the disk, yet what it appended must survive `kill -9` when the call
/// returns. So a loop copies into mapped memory, whose pages belong to the kernel. The monitor of this object is held
/// for that copy and for changes of a few fields, never during input or output.
///
/// Invariants: `synced <= appended`; positions only grow; a segment is used again only when all of it is in recordings
/// that are on the disk, and synced itself. After [#end] only last words are appended: what the broker itself says, and
/// the ends of sessions, for which room is kept. After [#fail] nothing is appended, synced or completed any more.
final class JournalShard {

    /// Room kept for the last words of each session.
    private static final int END_BYTES = 1024;

    private final JournalConfig config;
    private final Ticker ticker;
    private final int lowWaterBytes;

    // All guarded by this.
    private final SegmentQueue segments;
    private final SyncClock clock = new SyncClock();
    private final Set<JournaledSessionRecorder> sessions = new HashSet<>();
    private List<Waiter> syncWaiters = new ArrayList<>();
    private List<Waiter> writableWaiters = new ArrayList<>();
    private final List<Ending> endings = new ArrayList<>();
    private long sealerWakePosition;
    private long unwritableSinceNanos;
    private boolean closed;

    private volatile boolean writable;
    private volatile long appended;
    private volatile long synced;
    private volatile @Nullable RecorderException ending;
    private volatile @Nullable RecorderException failure;
    private volatile boolean syncerIdle;
    private volatile boolean sealerIdle;
    private volatile @Nullable Thread syncer;
    private volatile @Nullable Thread sealer;

    JournalShard(JournalConfig config, Ticker ticker) {
        this.config = config;
        this.ticker = ticker;
        this.segments = new SegmentQueue(config.segmentBytes());
        this.lowWaterBytes = config.segmentBytes() + config.segmentBytes() / 2;
    }

    /// The end of a session that found no room in the journal: the sealer writes it behind the session's last entry.
    record Ending(RecordingId session, long sequence, long micros, ByteBuffer fact, long behind) {}

    /// What a sync has to cover: the segments, in order, and the position behind them.
    record SyncBatch(List<JournalSegment> segments, long position, List<Waiter> waiters) {}

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
            AppendTerms terms)
            throws RecorderException {
        checkOpen(terms.isLastWord());
        int most = config.maxEntryBytes();
        int pieces = Math.max(1, (content.remaining() + most - 1) / most);
        checkRoom(
                (long) content.remaining()
                        + (long) pieces * (JournalSegment.RECORD_HEADER_BYTES + 7),
                terms.isLastWord());
        try {
            int at = content.position();
            for (int i = 0; i < pieces; i++) {
                int length = Math.min(most, content.limit() - at);
                segments.segmentFor(length)
                        .append(
                                session,
                                sequence + i,
                                micros,
                                code,
                                content.slice(at, length),
                                terms.isSyncAwaited());
                at += length;
            }
        } catch (InternalError | IOException e) {
            // The kernel could not read or write a page.
            RecorderException cause =
                    new RecorderException(
                            RecorderException.Kind.IO_ERROR, "the journal could not be written", e);
            fail(cause);
            throw cause;
        }
        appendedTo(terms.syncWithinNanos());
        return pieces;
    }

    private void appendedTo(long syncWithinNanos) {
        JournalSegment current = segments.active();
        if (current == null) {
            return;
        }
        appended = current.endPosition();
        long now = ticker.nanos();
        if (writable && segments.availableBytes() < lowWaterBytes) {
            writable = false;
            unwritableSinceNanos = now;
        }
        if (clock.appended(now, syncWithinNanos) && syncerIdle) {
            LockSupport.unpark(syncer);
        }
        if (sealerIdle || appended - sealerWakePosition > config.segmentBytes() / 8 || !writable) {
            sealerWakePosition = appended;
            LockSupport.unpark(sealer);
        }
    }

    private void checkOpen(boolean isLastWord) throws RecorderException {
        RecorderException cause = failure;
        RecorderException end = ending;
        if (end != null && (cause != null || !isLastWord)) {
            throw end;
        }
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

    private void checkRoom(long bytes, boolean isLastWord) throws RecorderException {
        long available = segments.availableBytes();
        long wasted =
                (segments.spareCount() + 1L) * JournalSegment.recordBytes(config.maxEntryBytes());
        long kept = Math.min((long) sessions.size() * END_BYTES, config.segmentBytes() / 4);
        if (isLastWord) {
            // An end is short: the rest of the last segment takes it, where the longest entry would
            // not fit.
            wasted = segments.spareCount() == 0 ? 0 : wasted;
            kept = 0;
        }
        if (bytes > available - wasted - kept) {
            LockSupport.unpark(sealer);
            throw new RecorderException(
                    RecorderException.Kind.FULL,
                    "the journal has "
                            + available
                            + " bytes left for "
                            + bytes
                            + ": the disk is full or too slow; free space under "
                            + config.data());
        }
    }

    /// Adds an empty segment that [JournalSegment#begin] was called on, in ascending order.
    synchronized void addSpare(JournalSegment segment) {
        segments.addSpare(segment);
        if (failure != null || ending != null) {
            return;
        }
        writable = writable || segments.availableBytes() >= lowWaterBytes;
        if (writable && !writableWaiters.isEmpty()) {
            List<Waiter> waiting = writableWaiters;
            writableWaiters = new ArrayList<>();
            waiting.forEach(Waiter::wake);
        }
    }

    synchronized int spareCount() {
        return segments.spareCount();
    }

    synchronized int segmentCount() {
        return segments.count();
    }

    /// Removes and returns the segments that are full, synced, and end at or before `sealed`.
    synchronized List<JournalSegment> takeSealed(long sealed) {
        return segments.takeDone(Math.min(sealed, synced));
    }

    synchronized boolean hasSealed(long sealed) {
        return segments.hasDone(Math.min(sealed, synced));
    }

    /// The segment in which the record at `position` is, or null if nothing was appended behind it yet.
    synchronized @Nullable JournalSegment segmentBehind(long position) {
        List<JournalSegment> behind = segments.behind(position);
        return behind.isEmpty() ? null : behind.getFirst();
    }

    /// What there is to sync, or null if nothing is due. Asked by the syncer only.
    synchronized @Nullable SyncBatch nextSync() {
        boolean due =
                !syncWaiters.isEmpty()
                        || (appended > synced && (closed || clock.isDue(ticker.nanos())));
        if (!due || failure != null) {
            return null;
        }
        SyncBatch batch = new SyncBatch(segments.behind(synced), appended, syncWaiters);
        syncWaiters = new ArrayList<>();
        clock.begun();
        return batch;
    }

    /// Nanoseconds until [#nextSync] will have something without being asked, or `Long.MAX_VALUE`.
    synchronized long nanosUntilSync() {
        return appended == synced ? Long.MAX_VALUE : clock.nanosUntilDue(ticker.nanos());
    }

    /// How long the journal has been behind: the age of the oldest append that is not synced, or the time since
    /// sessions were paused; 0 once it has ended.
    synchronized long lagNanos() {
        if (failure != null) {
            return 0;
        }
        long now = ticker.nanos();
        long paused = writable || ending != null ? 0 : Math.max(0, now - unwritableSinceNanos);
        return Math.max(paused, clock.lagNanos(now));
    }

    /// Publishes that `batch` is on the disk and runs its callbacks.
    void synced(SyncBatch batch) {
        synchronized (this) {
            if (failure != null) {
                return;
            }
            synced = batch.position();
            clock.done();
        }
        batch.waiters().forEach(Waiter::wake);
        if (sealerIdle) {
            LockSupport.unpark(sealer);
        }
    }

    synchronized boolean hasSyncWaiters() {
        return !syncWaiters.isEmpty();
    }

    /// Runs `waiter` once everything appended so far is synced.
    synchronized void whenSynced(Waiter waiter) {
        if (failure == null) {
            syncWaiters.add(waiter);
            if (syncerIdle) {
                LockSupport.unpark(syncer);
            }
        }
    }

    synchronized void whenWritable(Waiter waiter) {
        if (failure != null || ending != null) {
            return;
        }
        if (writable) {
            waiter.wake();
        } else {
            writableWaiters.add(waiter);
        }
    }

    /// Ends all sessions for want of room: from now on only last words are appended.
    void end(RecorderException cause) {
        synchronized (this) {
            if (failure != null || ending != null) {
                return;
            }
            ending = cause;
            writable = false;
            writableWaiters = new ArrayList<>();
        }
        endSessions(cause);
    }

    /// Ends the journal: every session is told, nothing that waits is run.
    void fail(RecorderException cause) {
        synchronized (this) {
            if (failure != null) {
                return;
            }
            failure = cause;
            writable = false;
            syncWaiters = new ArrayList<>();
            writableWaiters = new ArrayList<>();
        }
        endSessions(cause);
        LockSupport.unpark(syncer);
        LockSupport.unpark(sealer);
    }

    /// Ends the sessions there are; the journal goes on.
    void endSessions(RecorderException cause) {
        sessionList().forEach(session -> session.failed(cause));
    }

    /// Tells the sessions that they wait for the disk.
    void slow(long lagNanos) {
        sessionList().forEach(session -> session.slow(lagNanos));
    }

    private synchronized List<JournaledSessionRecorder> sessionList() {
        return new ArrayList<>(sessions);
    }

    synchronized int sessionCount() {
        return sessions.size();
    }

    synchronized void add(JournaledSessionRecorder session) throws RecorderException {
        checkOpen(false);
        sessions.add(session);
    }

    synchronized void remove(JournaledSessionRecorder session) {
        sessions.remove(session);
    }

    synchronized void endWithoutRoom(Ending end) {
        if (failure == null) {
            endings.add(end);
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
        return segments.all();
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

    /// Why sessions are being ended while their last words are still taken; null if they are not.
    @Nullable RecorderException ending() {
        return ending;
    }

    @Nullable RecorderException failure() {
        return failure;
    }
}
