package dev.postern.broker.app;

import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditException;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.record.RecordingStore;
import dev.postern.broker.record.SealListener;
import dev.postern.recording.RecordingVerifier;
import dev.postern.recording.VerificationReport;
import dev.postern.recording.format.RecordingId;
import dev.postern.verify.Seal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Writes `recording.sealed` to the site log when a recording has got its end.
///
/// It does not hold up the sealers. What a broker did not come to write, the next one writes when it starts.
final class SealLog implements SealListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SealLog.class);
    private static final long LONGEST_END_SECONDS = 30;

    /// So many seals wait for the disk at once: the log has room for more, which is for those who wait for an answer.
    private static final int MOST_UNDER_WAY = 256;

    private static final String KNOWN = "";
    private static final String UNKNOWN =
            " The log knew nothing of it; by its signature this site made it.";

    private final AuditTrail audit;
    private final Semaphore underWay = new Semaphore(MOST_UNDER_WAY);

    /// Sealed by [#writeMissing], while a recovery beside it may be about to tell of them: the worker's alone.
    private final Set<String> caughtUp = new HashSet<>();

    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("postern-seal-log").factory());

    SealLog(AuditTrail audit) {
        this.audit = audit;
    }

    @Override
    public void sealed(String session, Path file, Progress progress) {
        if (progress == Progress.FINISHED) {
            worker.execute(() -> {
                if (!caughtUp.remove(session)) {
                    write(session, file, KNOWN);
                }
            });
        }
    }

    /// Writes the seals that are missing, without holding up the start: of the recordings that have their end, those whose
    /// session began by the log, and those that the log does not know and that this site signed. A broker leaves such a
    /// one if it is killed, or cannot log, between a recording's first entry and `session.start`, and again between the
    /// recording's end and its seal.
    void writeMissing(RecordingStore recordings) {
        worker.execute(() -> {
            try {
                awaitWritten();
                for (String session : audit.unsealed()) {
                    recordings.find(session).ifPresent(file -> catchUp(session, file, KNOWN));
                }
                for (String session : unknown(recordings)) {
                    recordings
                            .find(session)
                            .filter(file -> isOwn(session, file))
                            .ifPresent(file -> catchUp(session, file, UNKNOWN));
                }
            } catch (IOException | RuntimeException e) {
                LOG.atError()
                        .addKeyValue("reason", e.toString())
                        .log(
                                "the seals that are missing were not all found; the next start"
                                        + " looks again");
            }
        });
    }

    private List<String> unknown(RecordingStore recordings) throws IOException {
        return audit.unknown(recordings.list().stream().map(RecordingStore::sessionOf).toList());
    }

    /// Whether this site signed the recording in `file`, and it is the one of `session`. The log must not vouch for one
    /// that somebody put there.
    private boolean isOwn(String session, Path file) {
        try {
            if (Seal.of(file).isEmpty()) {
                return false; // its session may be beginning
            }
            VerificationReport report =
                    new RecordingVerifier(audit::publicKey)
                            .verify(file, RecordingId.parse(session));
            VerificationReport.Seal seal = report.seal();
            if (report.verdict() == VerificationReport.Verdict.INTACT
                    && seal != null
                    && seal.signature() == VerificationReport.SignatureState.VALID) {
                return true;
            }
            LOG.atError()
                    .addKeyValue("session", session)
                    .addKeyValue("file", file)
                    .log(
                            "the site log does not know this recording, and this site did not sign"
                                    + " it: see postern verify --all");
        } catch (IOException e) {
            failed(session, e);
        }
        return false;
    }

    /// Waits until the log has what it was given.
    private void awaitWritten() {
        underWay.acquireUninterruptibly(MOST_UNDER_WAY);
        underWay.release(MOST_UNDER_WAY);
    }

    private void catchUp(String session, Path file, String remark) {
        if (write(session, file, remark)) {
            caughtUp.add(session);
        }
    }

    /// Writes the seal of a recording.
    ///
    /// @param remark stands behind the sentence
    /// @return whether there is one
    private boolean write(String session, Path file, String remark) {
        try {
            Optional<Seal> seal = Seal.of(file);
            if (seal.isPresent()) {
                underWay.acquireUninterruptibly();
                CompletableFuture<Long> _ =
                        audit.submit(event(session, seal.get(), remark))
                                .whenComplete((id, failure) -> {
                                    underWay.release();
                                    if (failure != null) {
                                        failed(session, failure);
                                    }
                                });
            }
            return seal.isPresent();
        } catch (IOException | AuditException e) {
            failed(session, e);
            return false;
        }
    }

    private static AuditTrail.NewEvent event(String session, Seal seal, String remark) {
        return new AuditTrail.NewEvent(
                AuditCode.RECORDING_SEALED,
                null,
                "",
                null,
                session,
                seal.members(),
                "The recording has "
                        + seal.entries()
                        + " entries and ended: "
                        + seal.reason()
                        + "."
                        + remark);
    }

    private static void failed(String session, Throwable failure) {
        LOG.atError()
                .addKeyValue("session", session)
                .addKeyValue("reason", failure.toString())
                .log("a recording is sealed, but the site log does not say so yet");
    }

    /// Writes what waits.
    @Override
    public void close() {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
                LOG.atError()
                        .log("the seals of recordings were not all logged; the next start will");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
