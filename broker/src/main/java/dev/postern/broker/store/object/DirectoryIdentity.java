package dev.postern.broker.store.object;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.store.object.ObjectStoreException.Kind;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Knows a store's directory by the file `.postern-store` in it, so that recordings never go to the empty directory that
/// is there while a file system is not mounted.
///
/// The first broker that uses a directory writes the file; every broker remembers what it holds.
public final class DirectoryIdentity {

    private static final String MARK = ".postern-store";
    private static final int ID_BYTES = 16;

    private final Path memory;
    private final Randomness randomness;

    /// @param memory where this broker remembers the directory
    public DirectoryIdentity(Path memory, Randomness randomness) {
        this.memory = memory;
        this.randomness = randomness;
    }

    /// Refuses a directory that is not the one used before.
    synchronized void check(Path root) throws IOException {
        String known = text(memory);
        Path mark = root.resolve(MARK);
        String found = text(mark);
        if (known.isEmpty() && found.isEmpty()) {
            found = randomness.hex(ID_BYTES);
            Epoch.replace(mark, (found + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        if (known.isEmpty()) {
            Epoch.replace(memory, (found + "\n").getBytes(StandardCharsets.US_ASCII));
        } else if (!known.equals(found)) {
            throw new ObjectStoreException(
                    Kind.UNREACHABLE,
                    "directory "
                            + root
                            + " is not the store used before ("
                            + mark
                            + (found.isEmpty() ? " is missing" : " differs")
                            + "): mount its file system; to use this directory from now on, remove "
                            + memory);
        }
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
