package dev.postern.cli.system;

import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Makes temporary folders in memory where the machine has a file system of a gigabyte for that: for tests that sync thousands of
/// times and look at what the calls do, not at what a disk does.
final class MemoryFolder implements TempDirFactory {

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long LEAST_BYTES = 1L << 30;

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
            throws IOException {
        boolean isLarge =
                Files.isWritable(MEMORY)
                        && Files.getFileStore(MEMORY).getUsableSpace() >= LEAST_BYTES;
        return isLarge
                ? Files.createTempDirectory(MEMORY, "postern")
                : Files.createTempDirectory("postern");
    }
}
