package dev.postern.broker.store.object;

import dev.postern.broker.base.Ticker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Drops recordings from the data folder that are stored, the oldest first, when they take more room than they may.
///
/// Before a recording goes, the store is asked for it and its length and hash are compared with the file's own.
final class LocalCopies {

    private static final Logger LOG = LoggerFactory.getLogger(LocalCopies.class);
    private static final long PAUSE_NANOS = Duration.ofSeconds(15).toNanos();

    private final UploadSpool.Local local;
    private final ObjectStore store;
    private final UploadLog log;
    private final UploadListener listener;
    private final long limit;
    private final Ticker ticker;
    private final Set<String> kept = new HashSet<>();
    private long notBeforeNanos;

    LocalCopies(
            UploadSpool.Local local,
            ObjectStore store,
            UploadLog log,
            UploadListener listener,
            long limit,
            Ticker ticker) {
        this.local = local;
        this.store = store;
        this.log = log;
        this.listener = listener;
        this.limit = limit;
        this.ticker = ticker;
        this.notBeforeNanos = ticker.nanos();
    }

    /// Drops as many as needed.
    ///
    /// @param again is given the sessions that the store turned out not to have
    synchronized void trim(Consumer<String> again) throws IOException {
        if (log.storedBytes(ObjectKind.RECORDING) <= limit || ticker.nanos() - notBeforeNanos < 0) {
            return;
        }
        notBeforeNanos = ticker.nanos() + PAUSE_NANOS;
        for (String name : log.stored(ObjectKind.RECORDING)) {
            if (log.storedBytes(ObjectKind.RECORDING) <= limit) {
                return;
            }
            String session = ObjectNames.session(name).orElse("");
            if (!session.isEmpty() && !kept.contains(session) && local.isUnused().test(session)) {
                drop(name, session, again);
            }
        }
    }

    /// Sees to it that the recording of a session is not dropped any more, until the end of this process.
    synchronized void keep(String session) {
        kept.add(session);
    }

    private void drop(String name, String session, Consumer<String> again) throws IOException {
        Path file = local.data().resolve(name);
        if (!Files.exists(file)) {
            log.remove(name);
            return;
        }
        Upload here = Upload.of(name, file, 0);
        Optional<StoredObject> there = store.find(name);
        if (there.isEmpty()
                || there.get().bytes() != here.bytes()
                || !there.get().sha256().equals(here.sha256())) {
            listener.disputed(
                    name,
                    there.isEmpty()
                            ? name + " was stored and is gone from " + store.place()
                            : name
                                    + " in "
                                    + store.place()
                                    + " is no longer what was stored: SHA-256 "
                                    + there.get().sha256()
                                    + " there, "
                                    + here.sha256()
                                    + " here");
            log.remove(name);
            again.accept(session);
            return;
        }
        Files.delete(file);
        log.remove(name);
        LOG.atInfo()
                .addKeyValue("session", session)
                .addKeyValue("bytes", here.bytes())
                .log("a stored recording was dropped from the data folder");
    }
}
