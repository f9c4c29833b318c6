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

    private static final long STRICT_SYNC_NANOS = Duration.ofMillis(50).toNanos();
    private static final long WRITE_THROUGH_SYNC_NANOS = Duration.ofMillis(200).toNanos();

    private final JournalShard shard;
    private final RecordingId session;
    private final Executor loop;
    private final Ticker ticker;
    private final long openedNanos;
    private final long syncWithinNanos;
    private long nextSequence = 1;
    private long lastPosition;
    private int waiting;
    private boolean closed;
    private boolean told;
    private @Nullable FailureListener listener;
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
        this.syncWithinNanos =
                switch (durability) {
                    case STRICT, STRICT_FULL -> STRICT_SYNC_NANOS;
                    case WRITE_THROUGH -> WRITE_THROUGH_SYNC_NANOS;
                };
    }

    @Override
    public long append(Origin origin, ByteBuffer bytes) throws RecorderException {
        return append(origin.code(), bytes);
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
        return append(EntryLayout.FACT, content);
    }

    private long append(int code, ByteBuffer content) throws RecorderException {
        if (closed) {
            throw new RecorderException(
                    RecorderException.Kind.CLOSED, "the session's recording has ended");
        }
        nextSequence +=
                shard.append(session, nextSequence, micros(), code, content, syncWithinNanos);
        lastPosition = shard.appended();
        return lastPosition;
    }

    private long micros() {
        return (ticker.nanos() - openedNanos) / 1_000;
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
        if (waiting == 0 && isSynced(position) && shard.failure() == null) {
            JournalShard.run(loop, done);
            return;
        }
        waiting++;
        shard.whenSynced(
                loop,
                () -> {
                    waiting--;
                    done.run();
                });
    }

    @Override
    public boolean isWritable() {
        return shard.isWritable();
    }

    @Override
    public void whenWritable(Runnable resumed) {
        shard.whenWritable(loop, resumed);
    }

    @Override
    public void onFailure(FailureListener toTell) {
        listener = toTell;
        tell();
    }

    /// Says that the journal has failed; called from any thread.
    void failed(RecorderException cause) {
        JournalShard.run(
                loop,
                () -> {
                    failure = cause;
                    tell();
                });
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
            append(EntryLayout.FACT, fact);
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
