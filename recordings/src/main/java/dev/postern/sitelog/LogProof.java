package dev.postern.sitelog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/// Leaves of a site log with what proves them to somebody who has nothing of the log but its first key.
///
/// @param checkpoint the newest signed checkpoint, which covers every leaf
/// @param keys       the log's public keys
/// @param leaves     in the order of the log
public record LogProof(SignedNote checkpoint, SiteKeys keys, List<LeafProof> leaves) {

    private static final int TRIES = 3;

    public LogProof {
        leaves = List.copyOf(leaves);
    }

    /// Makes proofs from the files of a log, which may be written meanwhile.
    ///
    /// @param indices numbers of leaves, from 0, all of them under the newest checkpoint
    /// @throws MalformedLogException if a leaf is missing or not in the tree that was signed: nothing is proven then
    public static LogProof of(Path folder, Collection<Long> indices) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return read(folder, indices);
            } catch (MalformedLogException e) {
                // A tile that became full meanwhile has taken the place of the one that was looked
                // for.
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    private static LogProof read(Path folder, Collection<Long> indices) throws IOException {
        SignedNote note = SignedNote.parse(Files.readAllBytes(SiteLogFiles.checkpoint(folder)));
        Checkpoint checkpoint = Checkpoint.parse(note);
        SiteKeys keys = SiteKeys.parse(Files.readAllBytes(SiteLogFiles.keys(folder)));
        SiteLogReader reader = SiteLogReader.open(folder);
        TileHashes hashes = new TileHashes(folder, checkpoint.size());
        List<LeafProof> leaves = new ArrayList<>();
        for (long index : indices.stream().sorted().distinct().toList()) {
            if (index >= checkpoint.size()) {
                throw new MalformedLogException(
                        "leaf %d is not under the newest checkpoint, which covers %d leaves"
                                .formatted(index + 1, checkpoint.size()));
            }
            LeafProof proof =
                    new LeafProof(
                            index,
                            text(reader, index),
                            MerkleTree.inclusionProof(hashes, index, checkpoint.size()));
            if (!proof.isIn(checkpoint)) {
                throw new MalformedLogException(
                        "leaf " + (index + 1) + " is not in the tree that was signed");
            }
            leaves.add(proof);
        }
        return new LogProof(note, keys, leaves);
    }

    private static String text(SiteLogReader reader, long index) throws IOException {
        byte[] leaf = reader.leaf(index);
        if (leaf == null) {
            throw new MalformedLogException("leaf " + (index + 1) + " is not in the log's files");
        }
        String text = new String(leaf, StandardCharsets.UTF_8);
        if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), leaf)) {
            throw new MalformedLogException("leaf " + (index + 1) + " is no text");
        }
        return text;
    }
}
