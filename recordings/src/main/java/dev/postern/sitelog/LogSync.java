package dev.postern.sitelog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Makes files and names durable.
@FunctionalInterface
public interface LogSync {

    /// Returns once the content of the file is on the disk.
    void force(FileChannel file) throws IOException;

    /// Returns once the names in `directory` are on the disk.
    default void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// The sync of the operating system.
    static LogSync system() {
        return file -> file.force(false);
    }
}
