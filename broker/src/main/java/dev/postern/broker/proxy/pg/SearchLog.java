package dev.postern.broker.proxy.pg;

import dev.postern.broker.record.RecorderException;
import dev.postern.broker.record.SessionRecorder;
import dev.postern.recording.FactKind;
import dev.postern.recording.format.Origin;

import java.nio.ByteBuffer;
import java.util.Map;

/// Takes down in a session's recording what is said to targets before the session relays: the start-up message is on disk
/// before it is sent, and secrets are left out.
record SearchLog(SessionRecorder recorder) implements HostSearch.Log {

    @Override
    public void startup(ByteBuffer message, Runnable send) throws RecorderException {
        recorder.append(Origin.BROKER_TO_BACKEND, message);
        recorder.whenSynced(recorder.lastPosition(), send);
    }

    @Override
    public void passedOver(String host, String why) throws RecorderException {
        recorder.append(
                FactKind.DECISION, Map.of("code", "host-passed-over", "text", host + ": " + why));
    }

    @Override
    public void omitted(String message, int length) throws RecorderException {
        recorder.append(
                FactKind.SECRET_OMITTED,
                Map.of(
                        "message",
                        message,
                        "length",
                        length,
                        "reason",
                        "authentication of the broker to the target"));
    }
}
