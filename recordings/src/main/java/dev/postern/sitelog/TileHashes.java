package dev.postern.sitelog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Hashes of complete subtrees, read from tile files: what inclusion and consistency proofs are made of.
public final class TileHashes implements HashSource {

    private static final int TILE_LEVELS = 8;

    private final TileFiles files;
    private final long size;

    /// @param folder the log's folder
    /// @param size   leaves of the tree whose checkpoint was published
    public TileHashes(Path folder, long size) {
        this.files = new TileFiles(folder);
        this.size = size;
    }

    @Override
    public TreeHash hash(int level, long index) throws IOException {
        int tileLevel = level / TILE_LEVELS;
        int height = level % TILE_LEVELS;
        long first = index << height;
        long tileIndex = first / Tile.FULL;
        long onLevel = size >> (TILE_LEVELS * tileLevel);
        int width = (int) Math.min(Tile.FULL, onLevel - tileIndex * Tile.FULL);
        Tile tile = new Tile(tileLevel, tileIndex, Math.max(1, width));
        List<TreeHash> hashes = files.hashes(tile);
        int from = (int) (first % Tile.FULL);
        int to = from + (1 << height);
        if (hashes.size() < to) {
            throw new MalformedLogException(
                    files.path(tile) + " is missing or has fewer than " + to + " hashes");
        }
        TreeBuilder subtree = new TreeBuilder();
        for (TreeHash hash : hashes.subList(from, to)) {
            subtree.add(hash, (full, number, tiles) -> {});
        }
        return subtree.root();
    }
}
