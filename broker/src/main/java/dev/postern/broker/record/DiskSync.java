package dev.postern.broker.record;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Makes the journal and directories durable. An error is never followed by another try on the same file: the kernel
/// may have dropped what it could not write.
@FunctionalInterface
public interface DiskSync {

    /// Returns once the content of the file is on the disk.
    void force(FileChannel file) throws IOException;

    /// Returns once the names in `directory` are on the disk.
    default void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// The sync of the operating system: fdatasync, which also writes the pages that are dirty through a mapping.
    static DiskSync system() {
        return file -> file.force(false);
    }
}
