package dev.postern.broker.app;

import dev.postern.broker.index.Indexer;
import dev.postern.broker.record.DiskSync;
import dev.postern.broker.record.JournalConfig;
import dev.postern.broker.record.JournaledRecorder;
import dev.postern.broker.record.RecordingStore;
import dev.postern.broker.record.SealListener;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.keys.KeyEncryptionKeys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;

/// Everything the broker keeps on disk: its state, the recordings and their journal, the index made from them.
///
/// Layout of the data folder: `state.db`, `index.db`, `journal/`, `recordings/`, `authorities/`.
final class Storage implements AutoCloseable {

    private final KeyEncryptionKeys keys;
    private final StateStore state;
    private final IndexStore index;
    private final IndexRows rows;
    private final Indexer indexer;
    private final RecordingStore recordings;
    private final JournaledRecorder recorder;
    private final Finished finished;

    private Storage(
            KeyEncryptionKeys keys,
            StateStore state,
            IndexStore index,
            IndexRows rows,
            Indexer indexer,
            RecordingStore recordings,
            JournaledRecorder recorder,
            Finished finished) {
        this.keys = keys;
        this.state = state;
        this.index = index;
        this.rows = rows;
        this.indexer = indexer;
        this.recordings = recordings;
        this.recorder = recorder;
        this.finished = finished;
    }

    /// Who is told of finished recordings, once somebody wants to know.
    private static final class Finished {
        private volatile Consumer<String> listener = session -> {};
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
            Indexer indexer = new Indexer(rows);
            Finished finished = new Finished();
            BrokerConfig.RecorderLimits limits = config.recorder();
            JournaledRecorder recorder =
                    JournaledRecorder.start(
                            new JournalConfig(
                                    data, shards, limits.segmentBytes(), limits.segments()),
                            new JournaledRecorder.Machine(
                                    machine.clock(),
                                    machine.ticker(),
                                    machine.randomness(),
                                    DiskSync.system()),
                            (session, file, progress) -> {
                                indexer.changed(session, file);
                                if (progress == SealListener.Progress.FINISHED) {
                                    finished.listener.accept(session);
                                }
                            });
            RecordingStore recordings = new RecordingStore(data);
            indexer.start(recordings.list(), RecordingStore::sessionOf);
            return new Storage(
                    keys, state, index, rows, indexer, recordings, recorder, finished);
        } catch (IOException | RuntimeException e) {
            state.close();
            if (index != null) {
                index.close();
            }
            throw e;
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
