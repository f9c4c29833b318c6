package dev.postern.broker.store.object;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file to be stored.
///
/// @param name   the object's name, see [ObjectNames]
/// @param file   does not change while it is uploaded
/// @param bytes  the file's length
/// @param sha256 of the file, 64 lower-case hexadecimal digits
/// @param epoch  of this broker, see [Epoch]
/// @param changedMillis the file's time of change before it was read, in milliseconds since 1970
public record Upload(
        String name, Path file, long bytes, String sha256, long epoch, long changedMillis) {

    public Upload {
        ObjectNames.check(name);
    }

    /// What to store of `file`, which is read to its end.
    public static Upload of(String name, Path file, long epoch) throws IOException {
        long changed = Files.getLastModifiedTime(file).toMillis();
        Sha256 digest = new Sha256();
        try (var in = Files.newInputStream(file)) {
            digest.addAll(in);
        }
        return new Upload(name, file, digest.bytes(), digest.hex(), epoch, changed);
    }

    ObjectKind kind() {
        return ObjectKind.of(name);
    }
}
