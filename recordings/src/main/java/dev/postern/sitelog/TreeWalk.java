package dev.postern.sitelog;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Hashes all leaves of a log again and compares them with its tiles and with the roots that were signed.
final class TreeWalk {

    /// How far a leaf may have moved to be recognised.
    private static final int NEAR = 64;

    private final TileFiles tiles;
    private final SiteLogReader reader;
    private final LogHeads heads;
    private final SiteLogVerifier.LeafListener listener;
    private final List<Finding> findings;
    private final TreeBuilder tree = new TreeBuilder();
    private long firstOdd = -1;
    private @Nullable Tile oddTile;
    private @Nullable IOException failure;

    TreeWalk(
            Path folder,
            SiteLogReader reader,
            LogHeads heads,
            SiteLogVerifier.LeafListener listener,
            List<Finding> findings) {
        this.tiles = new TileFiles(folder);
        this.reader = reader;
        this.heads = heads;
        this.listener = listener;
        this.findings = findings;
    }

    /// Walks from the first leaf to the last that can be read; returns how many there are.
    long walk() throws IOException {
        heads.reached(tree);
        long covered = reader.checkpointed();
        long index = 0;
        for (byte[] entry = reader.leaf(0); entry != null; entry = reader.leaf(index)) {
            listener.leaf(index, entry);
            compareWithTile(index, TreeHash.ofLeaf(entry), covered);
            heads.reached(tree);
            index++;
        }
        if (failure != null) {
            throw failure;
        }
        compareOpenTiles(covered);
        judge(index, covered);
        return index;
    }

    private void compareWithTile(long index, TreeHash hash, long covered) throws IOException {
        if (firstOdd < 0 && index < covered && index % Tile.FULL == 0) {
            int width = (int) Math.min(Tile.FULL, covered - index);
            List<TreeHash> hashes = tiles.hashes(new Tile(0, index / Tile.FULL, width));
            List<TreeHash> found = new ArrayList<>();
            for (long i = index; i < index + width; i++) {
                byte[] entry = reader.leaf(i);
                found.add(entry == null ? TreeHash.EMPTY : TreeHash.ofLeaf(entry));
            }
            for (int i = 0; i < width && firstOdd < 0; i++) {
                if (i >= hashes.size() || !hashes.get(i).equals(found.get(i))) {
                    firstOdd = index + i;
                }
            }
        }
        tree.add(
                hash,
                (level, number, full) -> compareTile(new Tile(level, number, Tile.FULL), full));
    }

    private void compareTile(Tile tile, List<TreeHash> hashes) {
        try {
            boolean isWritten =
                    (tile.index() + 1) << (8 * (tile.level() + 1)) <= reader.checkpointed();
            if (isWritten
                    && oddTile == null
                    && tile.level() > 0
                    && !tiles.hashes(tile).equals(hashes)) {
                oddTile = tile;
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    private void compareOpenTiles(long covered) throws IOException {
        if (tree.size() != covered) {
            return;
        }
        for (Tile tile : tree.openTiles()) {
            if (oddTile == null
                    && tile.level() > 0
                    && !tiles.hashes(tile).equals(tree.openHashes(tile.level()))) {
                oddTile = tile;
            }
        }
    }

    private void judge(long leaves, long covered) throws IOException {
        LogHeads.Head bad = heads.bad();
        LogHeads.Head missing = heads.missing();
        if (bad != null) {
            findRewritten(bad);
        } else if (leaves < covered) {
            findGap(leaves, covered);
        } else if (missing != null) {
            find(
                    Harm.STALE_HEAD,
                    leaves + 1,
                    "%s covers %d leaves, the log has %d"
                            .formatted(missing.source(), missing.size(), leaves));
        } else if (firstOdd >= 0) {
            findTile(new Tile(0, firstOdd / Tile.FULL, Tile.FULL), firstOdd + 1);
        }
        Tile odd = oddTile;
        if (odd != null && bad == null) {
            findTile(odd, (odd.index() << (8 * (odd.level() + 1))) + 1);
        }
    }

    private void findGap(long leaves, long covered) throws IOException {
        if (firstOdd >= 0 && firstOdd < leaves) {
            find(
                    kind(firstOdd),
                    firstOdd + 1,
                    "leaf " + (firstOdd + 1) + " is not the one that was logged");
            return;
        }
        boolean behind = false;
        for (long i = (leaves / Tile.FULL + 1) * Tile.FULL; i < covered; i += Tile.FULL) {
            behind |= reader.leaf(i) != null;
        }
        find(
                behind ? Harm.DELETION : Harm.TRUNCATION,
                leaves + 1,
                "leaf %d is gone; the checkpoint covers %d".formatted(leaves + 1, covered));
    }

    private void findRewritten(LogHeads.Head bad) throws IOException {
        if (firstOdd >= 0 && firstOdd < bad.size()) {
            find(
                    kind(firstOdd),
                    firstOdd + 1,
                    "leaf %d is not the one that was logged; %s says otherwise"
                            .formatted(firstOdd + 1, bad.source()));
        } else {
            find(
                    Harm.REWRITE,
                    heads.good() + 1,
                    "the leaves from %d to %d are not those that %s was made of"
                            .formatted(heads.good() + 1, bad.size(), bad.source()));
        }
    }

    private void findTile(Tile tile, long first) {
        findings.add(
                new Finding(
                        Harm.FLIP,
                        "site-log/" + tile.path(),
                        first,
                        "a tile is not that of the leaves, which have every root that was signed"));
    }

    /// What happened at the first leaf that is not its tile's.
    private Harm kind(long at) throws IOException {
        List<Optional<TreeHash>> found = new ArrayList<>();
        List<Optional<TreeHash>> logged = new ArrayList<>();
        for (long i = at; i < at + NEAR; i++) {
            found.add(found(i));
            logged.add(logged(i));
        }
        Optional<TreeHash> odd = found.getFirst();
        Optional<TreeHash> right = logged.getFirst();
        if (odd.isEmpty() || right.isEmpty()) {
            return Harm.FLIP;
        }
        boolean movedUp = odd.equals(logged.get(1));
        boolean movedDown = right.equals(found.get(1));
        if (movedUp != movedDown) {
            return movedUp ? Harm.DELETION : Harm.INSERTION;
        }
        boolean elsewhere =
                logged.subList(1, NEAR).contains(odd) || found.subList(1, NEAR).contains(right);
        return elsewhere ? Harm.REORDER : Harm.FLIP;
    }

    private Optional<TreeHash> found(long index) throws IOException {
        byte[] entry = reader.leaf(index);
        return entry == null ? Optional.empty() : Optional.of(TreeHash.ofLeaf(entry));
    }

    private Optional<TreeHash> logged(long index) throws IOException {
        long covered = reader.checkpointed();
        if (index >= covered) {
            return Optional.empty();
        }
        long first = index / Tile.FULL * Tile.FULL;
        int width = (int) Math.min(Tile.FULL, covered - first);
        List<TreeHash> hashes = tiles.hashes(new Tile(0, first / Tile.FULL, width));
        int at = (int) (index - first);
        return at < hashes.size() ? Optional.of(hashes.get(at)) : Optional.empty();
    }

    private void find(Harm harm, long first, String text) {
        findings.add(new Finding(harm, "site-log", first, text));
    }
}
