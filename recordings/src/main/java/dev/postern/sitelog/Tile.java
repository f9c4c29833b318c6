package dev.postern.sitelog;

/// A piece of the tree in a file of its own: up to 256 hashes that stand side by side on a level, or as many entries.
///
/// @param level 0 for hashes of leaves, 1 for hashes of full tiles of level 0, ...; [#ENTRIES] for the entries
/// @param index its place on the level
/// @param width how many hashes or entries it holds, 1 to 256
/// Source: C2SP tlog-tiles
record Tile(int level, long index, int width) {

    /// The width of a full tile.
    static final int FULL = 256;

    /// The level of entry bundles.
    static final int ENTRIES = -1;

    /// Its path below the log's folder.
    String path() {
        String full = "tile/" + (level == ENTRIES ? "entries" : level) + "/" + number();
        return width == FULL ? full : full + ".p/" + width;
    }

    /// The full tile that a partial one becomes.
    Tile full() {
        return new Tile(level, index, FULL);
    }

    private String number() {
        String path = "%03d".formatted(index % 1000);
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            path = "x%03d/".formatted(rest % 1000) + path;
        }
        return path;
    }
}
