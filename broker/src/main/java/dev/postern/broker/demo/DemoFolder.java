package dev.postern.broker.demo;

import dev.postern.broker.base.Randomness;
import dev.postern.keys.DurableFiles;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.OptionalInt;
import java.util.Set;

/// The folder that holds everything the demo keeps, and the secrets in it.
///
/// Layout: `postern.yaml`, `key-encryption-key`, `secrets/`, `ports/`, `database/`, `broker/`, `people/<person>/`.
final class DemoFolder {

    private static final String MARK =
            "This folder was made by `postern demo`; `postern demo --reset` deletes it.\n";

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path root;
    private final Randomness randomness;

    private DemoFolder(Path root, Randomness randomness) {
        this.root = root;
        this.randomness = randomness;
    }

    /// Opens the folder, making it with mode 0700 if it is not there.
    ///
    /// @param reset whether to delete it first
    /// @throws UsageException if the folder holds something that the demo did not make
    static DemoFolder open(Path root, boolean reset, Randomness randomness)
            throws IOException, UsageException {
        Path mark = root.resolve("README");
        if (Files.exists(root) && !Files.exists(mark) && !isEmpty(root)) {
            throw new UsageException(
                    "--data "
                            + root
                            + " holds files that the demo did not make; name an empty folder");
        }
        if (reset && Files.exists(root)) {
            delete(root);
        }
        Path parent = root.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (!Files.exists(root)) {
            Files.createDirectory(root, OWNER_ONLY);
        }
        Files.writeString(mark, MARK);
        return new DemoFolder(root, randomness);
    }

    Path root() {
        return root;
    }

    /// A folder inside, made with mode 0700 if it is not there.
    Path folder(String name) throws IOException {
        return Files.createDirectories(root.resolve(name), OWNER_ONLY);
    }

    /// A random secret that is the same on every start; hexadecimal, 32 characters.
    String secret(String name) throws IOException {
        Path file = secretFile(name);
        if (!Files.exists(file)) {
            writeSecret(name, randomness.hex(16));
        }
        return Files.readString(file).strip();
    }

    /// The file of the broker's key-encryption key, base64 of 32 random bytes with mode 0600; the same on every start.
    Path keyFile() throws IOException {
        Path file = root.resolve("key-encryption-key");
        if (!Files.exists(file)) {
            String key = Base64.getEncoder().encodeToString(randomness.bytes(32));
            DurableFiles.write(file, (key + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        return file;
    }

    /// Writes a secret, replacing an older one, with mode 0600.
    Path writeSecret(String name, String value) throws IOException {
        Path file = secretFile(name);
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, value, StandardOpenOption.WRITE);
    }

    /// The port that was kept under `name`.
    OptionalInt port(String name) throws IOException {
        Path file = root.resolve("ports").resolve(name);
        if (!Files.exists(file)) {
            return OptionalInt.empty();
        }
        String text = Files.readString(file).strip();
        if (!text.matches("[0-9]{1,5}")) {
            throw new IOException(file + " holds no port; delete it to have another one chosen");
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    /// Keeps a port for later starts.
    void keepPort(String name, int port) throws IOException {
        publish(folder("ports").resolve(name), port + "\n");
    }

    private Path secretFile(String name) throws IOException {
        return folder("secrets").resolve(name);
    }

    /// Writes `content` to `file` so that a reader sees all of it or nothing; readable by the owner only.
    static void publish(Path file, String content) throws IOException {
        Path whole = file.toAbsolutePath();
        Path parent = whole.getParent();
        @Nullable Path folder = parent;
        if (folder == null) {
            throw new IOException(file + " is no file name");
        }
        Path temporary = Files.createTempFile(folder, ".postern", ".tmp");
        Files.writeString(temporary, content);
        Files.move(temporary, whole, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void delete(Path root) throws IOException {
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path folder, @Nullable IOException failure) throws IOException {
                        if (failure != null) {
                            throw failure;
                        }
                        Files.delete(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
