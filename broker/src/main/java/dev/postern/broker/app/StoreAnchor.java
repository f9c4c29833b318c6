package dev.postern.broker.app;

import dev.postern.broker.audit.Anchor;
import dev.postern.broker.store.object.StoredCheckpoints;

import java.io.IOException;
import java.nio.file.Path;

/// Keeps checkpoints in the object store, locked if it locks objects. It needs nothing closed: between two checkpoints
/// it holds no connection that the store does not end.
final class StoreAnchor implements Anchor {

    private final StoredCheckpoints checkpoints;

    private StoreAnchor(StoredCheckpoints checkpoints) {
        this.checkpoints = checkpoints;
    }

    static StoreAnchor open(StoreConfig store, Path data, Broker.Machine machine) {
        return new StoreAnchor(
                new StoredCheckpoints(
                        Uploads.open(store, data, machine),
                        data.resolve("uploads").resolve("checkpoints"),
                        machine.clock().now().toEpochMilli()));
    }

    @Override
    public String name() {
        return checkpoints.place();
    }

    @Override
    public void keep(long size, byte[] note) throws IOException {
        checkpoints.keep(size, note);
    }
}
