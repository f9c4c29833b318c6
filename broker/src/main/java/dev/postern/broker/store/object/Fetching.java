package dev.postern.broker.store.object;

import dev.postern.broker.store.object.ObjectStoreException.Kind;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Brings objects to files and compares what arrived with what was stored.
final class Fetching {

    private Fetching() {}

    /// An object and its bytes, which the receiver closes.
    record Source(StoredObject object, InputStream content) {}

    /// Opens an object.
    interface Opening {
        Source open() throws IOException;
    }

    /// Writes an object to `file`, which must not exist and does not afterwards if anything fails.
    static StoredObject toFile(String place, Path file, Opening opening) throws IOException {
        Source source = opening.open();
        boolean whole = false;
        try (InputStream in = source.content();
                var out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            Sha256 digest = new Sha256();
            digest.copy(in, out);
            compare(place, source.object(), digest);
            whole = true;
            return source.object();
        } finally {
            if (!whole) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void compare(String place, StoredObject object, Sha256 digest)
            throws ObjectStoreException {
        if (digest.bytes() != object.bytes()) {
            throw new ObjectStoreException(
                    Kind.DAMAGED,
                    object.name()
                            + " arrived from "
                            + place
                            + " with "
                            + digest.bytes()
                            + " of "
                            + object.bytes()
                            + " bytes");
        }
        String hash = digest.hex();
        if (!hash.equals(object.sha256())) {
            throw new ObjectStoreException(
                    Kind.DAMAGED,
                    object.name()
                            + " arrived from "
                            + place
                            + " with SHA-256 "
                            + hash
                            + " instead of "
                            + object.sha256()
                            + "; if it does so again, the stored object is damaged: restore it from"
                            + " another copy");
        }
    }
}
