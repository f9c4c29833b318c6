package dev.postern.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files of mode 0600 in folders of mode 0700 that are there wholly or not at all, also after a power loss.
public final class DurableFiles {

    private static final FileAttribute<?> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private DurableFiles() {}

    /// Makes `folder` and those above it that are missing; each is durable.
    public static void makeFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            makeFolders(parent);
        }
        try {
            Files.createDirectory(folder, FOLDER);
        } catch (java.nio.file.FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        if (parent != null) {
            sync(parent);
        }
    }

    /// Writes `file`, replacing one that is there.
    public static void write(Path file, byte[] bytes) throws IOException {
        Path folder = file.resolveSibling("");
        Path temporary = Files.createTempFile(folder, "." + file.getFileName(), ".new", FILE);
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                writeFully(channel, ByteBuffer.wrap(bytes));
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        sync(folder);
    }

    /// Writes `file`, then overwrites the bytes of the one that was there, so that they do not stay on the disk.
    ///
    /// A crash leaves either content, and possibly `.NAME.old`, which the next replacement destroys.
    public static void replace(Path file, byte[] bytes) throws IOException {
        Path old = file.resolveSibling("." + file.getFileName() + ".old");
        destroy(old);
        Files.createLink(old, file);
        write(file, bytes);
        destroy(old);
    }

    /// Overwrites the bytes of `file` with zeros, then removes it; nothing happens if it is not there.
    ///
    /// Overwriting reaches the disk's own blocks on file systems that write in place only.
    public static void destroy(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            writeFully(channel, ByteBuffer.allocate(Math.toIntExact(channel.size())));
            channel.force(true);
        }
        Files.delete(file);
        sync(file.resolveSibling(""));
    }

    /// Opens an empty file that is only locked; made if it is not there.
    static FileChannel openLock(Path file) throws IOException {
        return FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), FILE);
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
