package dev.postern.keys;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// The folder of wrapped data keys, `YYYY/MM/DD/RECORDING.pgkey`, the day being the one in the recording's ULID.
///
/// A destroyed key leaves `RECORDING.destroyed`, a [Tombstone], which is written first: from then on the key counts as
/// destroyed, also when a crash kept its file from being removed ([#finishDestructions] removes it then). Every change
/// holds the lock of the file `.lock`, so a rotation in one process cannot bring back what another one destroys.
public final class KeyFolder implements DataKeys {

    /// A file lock is the process's, not the thread's; one for all folders, since two objects may be of one folder.
    private static final ReentrantLock ONE_THREAD = new ReentrantLock();

    private final Path root;
    private final KeyEncryptionKeys keys;

    /// @param root the folder, `recording-keys` of the data directory; made with mode 0700 when first needed
    public KeyFolder(Path root, KeyEncryptionKeys keys) {
        this.root = root;
        this.keys = keys;
    }

    /// Where the key file of a recording is or would be.
    ///
    /// @throws IllegalArgumentException if `recordingId` is no ULID
    public Path path(String recordingId) {
        return RecordingDay.folder(root, recordingId).resolve(recordingId + KeyFile.SUFFIX);
    }

    /// Keeps the wrapped key of a recording, durable when this returns. A sound key that is kept already stays: it may
    /// have been wrapped again since.
    ///
    /// @throws KeyDestroyedException if the recording was erased: an erased key never comes back
    public void store(String recordingId, WrappedKey key) throws IOException {
        Path file = path(recordingId);
        DurableFiles.makeFolders(file.resolveSibling(""));
        locked(() -> {
            refuseDestroyed(recordingId);
            if (!isSound(recordingId)) {
                DurableFiles.write(file, new KeyFile(recordingId, key).toBytes());
            }
        });
    }

    /// The key of a recording that begins: a fresh one, kept durably when this returns, or the one that was made before
    /// a crash.
    ///
    /// @throws KeyDestroyedException   if the recording was erased
    /// @throws KeyUnavailableException if there is a key that cannot be unwrapped: it is not replaced
    public DataKey create(String recordingId, RandomBytes random) throws IOException {
        Path file = path(recordingId);
        DurableFiles.makeFolders(file.resolveSibling(""));
        AtomicReference<@Nullable DataKey> made = new AtomicReference<>();
        locked(() -> {
            refuseDestroyed(recordingId);
            if (Files.exists(file)) {
                return;
            }
            DataKey key = DataKey.generate(random);
            WrappedKey wrapped = key.wrap(keys, recordingId);
            DurableFiles.write(file, new KeyFile(recordingId, wrapped).toBytes());
            made.set(key);
        });
        DataKey fresh = made.get();
        return fresh == null ? dataKey(recordingId) : fresh;
    }

    /// The wrapped key of a recording.
    ///
    /// @throws KeyDestroyedException   if it was destroyed
    /// @throws KeyUnavailableException if there is none
    /// @throws CorruptKeyException     if its file is damaged
    public WrappedKey wrapped(String recordingId) throws IOException {
        refuseDestroyed(recordingId);
        Path file = path(recordingId);
        try {
            return KeyFile.parse(Files.readAllBytes(file), recordingId, file.toString()).key();
        } catch (NoSuchFileException e) {
            refuseDestroyed(recordingId);
            throw KeyUnavailableException.noKeyFile(recordingId, file.toString());
        }
    }

    @Override
    public DataKey dataKey(String recordingId) throws IOException {
        return DataKey.unwrap(keys, recordingId, wrapped(recordingId));
    }

    /// When and why the key of a recording was destroyed, if it was.
    public Optional<Tombstone> tombstone(String recordingId) throws IOException {
        try {
            return Optional.of(
                    Tombstone.parse(recordingId, Files.readAllBytes(tombstoneFile(recordingId))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /// Destroys the key of a recording for good; durable when this returns. A recording without a key gets its
    /// tombstone all the same, so that no key can come back from the journal. Destroying twice keeps the first note.
    public void destroy(Tombstone tombstone) throws IOException {
        Path note = tombstoneFile(tombstone.recordingId());
        DurableFiles.makeFolders(note.resolveSibling(""));
        locked(() -> {
            if (!Files.exists(note)) {
                DurableFiles.write(note, tombstone.toBytes());
            }
            DurableFiles.destroy(path(tombstone.recordingId()));
        });
    }

    /// Removes the keys whose destruction was cut short by a crash.
    ///
    /// @return how many there were
    public int finishDestructions() throws IOException {
        int finished = 0;
        for (String id : recordings(Tombstone.SUFFIX)) {
            if (Files.exists(path(id))) {
                locked(() -> DurableFiles.destroy(path(id)));
                finished++;
            }
        }
        return finished;
    }

    /// How many keys each key-encryption key wraps, by its identifier.
    ///
    /// @throws CorruptKeyException if a file is damaged
    public SequencedMap<String, Integer> countByKeyEncryptionKey() throws IOException {
        TreeMap<String, Integer> counts = new TreeMap<>();
        for (String id : recordings(KeyFile.SUFFIX)) {
            if (tombstone(id).isEmpty()) {
                counts.merge(wrapped(id).keyEncryptionKeyId(), 1, Integer::sum);
            }
        }
        return counts;
    }

    /// Wraps the keys that an older key-encryption key wraps under the current one, one file after the other. Run it
    /// again after a crash: what is done is passed over.
    ///
    /// @return how many were wrapped again
    /// @throws KeyUnavailableException if a key-encryption key is not at hand; the files before are done
    public int rewrap() throws IOException {
        int[] done = {0};
        for (String id : recordings(KeyFile.SUFFIX)) {
            locked(() -> {
                if (tombstone(id).isEmpty() && Files.exists(path(id)) && rewrap(id)) {
                    done[0]++;
                }
            });
        }
        return done[0];
    }

    private boolean rewrap(String id) throws IOException {
        WrappedKey old = wrapped(id);
        if (old.keyEncryptionKeyId().equals(keys.currentId())) {
            return false;
        }
        byte[] plain = keys.unwrap(KeyPurpose.RECORDING, id, old);
        try {
            WrappedKey fresh = keys.wrap(KeyPurpose.RECORDING, id, plain);
            DurableFiles.write(path(id), new KeyFile(id, fresh).toBytes());
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
        return true;
    }

    private Path tombstoneFile(String recordingId) {
        return RecordingDay.folder(root, recordingId).resolve(recordingId + Tombstone.SUFFIX);
    }

    private void refuseDestroyed(String recordingId) throws IOException {
        Optional<Tombstone> tombstone = tombstone(recordingId);
        if (tombstone.isPresent()) {
            throw new KeyDestroyedException(tombstone.get());
        }
    }

    private boolean isSound(String recordingId) throws IOException {
        try {
            wrapped(recordingId);
            return true;
        } catch (KeyUnavailableException | CorruptKeyException e) {
            return false;
        }
    }

    private List<String> recordings(String suffix) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root, 4)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix))
                    .map(name -> name.substring(0, name.length() - suffix.length()))
                    .filter(RecordingDay::isUlid)
                    .sorted()
                    .toList();
        }
    }

    /// Runs `change` with the lock against other threads and other processes.
    private void locked(Change change) throws IOException {
        ONE_THREAD.lock();
        try (FileChannel channel = DurableFiles.openLock(root.resolve(".lock"))) {
            channel.lock();
            change.make();
        } finally {
            ONE_THREAD.unlock();
        }
    }

    /// Something done under the lock.
    private interface Change {
        void make() throws IOException;
    }
}
