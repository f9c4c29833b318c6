package dev.postern.broker.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/// Who can read a file besides its owner.
final class FilePermissions {

    private FilePermissions() {}

    /// `everybody`, `its group`, or an empty text if only the owner can read or write the file (and on file systems
    /// without POSIX permissions, where that cannot be told).
    static String openTo(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                return "everybody";
            }
            return permissions.contains(PosixFilePermission.GROUP_READ)
                            || permissions.contains(PosixFilePermission.GROUP_WRITE)
                    ? "its group"
                    : "";
        } catch (UnsupportedOperationException noPosix) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
