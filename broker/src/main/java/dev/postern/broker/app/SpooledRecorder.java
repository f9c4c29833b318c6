package dev.postern.broker.app;

import dev.postern.broker.app.StoreConfig.WhenUnreachable;
import dev.postern.broker.record.Durability;
import dev.postern.broker.record.Recorder;
import dev.postern.broker.record.RecorderException;
import dev.postern.broker.record.SessionRecorder;
import dev.postern.broker.store.object.StoreStatus;

import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// A recorder that opens no recording for which there is no room behind it: none while the spool of the object store is
/// full, and none while the store does not answer if the configuration wants that.
final class SpooledRecorder implements Recorder {

    private final Recorder recorder;
    private final Supplier<StoreStatus> store;
    private final WhenUnreachable whenUnreachable;

    SpooledRecorder(
            Recorder recorder, Supplier<StoreStatus> store, WhenUnreachable whenUnreachable) {
        this.recorder = recorder;
        this.store = store;
        this.whenUnreachable = whenUnreachable;
    }

    @Override
    public SessionRecorder open(
            String session, Map<String, Object> facts, Durability durability, Executor loop)
            throws RecorderException {
        StoreStatus status = store.get();
        switch (status.state()) {
            case OK -> {
                // There is room.
            }
            case UNREACHABLE -> {
                if (whenUnreachable == WhenUnreachable.REFUSE) {
                    throw new RecorderException(
                            RecorderException.Kind.UNREACHABLE, "recording store unreachable");
                }
            }
            case FULL ->
                    throw new RecorderException(
                            RecorderException.Kind.FULL,
                            status.pendingBytes()
                                    + " bytes of recordings wait to be uploaded; the limit is "
                                    + status.limitBytes());
        }
        return recorder.open(session, facts, durability, loop);
    }

    @Override
    public void close() {
        recorder.close();
    }
}
