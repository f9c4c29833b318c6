package dev.postern.broker.store.object;

import dev.postern.broker.store.object.ObjectStoreException.Kind;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A real store that fails while it is told to, and counts.
final class FaultyStore implements ObjectStore {

    private final ObjectStore store;
    final List<String> calls = new ArrayList<>();
    @Nullable Kind failure;

    FaultyStore(ObjectStore store) {
        this.store = store;
    }

    private void called(String call) throws ObjectStoreException {
        calls.add(call);
        if (failure != null) {
            throw new ObjectStoreException(failure, "the store was told to fail");
        }
    }

    @Override
    public Outcome put(Upload upload) throws ObjectStoreException {
        called("put " + upload.name());
        return store.put(upload);
    }

    @Override
    public Outcome replace(Upload upload) throws ObjectStoreException {
        called("replace " + upload.name());
        return store.replace(upload);
    }

    @Override
    public Optional<StoredObject> find(String name) throws ObjectStoreException {
        called("find " + name);
        return store.find(name);
    }

    @Override
    public StoredObject fetch(String name, Path file) throws ObjectStoreException {
        called("fetch " + name);
        return store.fetch(name, file);
    }

    @Override
    public byte[] range(String name, long from, int length) throws ObjectStoreException {
        called("range " + name);
        return store.range(name, from, length);
    }

    @Override
    public List<String> list(ObjectKind kind, String after, int limit) throws ObjectStoreException {
        called("list " + kind.prefix());
        return store.list(kind, after, limit);
    }

    @Override
    public Optional<Instant> lockedUntil(String name) {
        return Optional.ofNullable(lockedUntil);
    }

    @Override
    public void delete(String name) throws ObjectStoreException {
        called("delete " + name);
        if (lockedUntil != null) {
            throw new ObjectStoreException(ObjectStoreException.Kind.REFUSED, name + " is locked");
        }
        store.delete(name);
    }

    @Override
    public void probe() throws ObjectStoreException {
        called("probe");
        store.probe();
    }

    @Override
    public String place() {
        return store.place();
    }

    /// Removals are refused until then; null for no lock.
    @Nullable Instant lockedUntil;

    @Override
    public void close() {
        store.close();
    }
}
