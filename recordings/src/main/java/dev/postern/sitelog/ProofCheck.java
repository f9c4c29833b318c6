package dev.postern.sitelog;

import java.util.List;

/// Checks proofs; what is proven is only as good as the roots that go in.
///
/// Source: RFC 9162, sections 2.1.3.2 and 2.1.4.2
public final class ProofCheck {

    private ProofCheck() {}

    /// Whether `proof` shows that `leaf` is number `index` of the `size` leaves under `root`.
    public static boolean inclusion(
            TreeHash leaf, long index, long size, TreeHash root, List<TreeHash> proof) {
        if (index < 0 || index >= size) {
            return false;
        }
        long node = index;
        long last = size - 1;
        TreeHash hash = leaf;
        for (TreeHash other : proof) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = TreeHash.ofNode(other, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = TreeHash.ofNode(hash, other);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && hash.equals(root);
    }

    /// Whether `proof` shows that the tree of `older` leaves under `olderRoot` is the beginning of the tree of `size`
    /// leaves under `root`.
    public static boolean consistency(
            long older, TreeHash olderRoot, long size, TreeHash root, List<TreeHash> proof) {
        if (older < 1 || older > size) {
            return false;
        }
        if (older == size) {
            return proof.isEmpty() && olderRoot.equals(root);
        }
        boolean whole = Long.bitCount(older) == 1;
        if (!whole && proof.isEmpty()) {
            return false;
        }
        long node = older - 1;
        long last = size - 1;
        while ((node & 1) == 1) {
            node >>= 1;
            last >>= 1;
        }
        TreeHash before = whole ? olderRoot : proof.getFirst();
        TreeHash now = before;
        for (TreeHash other : whole ? proof : proof.subList(1, proof.size())) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                before = TreeHash.ofNode(other, before);
                now = TreeHash.ofNode(other, now);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                now = TreeHash.ofNode(now, other);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && before.equals(olderRoot) && now.equals(root);
    }
}
