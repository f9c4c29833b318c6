package dev.postern.broker.store.object;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Signed checkpoints of the site log as objects of their own, `checkpoints/SIZE-HASH.note`, locked if the store locks
/// objects: whoever holds the broker's keys cannot take back what is here.
///
/// SIZE is the number of leaves in 20 digits, so that names sort by it; HASH begins the note's SHA-256, so that two
/// checkpoints of one size, which would be proof of a forged log, are both kept.
public final class StoredCheckpoints {

    private static final int HASH_DIGITS = 16;
    private static final int MAX_BYTES = 64 << 10;
    private static final int PAGE = 1000;

    private final ObjectStore store;
    private final Path folder;
    private final long epoch;

    /// @param folder for files on their way
    public StoredCheckpoints(ObjectStore store, Path folder, long epoch) {
        this.store = store;
        this.folder = folder;
        this.epoch = epoch;
    }

    /// Where they are, for people.
    public String place() {
        return store.place();
    }

    /// Keeps a checkpoint; one that is there already is success.
    ///
    /// @param size how many leaves it covers, not negative
    /// @param note the checkpoint as it is signed
    /// @throws ObjectStoreException if it is not certain that it is kept
    public void keep(long size, byte[] note) throws IOException {
        Files.createDirectories(folder);
        Path file = Files.createTempFile(folder, "checkpoint", ".part");
        try {
            Files.write(file, note);
            store.put(Upload.of(name(size, note), file, epoch));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /// Every checkpoint that is kept, the smallest first.
    public List<String> notes() throws IOException {
        List<String> notes = new ArrayList<>();
        String after = "";
        while (true) {
            List<String> names = store.list(ObjectKind.CHECKPOINT, after, PAGE);
            if (names.isEmpty()) {
                return notes;
            }
            for (String name : names) {
                notes.add(note(name));
            }
            after = names.getLast();
        }
    }

    private String note(String name) throws IOException {
        StoredObject object =
                store.find(name)
                        .orElseThrow(() ->
                                new ObjectStoreException(
                                        ObjectStoreException.Kind.MISSING,
                                        name + " went while it was read"));
        if (object.bytes() == 0 || object.bytes() > MAX_BYTES) {
            throw new ObjectStoreException(
                    ObjectStoreException.Kind.DAMAGED,
                    name + " has " + object.bytes() + " bytes; a checkpoint has 1 to " + MAX_BYTES);
        }
        return new String(store.range(name, 0, (int) object.bytes()), StandardCharsets.UTF_8);
    }

    private static String name(long size, byte[] note) {
        Sha256 digest = new Sha256();
        digest.add(note, 0, note.length);
        return "%s%020d-%s.note"
                .formatted(
                        ObjectKind.CHECKPOINT.prefix(),
                        size,
                        digest.hex().substring(0, HASH_DIGITS));
    }
}
