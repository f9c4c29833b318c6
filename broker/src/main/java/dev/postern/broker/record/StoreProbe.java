package dev.postern.broker.record;

import dev.postern.broker.base.Ticker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Looks at the file system of the store before anything is promised about it: what it is, and what its syncs cost.
public final class StoreProbe {

    private static final int SYNCS = 200;
    private static final int WRITE_BYTES = 512;
    private static final long LONGEST_NANOS = Duration.ofSeconds(2).toNanos();
    private static final Duration SUSPICIOUS = Duration.ofNanos(20_000);

    /// They write a changed block to a new place, also where room was set aside before.
    private static final Set<String> COPYING = Set.of("btrfs", "zfs", "bcachefs");

    private static final Set<String> VOLATILE = Set.of("tmpfs", "ramfs", "devtmpfs", "hugetlbfs");

    private final Path directory;
    private final DiskSync sync;
    private final Ticker ticker;
    private final Mount mount;

    private StoreProbe(Path directory, DiskSync sync, Ticker ticker, Mount mount) {
        this.directory = directory;
        this.sync = sync;
        this.ticker = ticker;
        this.mount = mount;
    }

    /// Whether recordings may be promised to survive a power loss.
    public enum Promise {
        /// Some target is `strict`, and the store must keep it.
        STRICT,
        /// The configuration says that the store may be lost with the machine.
        VOLATILE_ALLOWED
    }

    /// A mounted file system.
    ///
    /// @param type    such as `ext4`
    /// @param options of the mount and of the file system, separated by commas
    record Mount(String type, List<String> options) {}

    /// Probes the file system of `directory`, which exists.
    ///
    /// @throws IOException if the store cannot keep `promise`; the message says what to do
    public static StoreFacts probe(Path directory, DiskSync sync, Ticker ticker, Promise promise)
            throws IOException {
        Mount mount = mountOf(directory, Path.of("/proc/self/mountinfo"));
        StoreProbe probe = new StoreProbe(directory, sync, ticker, mount);
        probe.check(promise);
        return probe.measure();
    }

    /// Refuses what cannot hold; see `docs/durability.md`.
    private void check(Promise promise) throws IOException {
        String why = unfit(mount);
        if (!why.isEmpty() && promise == Promise.STRICT) {
            throw new IOException(
                    "durability strict cannot hold on "
                            + directory
                            + ": "
                            + why
                            + "; put `data` on a local disk, choose `durability: write-through` for"
                            + " every target, or say `allow-volatile-store: true` under"
                            + " `recorder` if the recordings may be lost with the machine");
        }
    }

    /// Why syncs on `mount` mean nothing; empty if they do.
    static String unfit(Mount mount) {
        if (VOLATILE.contains(mount.type())) {
            return "it is " + mount.type() + ", which is memory and lost with the power";
        }
        if (mount.type().startsWith("nfs") && !mount.options().contains("sync")) {
            return "it is " + mount.type() + " mounted without `sync`";
        }
        return "";
    }

    private StoreFacts measure() throws IOException {
        Path file = directory.resolve("probe");
        long[] nanos = new long[SYNCS];
        int count = 0;
        try (FileChannel out =
                FileChannel.open(
                        file,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(WRITE_BYTES);
            long begin = ticker.nanos();
            while (count < SYNCS && ticker.nanos() - begin < LONGEST_NANOS) {
                bytes.clear();
                out.write(bytes, (long) count * WRITE_BYTES);
                long before = ticker.nanos();
                sync.force(out);
                nanos[count++] = ticker.nanos() - before;
            }
        } finally {
            Files.deleteIfExists(file);
        }
        Arrays.sort(nanos, 0, count);
        Duration median = Duration.ofNanos(nanos[count / 2]);
        Duration p99 = Duration.ofNanos(nanos[Math.min(count - 1, count * 99 / 100)]);
        return new StoreFacts(mount.type(), count, median, p99, warning(mount, median));
    }

    /// What a person should know; empty if nothing.
    static String warning(Mount mount, Duration median) {
        String why = unfit(mount);
        if (!why.isEmpty()) {
            return "recordings do not survive a power loss: " + why;
        }
        if (mount.type().startsWith("overlay")) {
            return "the store is on an overlay file system: its files are gone with the container;"
                    + " mount a volume";
        }
        if (COPYING.contains(mount.type())) {
            return "the store is on "
                    + mount.type()
                    + ", which writes every change to a new place: on a full disk the room that was"
                    + " set aside is of no use, and the broker may end; keep room free, or put"
                    + " `data` on ext4 or xfs";
        }
        if (median.compareTo(SUSPICIOUS) < 0) {
            return "a sync takes "
                    + median.toNanos() / 1_000
                    + " us: no disk is that fast, so something acknowledges syncs without doing"
                    + " them";
        }
        return "";
    }

    /// The mount that `directory` lies on: the one listed last whose root is the longest beginning of its path.
    static Mount mountOf(Path directory, Path mountInfo) throws IOException {
        String type = Files.getFileStore(directory).type();
        if (!Files.isReadable(mountInfo)) {
            return new Mount(type, List.of());
        }
        Path real = directory.toRealPath();
        Mount best = new Mount(type, List.of());
        int longest = -1;
        for (String line : Files.readAllLines(mountInfo, StandardCharsets.ISO_8859_1)) {
            // Fields: id parent major:minor root mount-point options [optional]* - type source
            // options
            String[] halves = line.split(" - ", 2);
            String[] left = halves[0].split(" ");
            if (halves.length < 2 || left.length < 6) {
                continue;
            }
            Path point = Path.of(left[4].replace("\\040", " "));
            String[] right = halves[1].split(" ");
            if (real.startsWith(point) && point.getNameCount() >= longest) {
                longest = point.getNameCount();
                best =
                        new Mount(
                                right[0],
                                List.of((left[5] + "," + right[right.length - 1]).split(",")));
            }
        }
        return best;
    }
}
