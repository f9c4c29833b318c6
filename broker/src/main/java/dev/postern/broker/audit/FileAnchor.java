package dev.postern.broker.audit;

import dev.postern.sitelog.AnchorFile;
import dev.postern.sitelog.LogSync;

import java.io.IOException;
import java.nio.file.Path;

/// Adds checkpoints to a file, which should lie on a disk that the broker's administrators cannot write over.
public final class FileAnchor implements Anchor {

    private final Path file;

    public FileAnchor(Path file) {
        this.file = file;
    }

    @Override
    public String name() {
        return "file " + file;
    }

    @Override
    public void keep(long size, byte[] note) throws IOException {
        AnchorFile.append(file, note, LogSync.system());
    }
}
