package dev.postern.broker.record;

import dev.postern.recording.format.RecordingId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Brings what an earlier broker left to its end, behind a start that does not wait for it for long.
///
/// The segments it left are moved into a folder of their own, `journal/recover-N`, so that the new journal can begin
/// beside them. Ten thousand recordings take a while; sessions of this start need none of them.
final class StartRecovery implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(StartRecovery.class);
    private static final String PREFIX = "recover-";
    private static final long AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final JournalConfig config;
    private final RecorderParts parts;
    private final Quarantine quarantine;
    private final Set<RecordingId> unfinished;
    private final Thread thread;
    private volatile boolean isStopped;
    private volatile @Nullable String problem;

    private StartRecovery(
            JournalConfig config,
            RecorderParts parts,
            Quarantine quarantine,
            Set<RecordingId> unfinished) {
        this.config = config;
        this.parts = parts;
        this.quarantine = quarantine;
        this.unfinished = unfinished;
        this.thread = Thread.ofPlatform().name("postern-recovery").unstarted(this);
    }

    /// Sets aside what is there and begins to recover it.
    static StartRecovery begin(JournalConfig config, RecorderParts parts, Quarantine quarantine)
            throws IOException {
        setAside(config, parts.machine().sync());
        StartRecovery recovery =
                new StartRecovery(
                        config, parts, quarantine, Set.copyOf(parts.store().unfinished()));
        recovery.thread.start();
        return recovery;
    }

    private static void setAside(JournalConfig config, DiskSync sync) throws IOException {
        List<Path> segments;
        try (Stream<Path> files = Files.list(config.journal())) {
            segments = files.filter(file -> file.toString().endsWith(".seg")).toList();
        }
        if (segments.isEmpty()) {
            return;
        }
        Path folder = config.journal().resolve(PREFIX + (last(config) + 1));
        Files.createDirectory(folder);
        for (Path segment : segments) {
            Files.move(
                    segment, folder.resolve(segment.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
        DiskErrors.forceDirectory(sync, folder);
        DiskErrors.forceDirectory(sync, config.journal());
    }

    private static int last(JournalConfig config) throws IOException {
        return folders(config).stream().mapToInt(StartRecovery::number).max().orElse(0);
    }

    private static int number(Path folder) {
        return Integer.parseInt(folder.getFileName().toString().substring(PREFIX.length()));
    }

    /// The folders set aside, oldest first.
    private static List<Path> folders(JournalConfig config) throws IOException {
        try (Stream<Path> files = Files.list(config.journal())) {
            return files.filter(file -> file.getFileName().toString().matches(PREFIX + "\\d{1,9}"))
                    .sorted((a, b) -> Integer.compare(number(a), number(b)))
                    .toList();
        }
    }

    @Override
    public void run() {
        while (!isStopped) {
            try {
                recover();
                problem = null;
                return;
            } catch (IOException | RuntimeException | Error e) {
                problem =
                        "recordings of an earlier start could not be recovered: " + e.getMessage();
                LOG.atError().setCause(e).log("recordings could not be recovered");
                if (DiskErrors.kindOf(e, parts.space(), config.segmentBytes())
                        != RecorderException.Kind.FULL) {
                    return;
                }
                LockSupport.parkNanos(this, AGAIN_NANOS);
            }
        }
    }

    private void recover() throws IOException {
        for (Path folder : folders(config)) {
            JournalRecovery.run(parts, RecoveryScope.folder(folder), quarantine);
            Files.delete(folder);
        }
        JournalRecovery.run(parts, RecoveryScope.sessions(config, unfinished), quarantine);
    }

    /// Waits until it is done, at most `millis`.
    void await(long millis) {
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits until it is done, or gives up where it waits for room.
    void stop() throws InterruptedException {
        isStopped = true;
        LockSupport.unpark(thread);
        thread.join();
    }

    boolean isDone() {
        return !thread.isAlive();
    }

    /// What a person must look at; null if nothing.
    @Nullable String problem() {
        return problem;
    }
}
