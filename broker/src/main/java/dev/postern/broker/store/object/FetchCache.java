package dev.postern.broker.store.object;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.store.object.ObjectStoreException.Kind;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Stored recordings that somebody wants to read, as files of a directory with a limit.
///
/// A file appears under its name whole and compared with its hash. Those used longest ago make room for others, but not
/// within [#LEASE_NANOS] of having been handed out, so that a reader can open what it was given; an open file may go
/// without harm to its reader. Thread-safe; one object is fetched once however many ask for it.
public final class FetchCache {

    static final long LEASE_NANOS = Duration.ofSeconds(10).toNanos();

    private static final String PART = ".part";

    private final ObjectStore store;
    private final Path directory;
    private final long limit;
    private final Clock clock;
    private final Ticker ticker;
    private final Randomness randomness;
    private final Map<String, Long> handedOut = new HashMap<>();
    private final Map<String, Object> fetching = new HashMap<>();
    private long reserved;

    /// Removes what an earlier process left half fetched.
    ///
    /// @param limit in bytes
    public FetchCache(
            ObjectStore store,
            Path directory,
            long limit,
            Clock clock,
            Ticker ticker,
            Randomness randomness)
            throws IOException {
        this.store = store;
        this.directory = directory;
        this.limit = limit;
        this.clock = clock;
        this.ticker = ticker;
        this.randomness = randomness;
        Files.createDirectories(directory);
        try (var files = Files.newDirectoryStream(directory, "*" + PART)) {
            for (Path part : files) {
                Files.delete(part);
            }
        }
    }

    /// The file of an object, fetched if it is not here.
    ///
    /// @throws ObjectStoreException [Kind#MISSING] if there is no such object
    /// @throws IOException if it does not fit
    public Path get(String name) throws IOException {
        Object turn;
        synchronized (this) {
            turn = fetching.computeIfAbsent(name, key -> new Object());
        }
        synchronized (turn) {
            try {
                Path file = directory.resolve(name.substring(name.lastIndexOf('/') + 1));
                if (!handOut(name, file)) {
                    fetch(name, file);
                }
                return file;
            } finally {
                synchronized (this) {
                    fetching.remove(name, turn);
                }
            }
        }
    }

    private synchronized boolean handOut(String name, Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        Files.setLastModifiedTime(file, FileTime.from(clock.now()));
        handedOut.put(name.substring(name.lastIndexOf('/') + 1), ticker.nanos());
        return true;
    }

    private void fetch(String name, Path file) throws IOException {
        StoredObject object =
                store.find(name)
                        .orElseThrow(() ->
                                new ObjectStoreException(
                                        Kind.MISSING, store.place() + " has no " + name));
        reserve(object);
        try {
            Path part = directory.resolve(file.getFileName() + "." + randomness.hex(8) + PART);
            store.fetch(name, part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            handOut(name, file);
        } finally {
            synchronized (this) {
                reserved -= object.bytes();
            }
        }
    }

    /// Makes room for an object.
    private synchronized void reserve(StoredObject object) throws IOException {
        List<Path> files = new ArrayList<>();
        long used = reserved;
        try (var found = Files.newDirectoryStream(directory)) {
            for (Path file : found) {
                if (!file.toString().endsWith(PART)) {
                    files.add(file);
                    used += Files.size(file);
                }
            }
        }
        files.sort(Comparator.comparing(FetchCache::usedAt));
        for (Path file : files) {
            if (used + object.bytes() <= limit) {
                break;
            }
            if (!isLent(file)) {
                used -= Files.size(file);
                Files.delete(file);
                handedOut.remove(String.valueOf(file.getFileName()));
            }
        }
        if (used + object.bytes() > limit) {
            throw new IOException(
                    object.name()
                            + " has "
                            + object.bytes()
                            + " bytes and does not fit into "
                            + directory
                            + ", where "
                            + used
                            + " of "
                            + limit
                            + " bytes are in use; try again in a minute, or raise"
                            + " store.cache-limit");
        }
        reserved += object.bytes();
    }

    private boolean isLent(Path file) {
        Long at = handedOut.get(String.valueOf(file.getFileName()));
        return at != null && ticker.nanos() - at < LEASE_NANOS;
    }

    private static FileTime usedAt(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
