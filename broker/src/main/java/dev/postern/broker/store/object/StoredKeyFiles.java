package dev.postern.broker.store.object;

import dev.postern.broker.store.object.ObjectStoreException.Kind;

import java.io.IOException;
import java.util.Optional;

/// Key files of recordings that another machine made; they are never written to a disk here.
public final class StoredKeyFiles {

    private static final int MAX_BYTES = 64 << 10;

    private final ObjectStore store;

    public StoredKeyFiles(ObjectStore store) {
        this.store = store;
    }

    /// The stored key file of a session; empty if there is none, for instance because it was erased.
    public Optional<byte[]> read(String session) throws IOException {
        String name = ObjectNames.keyFile(session);
        Optional<StoredObject> object = store.find(name);
        if (object.isEmpty()) {
            return Optional.empty();
        }
        long bytes = object.get().bytes();
        if (bytes > MAX_BYTES) {
            throw new ObjectStoreException(
                    Kind.DAMAGED,
                    name + " has " + bytes + " bytes; a key file has at most " + MAX_BYTES);
        }
        byte[] content = bytes == 0 ? new byte[0] : store.range(name, 0, (int) bytes);
        Sha256 digest = new Sha256();
        digest.add(content, 0, content.length);
        String hash = digest.hex();
        if (!hash.equals(object.get().sha256())) {
            throw new ObjectStoreException(
                    Kind.DAMAGED,
                    name
                            + " arrived with SHA-256 "
                            + hash
                            + " instead of "
                            + object.get().sha256()
                            + "; restore it from another copy");
        }
        return Optional.of(content);
    }
}
