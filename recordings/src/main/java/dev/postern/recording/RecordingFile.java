package dev.postern.recording;

import dev.postern.keys.DataKeys;
import dev.postern.keys.KeyUnavailableException;
import dev.postern.recording.format.FileHeader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A recording's file, and who knows its key.
public record RecordingFile(Path path, DataKeys keys) {

    /// No keys: recordings in clear can be read, of others what is not encrypted.
    public static final DataKeys NO_KEYS =
            recording -> {
                throw KeyUnavailableException.noKeyFile(
                        recording, "nowhere, as no folder of keys was given");
            };

    /// A recording whose key is not at hand, or that has none.
    public static RecordingFile withoutKey(Path path) {
        return new RecordingFile(path, NO_KEYS);
    }

    /// Whether a file is too short for the header of a recording: no entry was ever in it, unless somebody cut it.
    public static boolean isUnbegun(Path path) throws IOException {
        return Files.size(path) < FileHeader.START_BYTES;
    }

    /// A reader before the first entry, see [RecordingReader#open].
    public RecordingReader open() throws IOException {
        return RecordingReader.open(path, keys);
    }
}
