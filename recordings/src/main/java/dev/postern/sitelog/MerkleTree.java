package dev.postern.sitelog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Roots and proofs, made from the hashes of complete subtrees.
///
/// Source: RFC 6962, sections 2.1, 2.1.1 and 2.1.2
public final class MerkleTree {

    private MerkleTree() {}

    /// The root of the tree of the first `size` leaves.
    public static TreeHash root(HashSource source, long size) throws IOException {
        return size == 0 ? TreeHash.EMPTY : range(source, 0, size);
    }

    /// Proves that leaf `index` is in the tree of `size` leaves; the hashes nearest to the leaf come first.
    public static List<TreeHash> inclusionProof(HashSource source, long index, long size)
            throws IOException {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("a tree of " + size + " has no leaf " + index);
        }
        List<TreeHash> proof = new ArrayList<>();
        long low = 0;
        long high = size;
        while (high - low > 1) {
            long middle = low + split(high - low);
            if (index < middle) {
                proof.add(range(source, middle, high));
                high = middle;
            } else {
                proof.add(range(source, low, middle));
                low = middle;
            }
        }
        return proof.reversed();
    }

    /// Proves that the tree of `older` leaves is the beginning of the tree of `size` leaves.
    public static List<TreeHash> consistencyProof(HashSource source, long older, long size)
            throws IOException {
        if (older < 1 || older > size) {
            throw new IllegalArgumentException(
                    "no proof leads from a tree of " + older + " to one of " + size);
        }
        List<TreeHash> proof = new ArrayList<>();
        long low = 0;
        long high = size;
        while (high > older) {
            long middle = low + split(high - low);
            if (older <= middle) {
                proof.add(range(source, middle, high));
                high = middle;
            } else {
                proof.add(range(source, low, middle));
                low = middle;
            }
        }
        if (low > 0) {
            proof.add(range(source, low, high));
        }
        return proof.reversed();
    }

    private static TreeHash range(HashSource source, long low, long high) throws IOException {
        long count = high - low;
        if (Long.bitCount(count) == 1 && low % count == 0) {
            int level = Long.numberOfTrailingZeros(count);
            return source.hash(level, low >> level);
        }
        long middle = low + split(count);
        return TreeHash.ofNode(range(source, low, middle), range(source, middle, high));
    }

    /// The largest power of two below `count`, which is at least 2.
    private static long split(long count) {
        return Long.highestOneBit(count - 1);
    }
}
