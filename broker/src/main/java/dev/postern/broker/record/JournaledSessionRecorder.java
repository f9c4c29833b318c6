package dev.postern.broker.record;

import dev.postern.broker.base.Ticker;
import dev.postern.recording.FactKind;
import dev.postern.recording.format.EntryLayout;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingId;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;

/// The recording of one session in a [JournalShard]; confined to the session's event loop, but for [#failed].
final class JournaledSessionRecorder implements SessionRecorder {

    private static final long TIME_STEP_MICROS = 32;

    private static final long STRICT_SYNC_NANOS = Duration.ofMillis(50).toNanos();
    private static final long WRITE_THROUGH_SYNC_NANOS = Duration.ofMillis(200).toNanos();

    private final JournalShard shard;
    private final RecordingId session;
    private final Executor loop;
    private final Ticker ticker;
    private final long openedNanos;
    private final AppendTerms traffic;
    private final AppendTerms lastWord;
    private final @Nullable DropCount drops;
    private long nextSequence = 1;
    private long lastPosition;
    private int waiting;
    private boolean closed;
    private boolean told;
    private @Nullable FailureListener listener;
    private @Nullable SlowListener slowListener;
    private @Nullable RecorderException failure;

    JournaledSessionRecorder(
            JournalShard shard,
            RecordingId session,
            Executor loop,
            Ticker ticker,
            Durability durability) {
        this.shard = shard;
        this.session = session;
        this.loop = loop;
        this.ticker = ticker;
        this.openedNanos = ticker.nanos();
        boolean isSyncAwaited =
                switch (durability) {
                    case STRICT, STRICT_FULL -> true;
                    case WRITE_THROUGH, BEST_EFFORT -> false;
                };
        long syncWithinNanos = isSyncAwaited ? STRICT_SYNC_NANOS : WRITE_THROUGH_SYNC_NANOS;
        this.traffic = new AppendTerms(syncWithinNanos, isSyncAwaited, false);
        this.drops = durability == Durability.BEST_EFFORT ? new DropCount() : null;
        this.lastWord = new AppendTerms(syncWithinNanos, isSyncAwaited, true);
    }

    @Override
    public long append(Origin origin, ByteBuffer bytes) throws RecorderException {
        return switch (origin) {
            case FRONTEND, BACKEND -> {
                RecorderException cause = failure;
                if (cause != null) {
                    throw cause;
                }
                yield drops == null
                        ? append(origin.code(), bytes, traffic)
                        : appendOrDrop(origin, bytes, drops);
            }
            case BROKER_TO_FRONTEND, BROKER_TO_BACKEND ->
                    append(origin.code(), bytes, failure == null ? traffic : lastWord);
        };
    }

    /// Appends behind a gap for what was dropped before, or drops this too.
    private long appendOrDrop(Origin origin, ByteBuffer bytes, DropCount dropped)
            throws RecorderException {
        long messages = dropped.follow(origin, bytes);
        try {
            appendGap(dropped, traffic);
            return append(origin.code(), bytes, traffic);
        } catch (RecorderException e) {
            if (e.kind() != RecorderException.Kind.FULL || shard.ending() != null) {
                throw e;
            }
            dropped.dropped(messages, bytes.remaining(), micros());
            return lastPosition;
        }
    }

    private void appendGap(DropCount dropped, AppendTerms terms) throws RecorderException {
        if (!dropped.isEmpty()) {
            ByteBuffer gap = EntryLayout.encodeFact(FactKind.GAP.name(), dropped.facts());
            append(EntryLayout.FACT, gap, terms);
            dropped.reset();
        }
    }

    @Override
    public long append(FactKind kind, Map<String, Object> facts) throws RecorderException {
        ByteBuffer content;
        try {
            content = EntryLayout.encodeFact(kind.name(), facts);
        } catch (IllegalArgumentException e) {
            throw new RecorderException(
                    RecorderException.Kind.IO_ERROR,
                    "a fact cannot be recorded: " + e.getMessage(),
                    e);
        }
        return append(EntryLayout.FACT, content, traffic);
    }

    private long append(int code, ByteBuffer content, AppendTerms terms) throws RecorderException {
        if (closed) {
            throw new RecorderException(
                    RecorderException.Kind.CLOSED, "the session's recording has ended");
        }
        nextSequence += shard.append(session, nextSequence, micros(), code, content, terms);
        lastPosition = shard.appended();
        return lastPosition;
    }

    /// Every recorded time is a multiple of 32 microseconds: finer digits say nothing and do not pack.
    private long micros() {
        return (ticker.nanos() - openedNanos) / 1_000 & -TIME_STEP_MICROS;
    }

    @Override
    public long lastPosition() {
        return lastPosition;
    }

    @Override
    public boolean isSynced(long position) {
        return shard.synced() >= position;
    }

    @Override
    public void whenSynced(long position, Runnable done) {
        if (failure != null) {
            return;
        }
        if (waiting == 0 && isSynced(position) && shard.failure() == null) {
            new Waiter(loop, done).wake();
            return;
        }
        waiting++;
        Runnable synced =
                () -> {
                    waiting--;
                    // A session that was told of a failure relays nothing more, even if the sync
                    // came true later.
                    if (failure == null) {
                        done.run();
                    }
                };
        shard.whenSynced(new Waiter(loop, synced));
    }

    @Override
    public boolean isWritable() {
        return drops != null || shard.isWritable();
    }

    @Override
    public void whenWritable(Runnable resumed) {
        shard.whenWritable(new Waiter(loop, resumed));
    }

    @Override
    public void onFailure(FailureListener toTell) {
        listener = toTell;
        tell();
    }

    /// Says that the journal has failed; called from any thread.
    void failed(RecorderException cause) {
        if (drops != null && cause.kind() == RecorderException.Kind.SLOW) {
            return;
        }
        Runnable told =
                () -> {
                    if (failure == null) {
                        failure = cause;
                        tell();
                    }
                };
        new Waiter(loop, told).wake();
    }

    @Override
    public void onSlow(SlowListener toTell) {
        slowListener = toTell;
    }

    /// Says that the session waits for the disk; called from any thread.
    void slow(long lagNanos) {
        Runnable told =
                () -> {
                    SlowListener toTell = slowListener;
                    if (toTell != null && failure == null && !closed) {
                        toTell.recorderSlow(Duration.ofNanos(lagNanos));
                    }
                };
        new Waiter(loop, told).wake();
    }

    private void tell() {
        FailureListener toTell = listener;
        RecorderException cause = failure;
        if (toTell != null && cause != null && !told && !closed) {
            told = true;
            toTell.recorderFailed(cause);
        }
    }

    @Override
    public void close(Map<String, Object> facts) {
        if (closed) {
            return;
        }
        long micros = micros();
        ByteBuffer fact = EntryLayout.encodeFact(FactKind.SESSION_ENDED.name(), facts);
        try {
            if (drops != null) {
                appendGap(drops, lastWord);
            }
            append(EntryLayout.FACT, fact, lastWord);
        } catch (RecorderException e) {
            if (e.kind() == RecorderException.Kind.FULL) {
                shard.endWithoutRoom(
                        new JournalShard.Ending(session, nextSequence, micros, fact, lastPosition));
            }
            // Otherwise the journal has ended, everybody was told, and the next start finishes the
            // recording.
        }
        closed = true;
        shard.remove(this);
    }
}
