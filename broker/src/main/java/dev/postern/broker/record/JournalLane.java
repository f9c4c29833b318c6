package dev.postern.broker.record;

import dev.postern.broker.base.Ticker;
import dev.postern.recording.format.RecordingId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The place of one shard: the shard that runs there, and a fresh one after a full disk has ended it.
///
/// A shard that a full disk ended keeps in its segments what is not in recordings. Its lane waits for the last words,
/// then brings those recordings to their end as a start after a crash would, and begins a new journal as soon as there
/// is room. A shard that failed otherwise stays: only a restart reads the disk again. Confined to the [RecorderWatch]'s
/// thread, but for [#shard] and [#stop].
final class JournalLane {

    private static final Logger LOG = LoggerFactory.getLogger(JournalLane.class);
    private static final long LAST_WORDS_NANOS = Duration.ofSeconds(3).toNanos();

    private final JournalConfig config;
    private final RecorderParts parts;
    private final Quarantine quarantine;
    private final WatchedSessions watched;
    private final int number;
    private volatile Running running;
    private boolean isEnding;
    private long endingSinceNanos;
    private boolean isRecovered;
    private final List<JournalShard.Ending> endings = new ArrayList<>();

    private record Running(JournalShard shard, Thread syncer, Thread sealer, SessionFiles files) {

        boolean isAlive() {
            return syncer.isAlive() || sealer.isAlive();
        }
    }

    /// @param watched sessions that are looked at
    /// @param number  of the shard, which names its segments
    JournalLane(
            JournalConfig config,
            RecorderParts parts,
            Quarantine quarantine,
            WatchedSessions watched,
            int number)
            throws IOException {
        this.watched = watched;
        this.quarantine = quarantine;
        this.config = config;
        this.parts = parts;
        this.number = number;
        this.running = begin();
    }

    private Running begin() throws IOException {
        JournaledRecorder.Machine machine = parts.machine();
        JournalShard shard = new JournalShard(config, machine.ticker());
        SessionFiles files =
                new SessionFiles(parts.store(), machine.sync(), parts.listener(), watched);
        Sealer.SealerParts sealing =
                new Sealer.SealerParts(
                        machine.sync(), parts.segmentKeys(), machine.ticker(), parts.space());
        Sealer sealer = new Sealer(shard, config, files, sealing, number);
        try {
            sealer.allocateFirst();
        } catch (IOException | RuntimeException e) {
            release(shard, true);
            files.close();
            throw e;
        }
        Thread syncerThread =
                Thread.ofPlatform()
                        .name("postern-syncer-" + number)
                        .unstarted(new Syncer(shard, machine.sync()));
        Thread sealerThread =
                Thread.ofPlatform().name("postern-sealer-" + number).unstarted(sealer);
        shard.startedBy(syncerThread, sealerThread);
        return new Running(shard, syncerThread, sealerThread, files);
    }

    /// Starts the threads.
    void start() {
        running.syncer().start();
        running.sealer().start();
    }

    /// The shard that takes new sessions, or refuses them.
    JournalShard shard() {
        return running.shard();
    }

    /// Whether the shard here was ended by a full disk.
    boolean isFull() {
        return running.shard().ending() != null;
    }

    /// Goes on with an ending that a full disk began.
    ///
    /// @param mayBegin whether there is room for a new journal
    void tick(boolean mayBegin) {
        Running current = running;
        if (!isFull() || isFailed(current.shard())) {
            return;
        }
        Ticker ticker = parts.machine().ticker();
        if (!isEnding) {
            isEnding = true;
            isRecovered = false;
            endingSinceNanos = ticker.nanos();
        }
        boolean isSilent =
                current.shard().sessionCount() == 0
                        || ticker.nanos() - endingSinceNanos > LAST_WORDS_NANOS;
        if (!isSilent) {
            return;
        }
        current.shard().close();
        if (current.isAlive()) {
            return;
        }
        try {
            if (!isRecovered) {
                recover(current);
                isRecovered = true;
                endings.clear();
            }
            if (mayBegin) {
                running = begin();
                isEnding = false;
                start();
                LOG.atInfo().addKeyValue("journal", number).log("the journal goes on");
            }
        } catch (IOException | RuntimeException e) {
            stillFull(current, e);
        }
    }

    private void stillFull(Running current, Exception error) {
        RecorderException.Kind kind =
                DiskErrors.kindOf(error, parts.space(), config.segmentBytes());
        if (kind != RecorderException.Kind.FULL) {
            current.shard()
                    .fail(
                            new RecorderException(
                                    kind,
                                    "the journal could not be brought to its end: "
                                            + error.getMessage(),
                                    error));
        }
    }

    private void recover(Running ended) throws IOException {
        release(ended.shard(), false);
        Set<RecordingId> sessions = ended.files().unfinished();
        endings.addAll(ended.shard().takeEndings(Long.MAX_VALUE));
        JournalRecovery.run(
                parts, RecoveryScope.shard(config, number, sessions, endings), quarantine);
    }

    private static boolean isFailed(JournalShard shard) {
        RecorderException cause = shard.failure();
        return cause != null && cause.kind() != RecorderException.Kind.FULL;
    }

    /// The failure that only a restart mends, or null.
    @Nullable RecorderException failure() {
        return running.shard().failure();
    }

    /// Makes everything durable and seals what can be sealed; waits for the threads.
    void stop() throws IOException, InterruptedException {
        Running last = running;
        last.shard().close();
        last.syncer().join();
        last.shard().close();
        last.sealer().join();
        boolean isWhole = last.shard().failure() == null && last.shard().ending() == null;
        release(last.shard(), isWhole);
    }

    /// Closes the segments, and deletes them if what is in them is sealed.
    private static void release(JournalShard shard, boolean isSealed) throws IOException {
        for (JournalSegment segment : shard.allSegments()) {
            Path file = segment.file();
            segment.close();
            if (isSealed) {
                Files.deleteIfExists(file);
            }
        }
    }
}
