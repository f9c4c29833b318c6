package dev.postern.broker.retention;

import dev.postern.broker.record.RecordingStore;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.keys.KeyFolder;
import dev.postern.keys.Tombstone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Everything that holds the content of sessions: their keys, the rows of the index, what people wrote about them, the
/// files here and elsewhere.
///
/// @param state has the notes
public record SessionContent(
        KeyFolder keys,
        IndexRows index,
        StateStore state,
        RecordingStore recordings,
        Elsewhere elsewhere) {

    /// Copies in another store than the data folder.
    public interface Elsewhere {

        /// There are none.
        Elsewhere NOWHERE =
                new Elsewhere() {
                    @Override
                    public void bringHere(String session) {}

                    @Override
                    public void remove(String session) {}

                    @Override
                    public boolean mayHold(String session) {
                        return false;
                    }
                };

        /// Brings the recording of a session to the data folder if it is only there.
        void bringHere(String session) throws IOException;

        /// Sees to it that the recording of a session is removed there; survives a restart. May be repeated.
        void remove(String session) throws IOException;

        /// Whether the recording of a session may be there and nobody has seen to its removal.
        boolean mayHold(String session);
    }

    /// Makes the content of a session unreadable for good. Its file stays here as proof, and nowhere else. May be
    /// repeated.
    void erase(Tombstone tombstone) throws IOException {
        forget(tombstone);
        keepOnlyHere(tombstone.recordingId());
    }

    /// Removes the file of a session whose content is erased from every other store. May be repeated.
    void keepOnlyHere(String session) throws IOException {
        elsewhere.bringHere(session);
        elsewhere.remove(session);
    }

    private void forget(Tombstone tombstone) throws IOException {
        keys.destroy(tombstone);
        state.<Integer>write(rows -> rows.notes().forget(tombstone.recordingId()));
        index.forget(tombstone.recordingId());
    }

    /// Erases the content and removes the file. May be repeated.
    void remove(Tombstone tombstone) throws IOException {
        forget(tombstone);
        removeFiles(tombstone.recordingId());
    }

    /// Removes the files of a session whose content is erased, here and elsewhere. May be repeated.
    void removeFiles(String session) throws IOException {
        elsewhere.remove(session);
        Optional<Path> file = recordings.find(session);
        if (file.isPresent()) {
            Files.delete(file.get());
            try (FileChannel folder =
                    FileChannel.open(file.get().resolveSibling(""), StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }
}
