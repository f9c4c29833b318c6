package dev.postern.broker.store.object;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Brings finished recordings and their key files from the data folder to an object store, and drops local recordings
/// only when the store was asked and has them.
///
/// The files are the spool: there is no queue on the disk, and at every start what is not known to be stored is offered
/// again. A failure of the store delays everything, a failure of one file only that file. Nothing is ever given up.
public final class UploadSpool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UploadSpool.class);
    static final int WORKERS = 2;
    private static final long PROBE_NANOS = Duration.ofSeconds(15).toNanos();

    /// The longest that a change of the state stays untold.
    private static final long LOOK_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private static final long LOOK_FOR_ERASED_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long ASK_LOCKED_AGAIN_NANOS = Duration.ofHours(1).toNanos();
    private static final long CLOSE_MILLIS = 5_000;

    private final Local local;
    private final ObjectStore store;
    private final Machine machine;
    private final UploadLog log;
    private final Pending pending;
    private final SessionUpload uploads;
    private final LocalCopies copies;
    private final StoreWatch watch;
    private final List<Thread> workers;
    private final Map<String, Long> askAgainNanos = new ConcurrentHashMap<>();
    private long lookForErasedNanos;
    private volatile boolean closed;

    /// The machine this broker runs on.
    ///
    /// @param disk the used part of the disk with the data folder, in percent
    public record Machine(Clock clock, Ticker ticker, Randomness randomness, Disk disk) {}

    /// Says how full a disk is.
    @FunctionalInterface
    public interface Disk {
        /// The used part in percent, 0 to 100.
        int usedPercent() throws IOException;

        /// The disk that holds `folder`.
        static Disk of(Path folder) {
            return () -> {
                var store = Files.getFileStore(folder);
                long total = store.getTotalSpace();
                return total <= 0 ? 0 : (int) (100 - store.getUsableSpace() * 100.0 / total);
            };
        }
    }

    /// What is here.
    ///
    /// @param data      the data folder
    /// @param isSettled whether the recording of an offered session is finished by now
    /// @param isUnused  whether a stored recording may be dropped here as far as its readers are concerned
    public record Local(Path data, Predicate<String> isSettled, Predicate<String> isUnused) {}

    /// @param epoch of this process, see [Epoch]
    /// @throws IOException if the log of what is stored cannot be read
    public UploadSpool(
            Local local,
            ObjectStore store,
            SpoolLimits limits,
            Machine machine,
            UploadListener listener,
            long epoch)
            throws IOException {
        this.local = local;
        this.store = store;
        this.machine = machine;
        this.lookForErasedNanos = machine.ticker().nanos();
        this.log =
                UploadLog.open(
                        local.data().resolve("uploads").resolve("stored.log"),
                        name -> Files.exists(local.data().resolve(name)));
        this.pending = new Pending(machine);
        this.uploads = new SessionUpload(local.data(), store, log, listener, epoch);
        this.copies =
                new LocalCopies(
                        local, store, log, listener, limits.localCopies(), machine.ticker());
        this.watch = new StoreWatch(store, limits, machine, pending, log, listener);
        this.workers =
                IntStream.rangeClosed(1, WORKERS)
                        .mapToObj(i -> Thread.ofVirtual().name("upload-" + i).unstarted(this::run))
                        .toList();
    }

    /// Offers the sessions whose files are not known to be stored, and starts to upload.
    ///
    /// @param sessions the sessions with a recording in the data folder, oldest first
    public void start(List<String> sessions) {
        sessions.forEach(this::offer);
        workers.forEach(Thread::start);
    }

    /// Says that a session's recording is finished, or about to be, or that its key file was written again; returns at
    /// once. Files that are stored as they are now are not uploaded again.
    public void offer(String session) {
        long bytes = uploads.bytesToStore(session);
        if (bytes > 0) {
            pending.add(session, bytes);
        }
    }

    /// Sees to it that the key file of a session goes from the store, now or when it answers again; the local one must be
    /// gone already. Restarts do not forget it.
    public void eraseKey(String session) throws IOException {
        String name = ObjectNames.keyFile(session);
        if (Files.exists(local.data().resolve(name))) {
            throw new IOException(
                    name + " is still in the data folder; remove it before the stored one");
        }
        log.erase(name);
        pending.wake();
    }

    /// Sees to it that the recording of a session goes from the store, now or when it answers again; its key must be
    /// destroyed already. It is not stored again. A store that has locked it is asked again every hour. Restarts do not
    /// forget it.
    public void removeRecording(String session) throws IOException {
        String name = ObjectNames.recording(session);
        if (!log.isUnwanted(name)) {
            log.erase(name);
            pending.wake();
        }
    }

    /// Brings the recording of a session back to the data folder if it is only in the store, durable when this returns,
    /// and keeps it here. A store that has none is no failure.
    ///
    /// @throws ObjectStoreException if the store does not answer, or what it has is damaged
    public void bringHere(String session) throws IOException {
        copies.keep(session);
        String name = ObjectNames.recording(session);
        Path file = local.data().resolve(name);
        if (Files.exists(file) || log.isErased(name)) {
            return;
        }
        Path arriving = local.data().resolve("uploads").resolve(session + ".arriving");
        Files.deleteIfExists(arriving);
        try {
            store.fetch(name, arriving);
        } catch (ObjectStoreException e) {
            if (e.kind() == ObjectStoreException.Kind.MISSING) {
                return;
            }
            throw e;
        }
        Files.createDirectories(file.resolveSibling(""));
        Files.move(arriving, file, StandardCopyOption.ATOMIC_MOVE);
        uploads.force(file);
    }

    /// Whether the store may have the recording of a session and nobody has asked for its removal.
    public boolean mayHold(String session) {
        return !log.isUnwanted(ObjectNames.recording(session));
    }

    /// Whether files of a session wait to be stored.
    public boolean isPending(String session) {
        return pending.has(session);
    }

    /// How the store does.
    public StoreStatus status() {
        return watch.status();
    }

    private void run() {
        try {
            while (!closed) {
                long wait = step();
                if (wait > 0) {
                    pending.await(Math.min(wait, LOOK_AGAIN_NANOS));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Does the next thing that is due.
    ///
    /// @return nanoseconds until another thing may be due; 0 for at once
    long step() {
        try {
            watch.tell();
            long closedFor = pending.untilOpen();
            return closedFor > 0 ? closedFor : work();
        } catch (IOException | UncheckedIOException e) {
            failed("the store", e);
            return pending.untilOpen();
        } catch (RuntimeException e) {
            failed("an event of the store", e);
            return pending.untilOpen();
        }
    }

    private long work() throws IOException {
        lookForErased();
        for (String name : log.erasures()) {
            if (!isLocked(name) && erase(name)) {
                return 0;
            }
        }
        String session = pending.take();
        if (session != null) {
            upload(session);
            return 0;
        }
        copies.trim(this::offer);
        if (pending.sinceLastAnswer() >= PROBE_NANOS) {
            watch.probe();
            pending.succeeded();
        }
        return Math.min(PROBE_NANOS, pending.untilNext());
    }

    /// Now and then looks which keys were destroyed here, by this process or another one.
    private void lookForErased() throws IOException {
        long now = machine.ticker().nanos();
        synchronized (this) {
            if (now - lookForErasedNanos < 0) {
                return;
            }
            lookForErasedNanos = now + LOOK_FOR_ERASED_NANOS;
        }
        for (String session : ErasedKeys.in(local.data())) {
            String name = ObjectNames.keyFile(session);
            if (!log.isErased(name) && !log.erasures().contains(name)) {
                eraseKey(session);
            }
        }
    }

    private boolean isLocked(String name) {
        Long again = askAgainNanos.get(name);
        return again != null && machine.ticker().nanos() - again < 0;
    }

    /// Removes a file from the store unless another worker has its session.
    private boolean erase(String name) throws IOException {
        String session =
                ObjectNames.session(name).orElseGet(() -> ObjectNames.sessionOfKeyFile(name));
        if (!pending.claim(session)) {
            return false;
        }
        try {
            if (!uploads.erase(name)) {
                askAgainNanos.put(name, machine.ticker().nanos() + ASK_LOCKED_AGAIN_NANOS);
            }
            pending.succeeded();
            return true;
        } finally {
            pending.release(session);
        }
    }

    private void upload(String session) {
        try {
            if (!local.isSettled().test(session)) {
                pending.notYet(session);
                return;
            }
            uploads.run(session);
            pending.done(session, uploads.bytesToStore(session));
        } catch (ObjectStoreException e) {
            switch (e.kind()) {
                case UNREACHABLE, REFUSED -> {
                    pending.putBack(session);
                    failed(session, e);
                }
                case CONFLICT, MISSING, DAMAGED -> failedAlone(session, e);
            }
        } catch (IOException | RuntimeException e) {
            failedAlone(session, e);
        }
    }

    private void failedAlone(String session, Exception e) {
        if (closed) {
            pending.putBack(session);
            return;
        }
        LOG.atWarn()
                .addKeyValue("session", session)
                .addKeyValue("reason", e.toString())
                .log("a recording could not be stored; it stays here and is tried again");
        pending.failedAlone(session);
    }

    private void failed(String what, Exception e) {
        if (closed) {
            return;
        }
        String text = e.getMessage() == null ? e.toString() : e.getMessage();
        if (pending.failed(text)) {
            LOG.atWarn()
                    .addKeyValue("phase", what)
                    .addKeyValue("reason", text)
                    .log("the object store does not do its work; recordings wait on this machine");
        }
    }

    /// Stops; what is under way is continued at the next start.
    @Override
    public void close() {
        closed = true;
        pending.wake();
        workers.forEach(Thread::interrupt);
        try {
            for (Thread worker : workers) {
                worker.join(CLOSE_MILLIS);
            }
            log.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException("the log of what is stored could not be closed", e);
        }
    }
}
