package dev.postern.broker.retention;

import dev.postern.broker.record.RecordingStore;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.keys.KeyFolder;
import dev.postern.keys.Tombstone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Everything that holds the content of sessions: their keys, the rows of the index, the files here and elsewhere.
public record SessionContent(
        KeyFolder keys, IndexRows index, RecordingStore recordings, Elsewhere elsewhere) {

    /// Copies in another store than the data folder.
    @FunctionalInterface
    public interface Elsewhere {

        /// There are none.
        Elsewhere NOWHERE = session -> {};

        /// Sees to it that the recording of a session is removed there; survives a restart.
        void remove(String session) throws IOException;
    }

    /// Makes the content of a session unreadable for good; its file stays as proof. May be repeated.
    void erase(Tombstone tombstone) throws IOException {
        keys.destroy(tombstone);
        index.forget(tombstone.recordingId());
    }

    /// Erases the content and removes the file. May be repeated.
    void remove(Tombstone tombstone) throws IOException {
        erase(tombstone);
        elsewhere.remove(tombstone.recordingId());
        Optional<Path> file = recordings.find(tombstone.recordingId());
        if (file.isPresent()) {
            Files.delete(file.get());
            try (FileChannel folder =
                    FileChannel.open(file.get().resolveSibling(""), StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }
}
