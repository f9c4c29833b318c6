package dev.postern.sitelog;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/// A tree that grows by leaves on its right: keeps only what later leaves are hashed with.
///
/// `open` holds, for each level of tiles, the hashes of the tile that is not full. `peaks` holds the roots of the
/// complete subtrees that the leaves fall into, the largest first: one for each bit of the number of leaves.
final class TreeBuilder {

    private static final int TILE_LEVELS = 8;

    private final List<List<TreeHash>> open = new ArrayList<>();
    private final Deque<TreeHash> peaks = new ArrayDeque<>();
    private long size;

    /// The tree of the first `size` leaves as tile files have it.
    ///
    /// @throws MalformedLogException if a tile is missing or too short
    static TreeBuilder of(TileFiles files, long size) throws IOException {
        TreeBuilder tree = new TreeBuilder();
        tree.size = size;
        int level = 0;
        for (long count = size; count > 0; count >>= TILE_LEVELS, level++) {
            int width = (int) (count % Tile.FULL);
            List<TreeHash> hashes = List.of();
            if (width > 0) {
                Tile tile = new Tile(level, count / Tile.FULL, width);
                hashes = files.hashes(tile);
                if (hashes.size() < width) {
                    throw new MalformedLogException(
                            files.path(tile)
                                    + " is missing or has fewer than "
                                    + width
                                    + " hashes");
                }
            }
            tree.open.add(new ArrayList<>(hashes));
        }
        for (List<TreeHash> hashes : tree.open.reversed()) {
            tree.addPeaks(hashes);
        }
        return tree;
    }

    private void addPeaks(List<TreeHash> hashes) {
        int at = 0;
        for (int count = Tile.FULL / 2; count > 0; count /= 2) {
            if ((hashes.size() & count) != 0) {
                TreeBuilder subtree = new TreeBuilder();
                for (TreeHash hash : hashes.subList(at, at + count)) {
                    subtree.add(hash, (level, index, full) -> {});
                }
                peaks.addLast(subtree.root());
                at += count;
            }
        }
    }

    /// Takes tiles as they become full.
    interface FullTiles {

        /// Takes a tile with its 256 hashes.
        void full(int level, long index, List<TreeHash> hashes);
    }

    /// Adds the hash of a leaf.
    void add(TreeHash leaf, FullTiles listener) {
        level(0).add(leaf);
        TreeHash hash = leaf;
        int height = 0;
        for (long rest = size; (rest & 1) == 1; rest >>= 1) {
            hash = TreeHash.ofNode(peaks.removeLast(), hash);
            height++;
            if (height % TILE_LEVELS == 0) {
                int level = height / TILE_LEVELS - 1;
                listener.full(level, size >> height, List.copyOf(level(level)));
                level(level).clear();
                level(level + 1).add(hash);
            }
        }
        peaks.addLast(hash);
        size++;
    }

    private List<TreeHash> level(int level) {
        while (open.size() <= level) {
            open.add(new ArrayList<>());
        }
        return open.get(level);
    }

    /// The tiles that are not full and not empty.
    List<Tile> openTiles() {
        List<Tile> tiles = new ArrayList<>();
        for (int level = 0; level < open.size(); level++) {
            int width = open.get(level).size();
            if (width > 0) {
                tiles.add(new Tile(level, size >> (TILE_LEVELS * (level + 1)), width));
            }
        }
        return tiles;
    }

    /// The hashes of the tile of a level that is not full.
    List<TreeHash> openHashes(int level) {
        return level < open.size() ? List.copyOf(open.get(level)) : List.of();
    }

    long size() {
        return size;
    }

    TreeHash root() {
        if (peaks.isEmpty()) {
            return TreeHash.EMPTY;
        }
        Iterator<TreeHash> smallestFirst = peaks.descendingIterator();
        TreeHash root = smallestFirst.next();
        while (smallestFirst.hasNext()) {
            root = TreeHash.ofNode(smallestFirst.next(), root);
        }
        return root;
    }
}
