package dev.postern.broker.app;

import dev.postern.broker.index.Indexer;
import dev.postern.broker.record.DiskSync;
import dev.postern.broker.record.JournalConfig;
import dev.postern.broker.record.JournaledRecorder;
import dev.postern.broker.record.RecorderParts;
import dev.postern.broker.record.RecordingSeal;
import dev.postern.broker.record.RecordingStore;
import dev.postern.broker.record.StoreFacts;
import dev.postern.broker.record.StoreProbe;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.keys.DataKey;
import dev.postern.keys.KeyEncryptionKeys;
import dev.postern.keys.KeyFolder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Everything the broker keeps on disk: its state, the recordings and their journal, the index made from them.
///
/// Layout of the data folder: `state.db`, `index.db`, `journal/`, `recordings/`, `authorities/`.
final class Storage implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

    private final KeyEncryptionKeys keys;
    private final StateStore state;
    private final IndexStore index;
    private final IndexRows rows;
    private final Indexer indexer;
    private final RecordingStore recordings;
    private final JournaledRecorder recorder;

    private Storage(
            KeyEncryptionKeys keys,
            StateStore state,
            IndexStore index,
            IndexRows rows,
            Indexer indexer,
            RecordingStore recordings,
            JournaledRecorder recorder) {
        this.keys = keys;
        this.state = state;
        this.index = index;
        this.rows = rows;
        this.indexer = indexer;
        this.recordings = recordings;
        this.recorder = recorder;
    }

    /// Opens everything, recovering the recordings that an earlier process left unfinished.
    ///
    /// @param shards one journal for each event loop
    static Storage open(BrokerConfig config, int shards, Broker.Machine machine)
            throws IOException {
        Path data = config.data();
        makeFolder(data);
        KeyEncryptionKeys keys = config.keys().open(machine.randomness());
        StateStore state = StateStore.open(data.resolve("state.db"));
        IndexStore index = null;
        try {
            index = IndexStore.open(data.resolve("index.db"));
            IndexRows rows = new IndexRows(index);
            Indexer indexer =
                    new Indexer(rows, new KeyFolder(data.resolve("recording-keys"), keys));
            BrokerConfig.RecorderLimits limits = config.recorder();
            StoreFacts store =
                    StoreProbe.probe(data, DiskSync.system(), machine.ticker(), promise(config));
            say(store);
            KeyFolder recordingKeys = new KeyFolder(data.resolve("recording-keys"), keys);
            RecordingStore recordings =
                    new RecordingStore(data, seal(recordingKeys, keys, machine));
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
                                    (session, file, progress) -> indexer.changed(session, file)));
            indexer.start(recordings.list(), RecordingStore::sessionOf);
            return new Storage(keys, state, index, rows, indexer, recordings, recorder);
        } catch (IOException | RuntimeException e) {
            state.close();
            if (index != null) {
                index.close();
            }
            throw e;
        }
    }

    /// Every recording has a key of its own, which lies wrapped in a file before the recording begins.
    private static RecordingSeal seal(
            KeyFolder folder, KeyEncryptionKeys keys, Broker.Machine machine) {
        return new RecordingSeal(
                folder,
                session -> {
                    String id = session.toString();
                    try (DataKey key = DataKey.generate(machine.randomness()::bytes)) {
                        folder.store(id, key.wrap(keys, id));
                    }
                    // A key that an earlier start kept has stayed.
                    return folder.dataKey(id);
                },
                null,
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

    KeyEncryptionKeys keys() {
        return keys;
    }

    StateStore state() {
        return state;
    }

    IndexRows rows() {
        return rows;
    }

    RecordingStore recordings() {
        return recordings;
    }

    JournaledRecorder recorder() {
        return recorder;
    }

    /// Seals what is open and closes the files; no session may be running any more.
    @Override
    public void close() {
        recorder.close();
        indexer.close();
        index.close();
        state.close();
    }
}
