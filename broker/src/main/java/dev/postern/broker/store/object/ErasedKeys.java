package dev.postern.broker.store.object;

import dev.postern.recording.format.RecordingId;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The keys that were destroyed on this machine: a note `SESSION.destroyed` lies where each was.
final class ErasedKeys {

    private static final String SUFFIX = ".destroyed";
    private static final int DEPTH = 4;

    private ErasedKeys() {}

    /// The sessions with such a note whose key file is really gone.
    static List<String> in(Path data) throws IOException {
        Path keys = data.resolve(ObjectKind.KEY_FILE.prefix());
        if (!Files.isDirectory(keys)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(keys, DEPTH)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .filter(RecordingId::isValid)
                    .filter(session -> !Files.exists(data.resolve(ObjectNames.keyFile(session))))
                    .sorted()
                    .toList();
        }
    }
}
