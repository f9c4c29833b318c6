package dev.postern.sitelog;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A leaf and the hashes that lead from it to the root of a tree.
///
/// @param index the leaf's number, from 0
/// @param leaf  the leaf as it is in the log, a text
/// @param path  nearest to the leaf first
public record LeafProof(long index, String leaf, List<TreeHash> path) {

    public LeafProof {
        path = List.copyOf(path);
    }

    /// Whether the leaf is in the tree that `checkpoint` is of.
    public boolean isIn(Checkpoint checkpoint) {
        return ProofCheck.inclusion(
                TreeHash.ofLeaf(leaf.getBytes(StandardCharsets.UTF_8)),
                index,
                checkpoint.size(),
                checkpoint.root(),
                path);
    }
}
