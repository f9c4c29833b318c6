package dev.postern.sitelog;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads the leaves of a site log in order: those in bundles, then those that are only in the tail. Checks nothing.
public final class SiteLogReader {

    private static final int TRIES = 3;

    private final TileFiles tiles;
    private final TailFile.Content tail;
    private final long inTiles;
    private List<byte[]> bundle = List.of();
    private long bundleIndex = -1;

    private SiteLogReader(TileFiles tiles, TailFile.Content tail, long inTiles) {
        this.tiles = tiles;
        this.tail = tail;
        this.inTiles = inTiles;
    }

    /// Opens a log, also one that is being written.
    ///
    /// @throws MalformedLogException if its checkpoint cannot be read, or its tail is damaged
    public static SiteLogReader open(Path folder) throws IOException {
        // The tail first: what a checkpoint meanwhile takes from it is in bundles then.
        Path file = SiteLogFiles.checkpoint(folder);
        TailFile.Content tail = tail(folder, file, TRIES);
        return new SiteLogReader(new TileFiles(folder), tail, checkpointed(file));
    }

    /// A file that is written to while it is read looks damaged sometimes: reading again tells.
    private static TailFile.Content tail(Path folder, Path checkpoint, int tries)
            throws IOException {
        try {
            return TailFile.read(SiteLogFiles.tail(folder), checkpointed(checkpoint));
        } catch (MalformedLogException e) {
            if (tries == 1) {
                throw e;
            }
            return tail(folder, checkpoint, tries - 1);
        }
    }

    private static long checkpointed(Path file) throws IOException {
        return Files.exists(file)
                ? Checkpoint.parse(SignedNote.parse(Files.readAllBytes(file))).size()
                : 0;
    }

    /// Number of leaves that the checkpoint covers.
    public long checkpointed() {
        return inTiles;
    }

    /// Number of leaves, with those that no checkpoint covers.
    public long size() {
        long end = tail.first() + tail.entries().size();
        return tail.entries().isEmpty() || tail.first() > inTiles
                ? inTiles
                : Math.max(inTiles, end);
    }

    /// A leaf.
    ///
    /// @return null if the files do not have it
    public byte @Nullable [] leaf(long index) throws IOException {
        if (index >= inTiles) {
            long at = index - tail.first();
            return at >= 0 && at < tail.entries().size() ? tail.entries().get((int) at) : null;
        }
        if (index / Tile.FULL != bundleIndex) {
            long left = inTiles - index / Tile.FULL * Tile.FULL;
            bundleIndex = index / Tile.FULL;
            bundle =
                    tiles.entries(
                            new Tile(Tile.ENTRIES, bundleIndex, (int) Math.min(Tile.FULL, left)));
        }
        int at = (int) (index % Tile.FULL);
        return at < bundle.size() ? bundle.get(at) : null;
    }
}
