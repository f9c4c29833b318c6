package dev.postern.broker.app;

import dev.postern.broker.app.StoreConfig.WhenUnreachable;
import dev.postern.broker.record.Durability;
import dev.postern.broker.record.Recorder;
import dev.postern.broker.record.RecorderException;
import dev.postern.broker.record.SessionRecorder;
import dev.postern.broker.store.object.StoreStatus;

import org.jspecify.annotations.Nullable;

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
        RecorderException noRoom = noRoom();
        if (noRoom != null) {
            throw noRoom;
        }
        return recorder.open(session, facts, durability, loop);
    }

    @Override
    public @Nullable RecorderException refusal() {
        RecorderException noRoom = noRoom();
        return noRoom == null ? recorder.refusal() : noRoom;
    }

    private @Nullable RecorderException noRoom() {
        StoreStatus status = store.get();
        return switch (status.state()) {
            case OK -> null;
            case UNREACHABLE ->
                    whenUnreachable == WhenUnreachable.REFUSE
                            ? new RecorderException(
                                    RecorderException.Kind.UNREACHABLE,
                                    "recording store unreachable")
                            : null;
            case FULL ->
                    new RecorderException(
                            RecorderException.Kind.FULL,
                            status.pendingBytes()
                                    + " bytes of recordings wait to be uploaded; the limit is "
                                    + status.limitBytes());
        };
    }

    @Override
    public void close() {
        recorder.close();
    }
}
