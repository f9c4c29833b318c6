package dev.postern.broker.app;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.record.Durability;
import dev.postern.broker.record.SessionRecorder;
import dev.postern.recording.format.Origin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/// Leaves open recordings behind, as a broker does that is killed under many sessions.
public final class Remnants {

    private Remnants() {}

    /// Arguments: a configuration file, and how many. The process ends as by `kill -9`: nothing is closed.
    public static void main(String[] arguments) throws Exception {
        BrokerConfig config = BrokerConfigReader.read(Path.of(arguments[0]), Map.of());
        leaveOpen(Storage.open(config, 1, Broker.Machine.system()), Integer.parseInt(arguments[1]));
        Runtime.getRuntime().halt(0);
    }

    /// Begins `count` recordings with a statement each; all of it is durable, and each has its file, when this returns.
    static void leaveOpen(Storage storage, int count) throws Exception {
        Ulids ulids = new Ulids(Clock.system(), Randomness.system());
        CountDownLatch synced = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            SessionRecorder session =
                    storage.recorder()
                            .open(
                                    ulids.next(),
                                    Map.of("target", "orders"),
                                    Durability.STRICT,
                                    Runnable::run);
            ByteBuffer statement =
                    ByteBuffer.wrap(("select " + i).getBytes(StandardCharsets.US_ASCII));
            session.whenSynced(session.append(Origin.FRONTEND, statement), synced::countDown);
        }
        if (!synced.await(5, TimeUnit.MINUTES)) {
            throw new TimeoutException(synced.getCount() + " recordings are not durable");
        }
        while (storage.recordings().list().size() < count) {
            LockSupport.parkNanos(500_000_000);
        }
    }
}
