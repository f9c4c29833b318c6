package dev.postern.sitelog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Files that are there wholly or not at all, also after a power loss.
final class DurableFiles {

    private static final String UNFINISHED = ".unfinished";

    private final LogSync sync;

    DurableFiles(LogSync sync) {
        this.sync = sync;
    }

    /// Puts `content` in the place of `file`.
    void replace(Path file, byte[] content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " cannot be a file of the log");
        }
        makeFolder(folder);
        Path unfinished = folder.resolve(file.getFileName() + UNFINISHED);
        try (FileChannel channel =
                FileChannel.open(
                        unfinished,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            write(channel, ByteBuffer.wrap(content), 0);
            sync.force(channel);
        }
        Files.move(
                unfinished,
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        sync.forceDirectory(folder);
    }

    /// Makes a folder and those above it.
    void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            makeFolder(parent);
        }
        Files.createDirectory(folder);
        if (parent != null) {
            sync.forceDirectory(parent);
        }
    }

    static void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }
}
