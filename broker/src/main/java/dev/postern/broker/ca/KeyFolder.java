package dev.postern.broker.ca;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/// A folder of mode 0700 with files of mode 0600; anything wider is refused, not repaired: it may have been read.
final class KeyFolder {

    private static final Set<PosixFilePermission> FOLDER =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE =
            PosixFilePermissions.fromString("rw-------");

    private final Path folder;

    private KeyFolder(Path folder) {
        this.folder = folder;
    }

    /// Opens `folder`, or makes it.
    ///
    /// @throws CaException if others than the owner may enter it
    static KeyFolder open(Path folder) throws CaException, IOException {
        if (!Files.isDirectory(folder)) {
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER));
        }
        refuseWider(folder, FOLDER, "700");
        return new KeyFolder(folder);
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    boolean has(String name) {
        return Files.exists(path(name));
    }

    /// The text of a file.
    ///
    /// @throws CaException if others than the owner may read or write it
    String read(String name) throws CaException, IOException {
        refuseWider(path(name), FILE, "600");
        return Files.readString(path(name), StandardCharsets.US_ASCII);
    }

    /// Writes a file so that it is there wholly or not at all, also after a power loss.
    void write(String name, String text) throws IOException {
        Path temporary =
                Files.createTempFile(
                        folder, "." + name, ".new", PosixFilePermissions.asFileAttribute(FILE));
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, path(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static void refuseWider(Path path, Set<PosixFilePermission> most, String mode)
            throws CaException, IOException {
        Set<PosixFilePermission> found = Files.getPosixFilePermissions(path);
        Set<PosixFilePermission> extra = EnumSet.noneOf(PosixFilePermission.class);
        extra.addAll(found);
        extra.removeAll(most);
        if (!extra.isEmpty()) {
            throw new CaException(
                    path
                            + " has mode "
                            + PosixFilePermissions.toString(found)
                            + ", so others than its owner may have used it; run: chmod "
                            + mode
                            + " "
                            + path
                            + " (and delete the folder of keys if it was really exposed: new ones"
                            + " are made, everybody logs in again)");
        }
    }
}
