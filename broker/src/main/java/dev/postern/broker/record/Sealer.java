package dev.postern.broker.record;

import dev.postern.broker.base.Ticker;
import dev.postern.recording.format.EntryLayout;
import dev.postern.recording.format.RecordingId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Turns the journal of a shard into recordings, behind APPENDED: reads records, gathers blocks, has [SessionFiles]
/// write them when they are full or old, and gives segments back once everything in them is on the disk. One platform thread.
final class Sealer implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);
    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();
    private static final Duration MAX_SNAPSHOT_WAIT = Duration.ofSeconds(5);
    private static final long ALLOCATE_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final JournalShard shard;
    private final JournalConfig config;
    private final SessionFiles files;
    private final DiskSync sync;
    private final SegmentKeys keys;
    private final Ticker ticker;
    private final FreeSpace.Source free;
    private final String name;
    private @Nullable JournalSegment current;
    private int readAt;
    private long sealed;
    private long ordinal;
    private long allocateAfterNanos;
    private boolean allocationFailed;

    Sealer(
            JournalShard shard,
            JournalConfig config,
            SessionFiles files,
            SealerParts parts,
            int number) {
        this.shard = shard;
        this.config = config;
        this.files = files;
        this.sync = parts.sync();
        this.keys = parts.keys();
        this.ticker = parts.ticker();
        this.free = parts.free();
        this.name = Integer.toString(number);
    }

    /// What the machine gives a sealer.
    record SealerParts(DiskSync sync, SegmentKeys keys, Ticker ticker, FreeSpace.Source free) {}

    @Override
    public void run() {
        try (files) {
            while (shard.failure() == null) {
                boolean closing = shard.isClosed() && shard.synced() == shard.appended();
                drain();
                for (JournalShard.Ending ending : shard.takeEndings(sealed)) {
                    end(ending);
                }
                if (closing) {
                    files.finishEnded(MAX_SNAPSHOT_WAIT);
                    files.force();
                    return;
                }
                files.flushDue(ticker.nanos());
                recycle();
                await();
            }
        } catch (IOException | RuntimeException | Error e) {
            failed(e, "a recording could not be written: " + e.getMessage());
        }
    }

    /// A full disk ends the sessions, and the journal keeps what is not sealed; anything else ends the journal.
    private void failed(Throwable error, String message) {
        RecorderException.Kind kind = DiskErrors.kindOf(error, free, config.segmentBytes());
        RecorderException cause = new RecorderException(kind, message, error);
        if (kind == RecorderException.Kind.FULL) {
            shard.end(cause);
        } else {
            shard.fail(cause);
        }
    }

    /// Reads every record that is APPENDED.
    private void drain() throws IOException {
        long goal = shard.appended();
        while (sealed < goal) {
            JournalSegment segment = current;
            if (segment == null || sealed >= segment.endPosition()) {
                segment = shard.segmentBehind(sealed);
                if (segment == null) {
                    return;
                }
                if (!segment.equals(current)) {
                    current = segment;
                    readAt = JournalSegment.HEADER_BYTES;
                }
            }
            int next = segment.read(readAt, this::seal);
            if (next < 0) {
                throw new IOException(
                        "the journal's record at "
                                + (segment.startPosition() + readAt)
                                + " is not what was appended: memory or disk is faulty");
            }
            readAt = next;
            sealed = segment.startPosition() + next;
        }
    }

    private void seal(RecordingId session, long sequence, long micros, int code, ByteBuffer content)
            throws IOException {
        if (sequence == 1) {
            files.create(session);
        }
        if (files.writer(session).nextSequence() != sequence) {
            throw new IOException(
                    "entry "
                            + sequence
                            + " of session "
                            + session
                            + " follows entry "
                            + (files.writer(session).nextSequence() - 1));
        }
        files.append(session, micros, code, content, ticker.nanos());
    }

    private void end(JournalShard.Ending ending) throws IOException {
        if (files.isOpen(ending.session())) {
            files.append(
                    ending.session(),
                    ending.micros(),
                    EntryLayout.FACT,
                    ending.fact(),
                    ticker.nanos());
        }
    }

    private void recycle() throws IOException {
        if (shard.hasSealed(sealed)) {
            files.force();
            for (JournalSegment segment : shard.takeSealed(sealed)) {
                reuse(segment);
            }
        }
        while (shard.spareCount() < JournalConfig.SPARE_SEGMENTS
                && shard.segmentCount() < config.maxSegments()) {
            if (!allocate()) {
                return;
            }
        }
    }

    private void reuse(JournalSegment segment) throws IOException {
        if (segment.equals(current)) {
            current = null;
        }
        ordinal++;
        long salt = ByteBuffer.wrap(keys.randomness().bytes(Long.BYTES)).getLong();
        segment.begin(ordinal, salt, keys);
        shard.addSpare(segment);
    }

    /// Allocates the segments to begin with.
    ///
    /// @throws IOException if there is no room for them
    void allocateFirst() throws IOException {
        while (shard.spareCount() < JournalConfig.SPARE_SEGMENTS) {
            allocateOne();
        }
    }

    private void allocateOne() throws IOException {
        Path file = config.journal().resolve("%s-%06d.seg".formatted(name, ordinal + 1));
        JournalSegment segment = JournalSegment.allocate(file, config.segmentBytes(), sync);
        DiskErrors.forceDirectory(sync, config.journal());
        reuse(segment);
    }

    private boolean allocate() throws IOException {
        if (allocationFailed && ticker.nanos() - allocateAfterNanos < 0) {
            return false;
        }
        try {
            allocateOne();
            allocationFailed = false;
            return true;
        } catch (DiskErrors.SyncFailedException e) {
            throw e;
        } catch (IOException e) {
            if (!allocationFailed) {
                LOG.atError()
                        .addKeyValue("reason", e.toString())
                        .log("the journal cannot grow: free disk space");
            }
            allocationFailed = true;
            allocateAfterNanos = ticker.nanos() + ALLOCATE_AGAIN_NANOS;
            if (!shard.isWritable()) {
                // Sessions wait already, and nothing they could wait for will come.
                throw e;
            }
            return false;
        }
    }

    private void await() {
        boolean busy =
                files.hasGathered()
                        || shard.appended() > shard.synced()
                        || allocationFailed
                        || shard.hasSealed(sealed);
        shard.sealerIdle(!busy);
        if (shard.appended() == sealed && !shard.isClosed() && shard.failure() == null) {
            if (busy) {
                LockSupport.parkNanos(shard, PAUSE_NANOS);
            } else {
                LockSupport.park(shard);
            }
        } else if (busy && !shard.isClosed()) {
            LockSupport.parkNanos(shard, PAUSE_NANOS);
        }
        shard.sealerIdle(false);
    }
}
