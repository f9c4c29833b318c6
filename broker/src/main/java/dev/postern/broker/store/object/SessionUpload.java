package dev.postern.broker.store.object;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Stores the files of one session: its key file first, so that no recording is stored that a new machine could not
/// open, then its recording.
final class SessionUpload {

    private final Path data;
    private final ObjectStore store;
    private final UploadLog log;
    private final UploadListener listener;
    private final long epoch;
    private final Set<String> disputed = ConcurrentHashMap.newKeySet();
    private final Set<String> locked = ConcurrentHashMap.newKeySet();

    SessionUpload(
            Path data, ObjectStore store, UploadLog log, UploadListener listener, long epoch) {
        this.data = data;
        this.store = store;
        this.log = log;
        this.listener = listener;
        this.epoch = epoch;
    }

    /// The bytes of the files of a session that are here and not known to be stored.
    long bytesToStore(String session) {
        return bytesToStoreOf(ObjectNames.keyFile(session))
                + bytesToStoreOf(ObjectNames.recording(session));
    }

    private long bytesToStoreOf(String name) {
        if (log.isUnwanted(name)) {
            return 0;
        }
        Path file = data.resolve(name);
        try {
            return log.isStored(name, file) ? 0 : Math.max(1, Files.size(file));
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Stores what is not known to be stored.
    ///
    /// @throws ObjectStoreException if the store does not take it
    /// @throws IOException if a file cannot be read here
    void run(String session) throws IOException {
        String key = ObjectNames.keyFile(session);
        if (bytesToStoreOf(key) > 0) {
            Upload upload = Upload.of(key, data.resolve(key), epoch);
            confirm(upload, store.replace(upload));
        }
        String recording = ObjectNames.recording(session);
        if (bytesToStoreOf(recording) > 0) {
            force(data.resolve(recording));
            Upload upload = Upload.of(recording, data.resolve(recording), epoch);
            try {
                confirm(upload, store.put(upload));
            } catch (ObjectStoreException e) {
                if (e.kind() == ObjectStoreException.Kind.CONFLICT
                        && !disputed.contains(recording)) {
                    listener.disputed(recording, String.valueOf(e.getMessage()));
                    disputed.add(recording);
                }
                throw e;
            }
        }
    }

    /// Brings a recording to the disk before it is stored: were it lost here with the power, recovery would write it
    /// again, with the same content and other bytes.
    void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        for (Path folder = file.getParent();
                folder != null && folder.startsWith(data);
                folder = folder.getParent()) {
            Epoch.forceDirectory(folder);
        }
    }

    private void confirm(Upload upload, ObjectStore.Outcome outcome) throws IOException {
        listener.stored(upload, outcome);
        log.add(upload);
    }

    /// Removes a file from the store for good.
    ///
    /// @return false if it is a recording that the store has locked: it is to be asked again later
    boolean erase(String name) throws IOException {
        try {
            store.delete(name);
        } catch (ObjectStoreException e) {
            if (e.kind() != ObjectStoreException.Kind.REFUSED
                    || ObjectKind.of(name) != ObjectKind.RECORDING) {
                throw e;
            }
            Optional<Instant> until = store.lockedUntil(name);
            if (until.isEmpty()) {
                throw e;
            }
            if (locked.add(name)) {
                listener.locked(name, until);
            }
            return false;
        }
        listener.erased(name);
        log.erased(name);
        return true;
    }
}
