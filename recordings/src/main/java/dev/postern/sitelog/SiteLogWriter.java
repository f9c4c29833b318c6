package dev.postern.sitelog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Writes a site log. Not thread-safe; one writer a folder.
///
/// A leaf is durable in the tail file when [#append] returns. [#checkpoint] puts leaves into tiles and signs the tree.
/// History is never rewritten: opening cuts only what an interrupted write left behind the last whole leaf, and refuses
/// a log in which anything else does not fit.
public final class SiteLogWriter implements AutoCloseable {

    /// The most leaves that may wait for a checkpoint.
    public static final int MAX_WAITING = 65_536;

    /// The longest leaf, in bytes.
    public static final int MAX_LEAF_BYTES = EntryBundle.MAX_ENTRY_BYTES;

    private final Path folder;
    private final DurableFiles files;
    private final TileFiles tiles;
    private final TreeBuilder tree;
    private final TailFile tail;
    private final List<byte[]> openEntries;
    private final List<Full> full = new ArrayList<>();
    private long inTiles;

    private record Full(Tile tile, List<TreeHash> hashes, List<byte[]> entries) {

        byte[] encode() {
            return tile.level() == Tile.ENTRIES
                    ? EntryBundle.encode(entries)
                    : TileFiles.encode(hashes);
        }
    }

    private SiteLogWriter(
            Path folder, DurableFiles files, TreeBuilder tree, List<byte[]> open, TailFile tail) {
        this.folder = folder;
        this.files = files;
        this.tiles = new TileFiles(folder);
        this.tree = tree;
        this.openEntries = new ArrayList<>(open);
        this.tail = tail;
        this.inTiles = tree.size();
    }

    /// Opens a log, which may be new, and takes up the leaves that no checkpoint has.
    ///
    /// @param keys the log's, the last of which signed its checkpoint
    /// @throws MalformedLogException if the log is damaged: it must not be written to
    public static SiteLogWriter open(Path folder, SiteKeys keys, LogSync sync) throws IOException {
        DurableFiles files = new DurableFiles(sync);
        files.makeFolder(folder);
        TileFiles tiles = new TileFiles(folder);
        long size = checkpointed(folder, keys);
        TreeBuilder tree = TreeBuilder.of(tiles, size);
        checkRoot(folder, tree);
        int width = (int) (size % Tile.FULL);
        Tile bundle = new Tile(Tile.ENTRIES, size / Tile.FULL, Math.max(1, width));
        List<byte[]> open = width == 0 ? List.of() : tiles.entries(bundle);
        checkBundle(tiles.path(bundle), open, tree.openHashes(0));
        TailFile.Content left = TailFile.read(SiteLogFiles.tail(folder), size);
        List<byte[]> waiting = waiting(folder, left, size, open);
        TailFile tail =
                TailFile.open(SiteLogFiles.tail(folder), sync, waiting.isEmpty() ? 0 : left.end());
        SiteLogWriter writer = new SiteLogWriter(folder, files, tree, open, tail);
        waiting.forEach(writer::add);
        return writer;
    }

    private static long checkpointed(Path folder, SiteKeys keys) throws IOException {
        Path file = SiteLogFiles.checkpoint(folder);
        if (!Files.exists(file)) {
            if (keys.statements().size() > 1) {
                throw new MalformedLogException(
                        file + " is missing, but the log has handed over its key");
            }
            return 0;
        }
        SignedNote note = SignedNote.parse(Files.readAllBytes(file));
        Checkpoint checkpoint = Checkpoint.parse(note);
        boolean signed =
                keys.statements().stream()
                        .anyMatch(key ->
                                keys.maySign(key, checkpoint.size())
                                        && note.isSignedBy(keys.origin(), key.key()));
        if (!signed || !checkpoint.origin().equals(keys.origin())) {
            throw new MalformedLogException(
                    file + " is not signed by the key that was this log's at its size");
        }
        if (checkpoint.size() < keys.last().size()) {
            throw new MalformedLogException(
                    file
                            + " covers "
                            + checkpoint.size()
                            + " leaves; the log had "
                            + keys.last().size()
                            + " when it got its newest key: an older copy was put in its place");
        }
        return checkpoint.size();
    }

    private static void checkRoot(Path folder, TreeBuilder tree) throws IOException {
        Path file = SiteLogFiles.checkpoint(folder);
        if (Files.exists(file)) {
            Checkpoint checkpoint = Checkpoint.parse(SignedNote.parse(Files.readAllBytes(file)));
            if (!checkpoint.root().equals(tree.root())) {
                throw new MalformedLogException(
                        "the tiles in " + folder + " are not those that " + file + " was made of");
            }
        }
    }

    private static void checkBundle(Path file, List<byte[]> entries, List<TreeHash> hashes)
            throws MalformedLogException {
        if (!entries.stream().map(TreeHash::ofLeaf).toList().equals(hashes)) {
            throw new MalformedLogException(file + " does not hold the leaves of its tile");
        }
    }

    /// The leaves in the tail that are in no tile; those that are in the open bundle must be the same there.
    private static List<byte[]> waiting(
            Path folder, TailFile.Content left, long size, List<byte[]> open)
            throws MalformedLogException {
        if (left.entries().isEmpty() || left.first() + left.entries().size() <= size) {
            return List.of();
        }
        if (left.first() > size) {
            throw new MalformedLogException(
                    SiteLogFiles.tail(folder)
                            + " begins with leaf "
                            + left.first()
                            + ", but the checkpoint ends with leaf "
                            + (size - 1));
        }
        int overlap = (int) (size - left.first());
        for (int i = 1; i <= Math.min(overlap, open.size()); i++) {
            if (!Arrays.equals(left.entries().get(overlap - i), open.get(open.size() - i))) {
                throw new MalformedLogException(
                        SiteLogFiles.tail(folder)
                                + " has another leaf "
                                + (size - i)
                                + " than the log's tiles");
            }
        }
        return left.entries().subList(overlap, left.entries().size());
    }

    /// Adds leaves; they are durable when this returns.
    ///
    /// @param entries 1 to [#MAX_LEAF_BYTES] bytes each
    /// @throws TailSyncException if nothing may be appended any more
    /// @throws IOException if nothing was appended, as on a full disk; a later call may succeed
    public void append(List<byte[]> entries) throws IOException {
        if (tree.size() - inTiles + entries.size() > MAX_WAITING) {
            throw new IOException(
                    (tree.size() - inTiles)
                            + " leaves of the site log wait for a checkpoint; at most "
                            + MAX_WAITING
                            + " may");
        }
        for (byte[] entry : entries) {
            if (entry.length < 1 || entry.length > MAX_LEAF_BYTES) {
                throw new IllegalArgumentException(
                        "a leaf has " + entry.length + " bytes; 1 to " + MAX_LEAF_BYTES + " fit");
            }
        }
        tail.append(tree.size(), entries);
        entries.forEach(this::add);
    }

    private void add(byte[] entry) {
        openEntries.add(entry);
        tree.add(
                TreeHash.ofLeaf(entry),
                (level, index, hashes) -> {
                    full.add(new Full(new Tile(level, index, Tile.FULL), hashes, List.of()));
                    if (level == 0) {
                        Tile bundle = new Tile(Tile.ENTRIES, index, Tile.FULL);
                        full.add(new Full(bundle, List.of(), List.copyOf(openEntries)));
                        openEntries.clear();
                    }
                });
    }

    /// Puts all leaves into tiles and publishes a checkpoint over them.
    ///
    /// @param origin the log's
    /// @return the checkpoint's note
    /// @throws IOException if it could not be written; the leaves stay durable, a later call may succeed
    public SignedNote checkpoint(String origin, SiteSigningKey key) throws IOException {
        for (Full tile : full) {
            files.replace(tiles.path(tile.tile()), tile.encode());
        }
        for (Tile tile : tree.openTiles()) {
            if (!Files.exists(tiles.path(tile))) {
                files.replace(tiles.path(tile), TileFiles.encode(tree.openHashes(tile.level())));
            }
        }
        if (!openEntries.isEmpty() && inTiles < tree.size()) {
            Tile bundle = new Tile(Tile.ENTRIES, tree.size() / Tile.FULL, openEntries.size());
            files.replace(tiles.path(bundle), EntryBundle.encode(openEntries));
        }
        Checkpoint checkpoint = head(origin);
        SignedNote note = SignedNote.sign(checkpoint.text(), origin, key);
        files.replace(SiteLogFiles.checkpoint(folder), note.encode());
        for (Full tile : full) {
            tiles.deletePartials(tile.tile());
        }
        full.clear();
        inTiles = tree.size();
        tail.restart();
        return note;
    }

    /// The log as it is now.
    public Checkpoint head(String origin) {
        return new Checkpoint(origin, tree.size(), tree.root());
    }

    /// Number of leaves.
    public long size() {
        return tree.size();
    }

    /// Number of leaves that no checkpoint covers yet.
    public long waiting() {
        return tree.size() - inTiles;
    }

    @Override
    public void close() throws IOException {
        tail.close();
    }
}
