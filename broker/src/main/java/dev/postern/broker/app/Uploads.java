package dev.postern.broker.app;

import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.record.RecordingStore;
import dev.postern.broker.session.LiveSession;
import dev.postern.broker.session.SessionRegistry;
import dev.postern.broker.store.object.DirectoryIdentity;
import dev.postern.broker.store.object.DirectoryObjectStore;
import dev.postern.broker.store.object.Epoch;
import dev.postern.broker.store.object.FetchCache;
import dev.postern.broker.store.object.ObjectBackedRecordings;
import dev.postern.broker.store.object.ObjectNames;
import dev.postern.broker.store.object.ObjectStore;
import dev.postern.broker.store.object.S3ObjectStore;
import dev.postern.broker.store.object.StoreStatus;
import dev.postern.broker.store.object.Upload;
import dev.postern.broker.store.object.UploadListener;
import dev.postern.broker.store.object.UploadSpool;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingReader;
import dev.postern.recording.format.CorruptRecordingException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The object store of a running broker: what goes there, what comes from there, and what its state means for sessions.
final class Uploads implements AutoCloseable {

    private static final String FOLDER = "uploads";
    private static final String DISK_FULL = "53100";
    private static final String FULL =
            "recording store has no space; new sessions are refused until space is free";

    private final ObjectStore store;
    private final UploadSpool spool;
    private final ObjectBackedRecordings recordings;

    private Uploads(ObjectStore store, UploadSpool spool, ObjectBackedRecordings recordings) {
        this.store = store;
        this.spool = spool;
        this.recordings = recordings;
    }

    /// Opens the store and starts to upload what is not known to be stored.
    static Uploads start(
            StoreConfig config,
            Path data,
            Storage storage,
            AuditTrail audit,
            SessionRegistry sessions,
            Broker.Machine machine)
            throws IOException {
        RecordingStore local = storage.recordings();
        long epoch = Epoch.next(data.resolve(FOLDER).resolve("epoch"), machine.clock().now());
        ObjectStore store = open(config, data, machine);
        try {
            UploadSpool spool =
                    new UploadSpool(
                            new UploadSpool.Local(
                                    data, session -> isFinished(local, session), indexed(storage)),
                            store,
                            config.limits(),
                            new UploadSpool.Machine(
                                    machine.clock(),
                                    machine.ticker(),
                                    machine.randomness(),
                                    UploadSpool.Disk.of(data)),
                            new Events(audit, sessions, store.place()),
                            epoch);
            Uploads uploads =
                    new Uploads(store, spool, recordings(config, local, store, data, machine));
            storage.whenFinished(spool::offer);
            spool.start(local.list().stream().map(RecordingStore::sessionOf).toList());
            return uploads;
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /// Opens the store alone.
    static ObjectStore open(StoreConfig config, Path data, Broker.Machine machine) {
        Path memory = data.resolve(FOLDER);
        return switch (config.place()) {
            case StoreConfig.Directory directory ->
                    new DirectoryObjectStore(
                            directory.path(),
                            new DirectoryIdentity(
                                    memory.resolve("directory"), machine.randomness()));
            case StoreConfig.Bucket bucket ->
                    new S3ObjectStore(bucket.settings(), memory.resolve("parts"), machine.clock());
        };
    }

    /// The recordings of the data folder and of `store`.
    static ObjectBackedRecordings recordings(
            StoreConfig config,
            RecordingStore local,
            ObjectStore store,
            Path data,
            Broker.Machine machine)
            throws IOException {
        return new ObjectBackedRecordings(
                local::find,
                store,
                new FetchCache(
                        store,
                        data.resolve("cache"),
                        config.cacheBytes(),
                        machine.clock(),
                        machine.ticker(),
                        machine.randomness()));
    }

    /// Whether the recording of a session has its end; a damaged one gets none any more and is kept as it is.
    private static boolean isFinished(RecordingStore local, String session) {
        Optional<Path> file = local.find(session);
        if (file.isEmpty()) {
            return false;
        }
        try (RecordingReader reader = RecordingReader.open(file.get(), RecordingFile.NO_KEYS)) {
            return reader.isFinished();
        } catch (CorruptRecordingException damaged) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the index has read a recording to its end, so that nobody is about to open the local file.
    private static Predicate<String> indexed(Storage storage) {
        return session ->
                storage.rows()
                        .session(session)
                        .filter(row -> row.lifetime().endedAt() != null)
                        .isPresent();
    }

    /// A file with the recording of a session, wherever it is; blocks while it is fetched.
    Optional<Path> find(String session) {
        return recordings.find(session);
    }

    /// Whether files of a session wait to be stored.
    boolean isPending(String session) {
        return spool.isPending(session);
    }

    StoreStatus status() {
        return spool.status();
    }

    /// Where the store is, for people.
    String place() {
        return store.place();
    }

    UploadSpool spool() {
        return spool;
    }

    /// Stops uploading; what is not stored is offered again at the next start.
    @Override
    public void close() {
        spool.close();
        store.close();
    }

    /// Writes what happened to the audit trail, and ends the sessions that have no room any more.
    private record Events(AuditTrail audit, SessionRegistry sessions, String place)
            implements UploadListener {

        @Override
        public void stored(Upload upload, ObjectStore.Outcome outcome) {
            Optional<String> session = ObjectNames.session(upload.name());
            if (session.isPresent()) {
                Map<String, Object> detail = new LinkedHashMap<>();
                detail.put("object", upload.name());
                detail.put("sha256", upload.sha256());
                detail.put("bytes", upload.bytes());
                detail.put("outcome", outcome.name());
                write(
                        AuditCode.RECORDING_STORED,
                        session.get(),
                        detail,
                        "The recording is in " + place + ".");
            }
        }

        @Override
        public void disputed(String name, String problem) {
            write(
                    AuditCode.RECORDING_DISPUTED,
                    ObjectNames.session(name).orElse(null),
                    Map.of("object", name, "problem", problem),
                    "The object store does not have what it should: " + problem + ".");
        }

        @Override
        public void locked(String name, Optional<Instant> until) {
            String date = until.map(Instant::toString).orElse("its lock ends");
            write(
                    AuditCode.RECORDING_LOCKED,
                    ObjectNames.session(name).orElse(null),
                    Map.of("object", name, "until", date),
                    "The recording cannot be removed from "
                            + place
                            + " before "
                            + date
                            + ", because it is locked there; its key is destroyed, so nobody can"
                            + " read it.");
        }

        @Override
        public void erased(String name) {
            Optional<String> session = ObjectNames.session(name);
            if (session.isPresent()) {
                write(
                        AuditCode.RECORDING_REMOVED,
                        session.get(),
                        Map.of("object", name),
                        "The recording was removed from " + place + ".");
                return;
            }
            write(
                    AuditCode.KEY_REMOVED,
                    null,
                    Map.of("object", name),
                    "The key file " + name + " was removed from " + place + ".");
        }

        @Override
        public void changed(StoreStatus.State before, StoreStatus now) {
            Map<String, Object> detail = new LinkedHashMap<>();
            detail.put("before", before.name());
            detail.put("state", now.state().name());
            detail.put("pending", now.pending());
            detail.put("pendingBytes", now.pendingBytes());
            StoreStatus.Problem problem = now.problem();
            if (problem != null) {
                detail.put("problem", problem.text());
                detail.put("since", problem.since().toString());
            }
            write(
                    AuditCode.STORE_CHANGED,
                    null,
                    detail,
                    switch (now.state()) {
                        case OK -> "Recordings reach " + place + " again.";
                        case UNREACHABLE ->
                                "Recordings do not reach " + place + "; they wait here.";
                        case FULL ->
                                "Recordings do not reach "
                                        + place
                                        + " and there is no room for more: sessions end.";
                    });
            if (now.state() == StoreStatus.State.FULL) {
                for (LiveSession session : sessions.all()) {
                    session.end(
                            "store-full",
                            DISK_FULL,
                            FULL,
                            now.pendingBytes() + " bytes wait to be uploaded.");
                }
            }
        }

        private void write(
                AuditCode code,
                @Nullable String session,
                Map<String, Object> detail,
                String sentence) {
            audit.write(code, null, "", null, session, detail, sentence);
        }
    }
}
