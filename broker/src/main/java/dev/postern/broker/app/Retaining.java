package dev.postern.broker.app;

import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.retention.Erasures;
import dev.postern.broker.retention.Holds;
import dev.postern.broker.retention.RetentionSweep;
import dev.postern.broker.retention.SessionContent;
import dev.postern.broker.store.object.UploadSpool;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// What keeps recordings and what makes them forgotten, built from the configuration.
record Retaining(Holds holds, Erasures erasures, RetentionSweep sweep) implements AutoCloseable {

    /// Builds and starts it.
    ///
    /// @param uploads null if there is no object store
    static Retaining start(
            BrokerConfig config,
            Storage storage,
            @Nullable Uploads uploads,
            Decisionmaking decisions,
            Broker.Machine machine) {
        AuditTrail audit = decisions.audit();
        Ulids ulids = new Ulids(machine.clock(), machine.randomness());
        Holds holds = new Holds(storage.state(), audit, machine.clock(), ulids);
        SessionContent content =
                new SessionContent(
                        storage.recordingKeys(),
                        storage.rows(),
                        storage.state(),
                        storage.recordings(),
                        uploads == null
                                ? SessionContent.Elsewhere.NOWHERE
                                : new Stored(uploads.spool()));
        Erasures erasures =
                new Erasures(storage.state(), holds, content, audit, machine.clock(), ulids);
        RetentionSweep sweep =
                new RetentionSweep(
                        config.retention(),
                        decisions.managed()::targets,
                        new RetentionSweep.Parts(content, holds, erasures),
                        audit,
                        machine.clock());
        sweep.start();
        return new Retaining(holds, erasures, sweep);
    }

    @Override
    public void close() {
        sweep.close();
    }

    /// The copies in the object store.
    private record Stored(UploadSpool spool) implements SessionContent.Elsewhere {
        @Override
        public void bringHere(String session) throws IOException {
            spool.bringHere(session);
        }

        @Override
        public void remove(String session) throws IOException {
            spool.removeRecording(session);
        }

        @Override
        public boolean mayHold(String session) {
            return spool.mayHold(session);
        }
    }
}
