package dev.postern.broker.app;

import dev.postern.broker.audit.Anchor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.audit.FileAnchor;
import dev.postern.broker.audit.SiteLog;
import dev.postern.broker.base.MachineLoad;
import dev.postern.broker.index.IndexStatus;
import dev.postern.broker.index.Indexer;
import dev.postern.broker.mask.MaskRules;
import dev.postern.broker.record.DiskSync;
import dev.postern.broker.record.JournalConfig;
import dev.postern.broker.record.JournaledRecorder;
import dev.postern.broker.record.Recorder;
import dev.postern.broker.record.RecorderHealth;
import dev.postern.broker.record.RecorderParts;
import dev.postern.broker.record.RecordingSeal;
import dev.postern.broker.record.RecordingStore;
import dev.postern.broker.record.SealListener;
import dev.postern.broker.record.StoreFacts;
import dev.postern.broker.record.StoreProbe;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.keys.KeyEncryptionKeys;
import dev.postern.keys.KeyFolder;
import dev.postern.recording.Signer;
import dev.postern.sitelog.LogSync;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// Everything the broker keeps on disk: its state, the recordings and their journal, the index made from them.
///
/// Layout of the data folder: `state.db`, `index.db`, `journal/`, `recordings/`, `recording-keys/`, `authorities/`,
/// `site-log/`, `site-keys/`.
final class Storage implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

    private final KeyEncryptionKeys keys;
    private final KeyFolder recordingKeys;
    private final StateStore state;
    private final IndexStore index;
    private final IndexRows rows;
    private final Indexer indexer;
    private final RecordingStore recordings;
    private final Evidence evidence;
    private final Finished finished;

    private Storage(
            KeyEncryptionKeys keys,
            KeyFolder recordingKeys,
            StateStore state,
            IndexStore index,
            IndexRows rows,
            Indexer indexer,
            RecordingStore recordings,
            Evidence evidence,
            Finished finished) {
        this.keys = keys;
        this.recordingKeys = recordingKeys;
        this.state = state;
        this.index = index;
        this.rows = rows;
        this.indexer = indexer;
        this.recordings = recordings;
        this.evidence = evidence;
        this.finished = finished;
    }

    /// Who is told of finished recordings, once somebody wants to know.
    private static final class Finished {
        private volatile Consumer<String> listener = session -> {};
    }

    /// Sees to it that `listener` is told of sessions that have ended and are in the index from now on, on the indexer's
    /// thread.
    void whenIndexed(Consumer<List<String>> listener) {
        indexer.whenEnded(listener);
    }

    /// The log, the journal, and what writes from the one into the other.
    private record Evidence(
            AuditTrail audit, SealLog seals, JournaledRecorder journal, Recorder recorder) {}

    /// Opens everything, recovering the recordings that an earlier process left unfinished.
    ///
    /// @param shards one journal for each event loop
    static Storage open(BrokerConfig config, int shards, Broker.Machine machine)
            throws IOException {
        Path data = config.data();
        makeFolder(data);
        KeyEncryptionKeys keys = config.keys().open(machine.randomness());
        KeyFolder recordingKeys = new KeyFolder(data.resolve("recording-keys"), keys);
        StateStore state = StateStore.open(config.database(), data.resolve("state.db"));
        IndexStore index = null;
        AuditTrail audit = null;
        try {
            audit = openAudit(config, keys, state, machine);
            index =
                    IndexStore.open(
                            config.database(),
                            data.resolve("index.db"),
                            keys,
                            machine.randomness());
            IndexRows rows = new IndexRows(index);
            Indexer indexer =
                    new Indexer(
                            rows,
                            recordingKeys,
                            config.masking(),
                            machine.ticker(),
                            MachineLoad.system());
            Finished finished = new Finished();
            BrokerConfig.RecorderLimits limits = config.recorder();
            StoreFacts store =
                    StoreProbe.probe(data, DiskSync.system(), machine.ticker(), promise(config));
            say(store);
            RecordingStore recordings =
                    new RecordingStore(data, seal(recordingKeys, audit.signer(), machine));
            SealLog seals = new SealLog(audit);
            JournalConfig journal =
                    new JournalConfig(
                            data, shards, limits.segmentBytes(), limits.segments(), limits.space());
            JournaledRecorder recorder =
                    JournaledRecorder.start(
                            journal,
                            new RecorderParts(
                                    new JournaledRecorder.Machine(
                                            machine.clock(),
                                            machine.ticker(),
                                            machine.randomness(),
                                            DiskSync.system()),
                                    recordings,
                                    store,
                                    keys,
                                    RecorderParts.spaceOf(journal),
                                    (session, file, progress) -> {
                                        seals.sealed(session, file, progress);
                                        indexer.changed(session, file);
                                        if (progress == SealListener.Progress.FINISHED) {
                                            finished.listener.accept(session);
                                        }
                                    }));
            quarantined(audit, recorder);
            seals.writeMissing(recordings);
            indexer.start(readable(recordings, recordingKeys), RecordingStore::sessionOf);
            event(
                    audit,
                    AuditCode.BROKER_STARTED,
                    "The broker started; what was left is recovered.");
            Evidence evidence =
                    new Evidence(audit, seals, recorder, new LoggedRecorder(recorder, audit));
            return new Storage(
                    keys,
                    recordingKeys,
                    state,
                    index,
                    rows,
                    indexer,
                    recordings,
                    evidence,
                    finished);
        } catch (IOException | RuntimeException e) {
            if (audit != null) {
                audit.close();
            }
            state.close();
            if (index != null) {
                index.close();
            }
            throw e;
        }
    }

    private static Anchor anchor(BrokerConfig config, @Nullable Path file, Broker.Machine machine) {
        StoreConfig store = config.store();
        return file != null || store == null
                ? new FileAnchor(
                        Objects.requireNonNull(file, "an anchor without a store has a file"))
                : StoreAnchor.open(store, config.data(), machine);
    }

    private static AuditTrail openAudit(
            BrokerConfig config, KeyEncryptionKeys keys, StateStore state, Broker.Machine machine)
            throws IOException {
        List<SiteLog.Anchoring> anchors =
                config.anchors().stream()
                        .map(anchor ->
                                new SiteLog.Anchoring(
                                        anchor(config, anchor.file(), machine), anchor.every()))
                        .toList();
        SiteLog.Place place =
                new SiteLog.Place(
                        config.data(), keys, machine.clock(), machine.ticker(), LogSync.system());
        return AuditTrail.open(state, SiteLog.open(place, anchors), machine.ticker());
    }

    private static void event(AuditTrail audit, AuditCode code, String sentence) {
        audit.write(code, null, "", null, null, Map.of("siteKey", audit.fingerprint()), sentence);
    }

    /// Files that cannot be read are moved aside in the open.
    private static void quarantined(AuditTrail audit, JournaledRecorder recorder) {
        recorder.quarantine()
                .onItem(item ->
                        audit.write(
                                AuditCode.RECORDING_QUARANTINED,
                                null,
                                "",
                                null,
                                null,
                                Map.of("file", item.name(), "reason", item.reason()),
                                item.name() + " cannot be read and was put into quarantine."));
    }

    /// The recordings whose content is not erased.
    static List<Path> readable(RecordingStore recordings, KeyFolder keys) throws IOException {
        List<Path> readable = new ArrayList<>();
        for (Path recording : recordings.list()) {
            if (keys.tombstone(RecordingStore.sessionOf(recording)).isEmpty()) {
                readable.add(recording);
            }
        }
        return readable;
    }

    /// Every recording has a key of its own, which lies wrapped in a file before the recording begins.
    private static RecordingSeal seal(KeyFolder keys, Signer signer, Broker.Machine machine) {
        return new RecordingSeal(
                keys,
                session -> keys.create(session.toString(), machine.randomness()::bytes),
                signer,
                machine.randomness()::bytes);
    }

    private static StoreProbe.Promise promise(BrokerConfig config) {
        boolean isStrict =
                config.targets().stream()
                        .anyMatch(target ->
                                switch (target.durability()) {
                                    case STRICT, STRICT_FULL -> true;
                                    case WRITE_THROUGH, BEST_EFFORT -> false;
                                });
        return isStrict && !config.recorder().allowVolatileStore()
                ? StoreProbe.Promise.STRICT
                : StoreProbe.Promise.VOLATILE_ALLOWED;
    }

    private static void say(StoreFacts store) {
        LOG.atInfo()
                .addKeyValue("fileSystem", store.fileSystem())
                .addKeyValue("syncs", store.syncs())
                .addKeyValue("p50Micros", store.median().toNanos() / 1_000)
                .addKeyValue("p99Micros", store.p99().toNanos() / 1_000)
                .log("the recording store was measured");
        if (!store.warning().isEmpty()) {
            LOG.atWarn().addKeyValue("reason", store.warning()).log("the recording store is weak");
        }
    }

    /// Makes the data folder with mode 0700 if it is not there.
    static void makeFolder(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            Files.createDirectories(
                    data,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
    }

    /// Sees to it that `listener` is told of every recording that is finished from now on, on a sealer's thread.
    void whenFinished(Consumer<String> listener) {
        finished.listener = listener;
    }

    KeyEncryptionKeys keys() {
        return keys;
    }

    /// The wrapped data keys of recordings.
    KeyFolder recordingKeys() {
        return recordingKeys;
    }

    StateStore state() {
        return state;
    }

    IndexRows rows() {
        return rows;
    }

    /// Says that somebody looks at a running session: for a while, what is new there is found soon.
    void look(String session) {
        journal().look(session);
        indexer.look();
    }

    /// Takes over changed rules of what is classed; recordings that the index begins to read from now on go by them.
    void configure(MaskRules rules) {
        indexer.configure(rules);
    }

    /// How far the index is behind.
    IndexStatus indexStatus() {
        return indexer.status();
    }

    RecordingStore recordings() {
        return recordings;
    }

    /// The trail, whose leaves are the site log.
    AuditTrail audit() {
        return evidence.audit();
    }

    Recorder recorder() {
        return evidence.recorder();
    }

    /// The journal behind [#recorder].
    JournaledRecorder journal() {
        return evidence.journal();
    }

    /// How the recorder is.
    RecorderHealth recorderHealth() {
        return evidence.journal().health();
    }

    /// Seals what is open and closes the files; no session may be running any more.
    @Override
    public void close() {
        evidence.recorder().close();
        evidence.seals().close();
        indexer.close();
        index.close();
        try {
            event(evidence.audit(), AuditCode.BROKER_STOPPED, "The broker stopped.");
        } finally {
            evidence.audit().close();
            state.close();
        }
    }
}
