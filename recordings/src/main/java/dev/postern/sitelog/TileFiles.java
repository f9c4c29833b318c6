package dev.postern.sitelog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The tiles and entry bundles below the log's folder.
final class TileFiles {

    private final Path folder;

    TileFiles(Path folder) {
        this.folder = folder;
    }

    Path path(Tile tile) {
        return folder.resolve(tile.path());
    }

    /// The first hashes of a tile, at most as many as `tile` is wide; fewer if the files hold no more.
    ///
    /// @param tile on a level of hashes
    List<TreeHash> hashes(Tile tile) throws IOException {
        List<TreeHash> hashes = new ArrayList<>();
        Optional<Path> file = find(tile);
        if (file.isPresent()) {
            ByteBuffer in = ByteBuffer.wrap(read(file.get(), Tile.FULL * TreeHash.BYTES));
            while (in.remaining() >= TreeHash.BYTES && hashes.size() < tile.width()) {
                hashes.add(TreeHash.read(in));
            }
        }
        return hashes;
    }

    /// The first entries of a bundle, at most as many as `tile` is wide; fewer if the files hold no more.
    List<byte[]> entries(Tile tile) throws IOException {
        Optional<Path> file = find(tile);
        if (file.isEmpty()) {
            return List.of();
        }
        List<byte[]> entries = EntryBundle.decode(read(file.get(), EntryBundle.MAX_BYTES));
        return entries.size() <= tile.width() ? entries : entries.subList(0, tile.width());
    }

    /// The file of a tile, or of the full tile that it became.
    Optional<Path> find(Tile tile) {
        Path exact = path(tile);
        if (Files.isRegularFile(exact)) {
            return Optional.of(exact);
        }
        Path full = path(tile.full());
        return Files.isRegularFile(full) ? Optional.of(full) : Optional.empty();
    }

    /// Deletes the partial tiles that `full` has made superfluous.
    void deletePartials(Tile full) throws IOException {
        Path file = path(full);
        Path partials = file.resolveSibling(file.getFileName() + ".p");
        if (!Files.isDirectory(partials)) {
            return;
        }
        try (Stream<Path> files = Files.list(partials)) {
            for (Path partial : files.toList()) {
                Files.delete(partial);
            }
        }
        Files.delete(partials);
    }

    static byte[] encode(List<TreeHash> hashes) {
        ByteBuffer out = ByteBuffer.allocate(hashes.size() * TreeHash.BYTES);
        hashes.forEach(hash -> hash.write(out));
        return out.array();
    }

    private static byte[] read(Path file, int limit) throws IOException {
        long size = Files.size(file);
        if (size > limit) {
            throw new MalformedLogException(
                    file + " has " + size + " bytes; a tile of its kind has at most " + limit);
        }
        return Files.readAllBytes(file);
    }
}
