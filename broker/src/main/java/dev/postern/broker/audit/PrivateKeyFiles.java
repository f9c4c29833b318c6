package dev.postern.broker.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Private keys at rest: a folder of mode 0700 with one file of mode 0600 a key. Wider modes are refused.
final class PrivateKeyFiles {

    private static final Set<PosixFilePermission> FOLDER =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE =
            PosixFilePermissions.fromString("rw-------");
    private static final String UNFINISHED = ".unfinished";

    private final Path folder;

    private PrivateKeyFiles(Path folder) {
        this.folder = folder;
    }

    /// Opens the folder, or makes it.
    static PrivateKeyFiles open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
        }
        refuseWider(folder, FOLDER, "700");
        return new PrivateKeyFiles(folder);
    }

    /// The names of the keys.
    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(UNFINISHED))
                    .sorted()
                    .toList();
        }
    }

    boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    /// The key; wipe it after use.
    byte[] read(String name) throws IOException {
        Path file = folder.resolve(name);
        refuseWider(file, FILE, "600");
        return Files.readAllBytes(file);
    }

    /// Keeps a key; it is durable when this returns.
    void write(String name, byte[] key) throws IOException {
        Path unfinished = folder.resolve(name + UNFINISHED);
        Files.deleteIfExists(unfinished);
        Files.createFile(unfinished, PosixFilePermissions.asFileAttribute(FILE));
        overwrite(unfinished, key);
        Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        syncFolder();
    }

    /// Destroys a key: zeros over it, then the file is deleted. A copy that the file system or the disk made of its
    /// blocks is out of reach.
    void destroy(String name) throws IOException {
        Path file = folder.resolve(name);
        overwrite(file, new byte[(int) Files.size(file)]);
        Files.delete(file);
        syncFolder();
    }

    private static void overwrite(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private void syncFolder() throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static void refuseWider(Path path, Set<PosixFilePermission> most, String mode)
            throws IOException {
        Set<PosixFilePermission> found = Files.getPosixFilePermissions(path);
        if (!most.containsAll(found)) {
            throw new IOException(
                    path
                            + " has mode "
                            + PosixFilePermissions.toString(found)
                            + ", so others than its owner may have used it; run: chmod "
                            + mode
                            + " "
                            + path);
        }
    }
}
