package dev.postern.broker.record;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The room on the file system of a directory.
///
/// @param freeBytes  what this process may still write
/// @param totalBytes size of the file system
public record FreeSpace(long freeBytes, long totalBytes) {

    /// The room there is now.
    static FreeSpace of(Path directory) throws IOException {
        FileStore store = Files.getFileStore(directory);
        return new FreeSpace(store.getUsableSpace(), store.getTotalSpace());
    }

    /// What kept the room from being read, in a few words and without a path.
    static String causeOf(IOException error) {
        return switch (error) {
            case NoSuchFileException _ -> "the directory is gone";
            case AccessDeniedException _ -> "access denied";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            case FileSystemException e -> e.getClass().getSimpleName();
            default -> String.valueOf(error.getMessage());
        };
    }

    /// Free room in percent, rounded down.
    public int freePercent() {
        return totalBytes <= 0 ? 0 : (int) (100.0 * freeBytes / totalBytes);
    }

    /// Asks for the room; the second implementation is the tests'.
    @FunctionalInterface
    public interface Source {
        FreeSpace now() throws IOException;
    }
}
