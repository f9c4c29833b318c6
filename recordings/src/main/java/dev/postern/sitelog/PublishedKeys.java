package dev.postern.sitelog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The file of public keys in a log's folder.
public final class PublishedKeys {

    private final Path folder;
    private final DurableFiles files;

    public PublishedKeys(Path folder, LogSync sync) {
        this.folder = folder;
        this.files = new DurableFiles(sync);
    }

    /// The keys, if there is a file.
    ///
    /// @throws MalformedLogException if it cannot be understood
    public Optional<SiteKeys> read() throws IOException {
        Path file = SiteLogFiles.keys(folder);
        return Files.exists(file)
                ? Optional.of(SiteKeys.parse(Files.readAllBytes(file)))
                : Optional.empty();
    }

    /// Puts `keys` in the place of the file; they are durable when this returns.
    public void write(SiteKeys keys) throws IOException {
        files.replace(SiteLogFiles.keys(folder), keys.encode());
    }
}
