package dev.postern.broker.store.object;

import dev.postern.broker.store.object.ObjectStoreException.Kind;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Objects as files of a directory, which is usually another file system: `DIRECTORY/recordings/2026/11/21/SESSION.pgrec`.
///
/// Beside each file lies `NAME.sha256` in the form that `sha256sum --check` reads. An object appears under its name
/// whole and synced, by a hard link that fails where the name is taken. [DirectoryIdentity] tells a directory whose
/// file system is not mounted from the one that was used before.
public final class DirectoryObjectStore implements ObjectStore {

    private static final String PART = ".part";

    private final Path root;
    private final DirectoryIdentity identity;

    /// @param root     must exist
    /// @param identity knows which directory this was before
    public DirectoryObjectStore(Path root, DirectoryIdentity identity) {
        this.root = root;
        this.identity = identity;
    }

    @Override
    public Outcome put(Upload upload) throws ObjectStoreException {
        return attempt("store " + upload.name(), () -> putOnce(upload));
    }

    private Outcome putOnce(Upload upload) throws IOException {
        Path target = root.resolve(upload.name());
        if (Files.exists(target)) {
            return same(upload, target);
        }
        Path part = copy(upload);
        try {
            Files.createLink(target, part);
        } catch (FileAlreadyExistsException e) {
            return same(upload, target);
        } finally {
            Files.deleteIfExists(part);
        }
        Sidecar.write(target, upload);
        Epoch.forceDirectory(directoryOf(target));
        return Outcome.STORED;
    }

    private static Outcome same(Upload upload, Path target) throws IOException {
        StoredObject there = describe(upload.name(), target);
        if (!there.sha256().equals(upload.sha256())) {
            throw Conflicts.otherContent(upload, there);
        }
        if (Sidecar.read(target).isEmpty()) {
            Sidecar.write(target, upload);
        }
        return Outcome.ALREADY_THERE;
    }

    /// A synced copy of the file beside the place where it is to be.
    private Path copy(Upload upload) throws IOException {
        Path target = root.resolve(upload.name());
        makeDirectories(directoryOf(target));
        Path part = target.resolveSibling("." + target.getFileName() + "." + upload.epoch() + PART);
        Sha256 digest = new Sha256();
        try (FileChannel out =
                        FileChannel.open(
                                part,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE);
                var in = Files.newInputStream(upload.file())) {
            digest.copy(in, Channels.newOutputStream(out));
            out.force(true);
        }
        if (digest.bytes() != upload.bytes() || !digest.hex().equals(upload.sha256())) {
            Files.deleteIfExists(part);
            throw new ObjectStoreException(
                    Kind.DAMAGED, upload.file() + " changed while it was copied to " + target);
        }
        return part;
    }

    private void makeDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directoryOf(directory);
        makeDirectories(parent);
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
        Epoch.forceDirectory(parent);
    }

    @Override
    public Outcome replace(Upload upload) throws ObjectStoreException {
        return attempt(
                "replace " + upload.name(),
                () -> {
                    Path target = root.resolve(upload.name());
                    if (!Files.exists(target)) {
                        return putOnce(upload);
                    }
                    StoredObject there = describe(upload.name(), target);
                    if (there.epoch() > upload.epoch()) {
                        throw Conflicts.laterEpoch(upload, there);
                    }
                    if (there.sha256().equals(upload.sha256())) {
                        return Outcome.ALREADY_THERE;
                    }
                    Path part = copy(upload);
                    Files.move(
                            part,
                            target,
                            StandardCopyOption.ATOMIC_MOVE,
                            StandardCopyOption.REPLACE_EXISTING);
                    Sidecar.write(target, upload);
                    Epoch.forceDirectory(directoryOf(target));
                    return Outcome.STORED;
                });
    }

    @Override
    public Optional<StoredObject> find(String name) throws ObjectStoreException {
        ObjectNames.check(name);
        return attempt(
                "look for " + name,
                () -> {
                    Path file = root.resolve(name);
                    return Files.isRegularFile(file)
                            ? Optional.of(describe(name, file))
                            : Optional.empty();
                });
    }

    private static StoredObject describe(String name, Path file) throws IOException {
        Optional<Sidecar> sidecar = Sidecar.read(file);
        if (sidecar.isPresent()) {
            return new StoredObject(
                    name, Files.size(file), sidecar.get().sha256(), sidecar.get().epoch());
        }
        Upload read = Upload.of(name, file, 0);
        return new StoredObject(name, read.bytes(), read.sha256(), 0);
    }

    @Override
    public StoredObject fetch(String name, Path file) throws ObjectStoreException {
        ObjectNames.check(name);
        return attempt("fetch " + name, () -> Fetching.toFile(place(), file, () -> open(name)));
    }

    private Fetching.Source open(String name) throws IOException {
        Path stored = root.resolve(name);
        if (!Files.isRegularFile(stored)) {
            throw new ObjectStoreException(Kind.MISSING, place() + " has no " + name);
        }
        return new Fetching.Source(describe(name, stored), Files.newInputStream(stored));
    }

    @Override
    public byte[] range(String name, long from, int length) throws ObjectStoreException {
        ObjectNames.check(name);
        return attempt(
                "read " + name,
                () -> {
                    try (FileChannel in =
                            FileChannel.open(root.resolve(name), StandardOpenOption.READ)) {
                        ByteBuffer bytes = ByteBuffer.allocate(length);
                        while (bytes.hasRemaining()
                                && in.read(bytes, from + bytes.position()) >= 0) {}
                        if (bytes.hasRemaining()) {
                            throw Conflicts.shortRange(name, from, length, bytes.position());
                        }
                        return bytes.array();
                    }
                });
    }

    @Override
    public List<String> list(ObjectKind kind, String after, int limit) throws ObjectStoreException {
        return attempt(
                "list " + kind.prefix(),
                () -> {
                    List<String> names = new ArrayList<>();
                    Path directory = root.resolve(kind.prefix());
                    if (Files.isDirectory(directory)) {
                        collect(directory, kind.prefix(), after, limit, names);
                    }
                    return List.copyOf(names);
                });
    }

    /// Adds names below `directory`, whose own name is `prefix`, in order.
    private static void collect(
            Path directory, String prefix, String after, int limit, List<String> names)
            throws IOException {
        List<String> children = new ArrayList<>();
        try (var files = Files.newDirectoryStream(directory)) {
            for (Path child : files) {
                String name = String.valueOf(child.getFileName());
                if (!name.startsWith(".") && !name.endsWith(Sidecar.SUFFIX)) {
                    children.add(Files.isDirectory(child) ? name + "/" : name);
                }
            }
        }
        children.sort(null);
        for (String child : children) {
            String name = prefix + child;
            if (names.size() >= limit) {
                return;
            }
            if (child.endsWith("/")) {
                if (name.compareTo(after) > 0 || after.startsWith(name)) {
                    collect(directory.resolve(child), name, after, limit, names);
                }
            } else if (name.compareTo(after) > 0) {
                names.add(name);
            }
        }
    }

    @Override
    public void delete(String name) throws ObjectStoreException {
        ObjectNames.check(name);
        attempt(
                "remove " + name,
                () -> {
                    Path file = root.resolve(name);
                    Files.deleteIfExists(file);
                    Sidecar.delete(file);
                    Path directory = directoryOf(file);
                    if (Files.isDirectory(directory)) {
                        Epoch.forceDirectory(directory);
                    }
                    return name;
                });
    }

    @Override
    public void probe() throws ObjectStoreException {
        attempt("look at the directory", () -> root);
    }

    @Override
    public String place() {
        return "directory " + root;
    }

    @Override
    public void close() {
        // Nothing is held open between calls.
    }

    private <T> T attempt(String what, Action<T> action) throws ObjectStoreException {
        try {
            if (!Files.isDirectory(root)) {
                throw new NoSuchFileException(root.toString(), null, "is it mounted?");
            }
            identity.check(root);
            return action.run();
        } catch (ObjectStoreException e) {
            throw e;
        } catch (AccessDeniedException e) {
            throw new ObjectStoreException(
                    Kind.REFUSED,
                    "could not "
                            + what
                            + " in "
                            + place()
                            + ": permission denied for "
                            + e.getFile()
                            + "; let the broker's user read and write there",
                    e);
        } catch (IOException e) {
            throw new ObjectStoreException(
                    Kind.UNREACHABLE, "could not " + what + " in " + place() + ": " + e, e);
        }
    }

    private static Path directoryOf(Path file) {
        return java.util.Objects.requireNonNull(file.getParent(), "objects lie below a root");
    }

    private interface Action<T> {
        T run() throws IOException;
    }

    /// What is written beside an object: its hash, and the epoch of its writer in a comment.
    private record Sidecar(String sha256, long epoch) {

        static final String SUFFIX = ".sha256";
        private static final String EPOCH = "# epoch ";

        static void write(Path object, Upload upload) throws IOException {
            String text =
                    EPOCH
                            + upload.epoch()
                            + "\n"
                            + upload.sha256()
                            + "  "
                            + object.getFileName()
                            + "\n";
            Epoch.replace(of(object), text.getBytes(StandardCharsets.UTF_8));
        }

        static Optional<Sidecar> read(Path object) throws IOException {
            List<String> lines;
            try {
                lines = Files.readAllLines(of(object));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
            long epoch = 0;
            String hash = null;
            for (String line : lines) {
                if (line.startsWith(EPOCH) && line.substring(EPOCH.length()).matches("\\d{1,18}")) {
                    epoch = Long.parseLong(line.substring(EPOCH.length()));
                } else if (line.matches("[0-9a-f]{64}  .*")) {
                    hash = line.substring(0, 64);
                }
            }
            return hashOrEmpty(hash, epoch);
        }

        private static Optional<Sidecar> hashOrEmpty(@Nullable String hash, long epoch) {
            return hash == null ? Optional.empty() : Optional.of(new Sidecar(hash, epoch));
        }

        static void delete(Path object) throws IOException {
            Files.deleteIfExists(of(object));
        }

        private static Path of(Path object) {
            return object.resolveSibling(object.getFileName() + SUFFIX);
        }
    }
}
