package dev.postern.sitelog;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The roots that the log must have had: in its keys' lines, in its checkpoint, in anchors.
///
/// [#reached] compares them as the tree grows past them.
final class LogHeads {

    /// A root that somebody signed.
    ///
    /// @param isAnchor whether it was kept outside
    record Head(long size, TreeHash root, String source, boolean isAnchor) {}

    private final List<Head> heads = new ArrayList<>();
    private int next;
    private long good;
    private long anchored;
    private @Nullable Head bad;

    void add(Head head) {
        heads.add(head);
    }

    void sort() {
        heads.sort(Comparator.comparingLong(Head::size));
    }

    /// Compares the heads of the tree's size.
    void reached(TreeBuilder tree) {
        if (next >= heads.size() || heads.get(next).size() > tree.size()) {
            return;
        }
        TreeHash root = tree.root();
        for (; next < heads.size() && heads.get(next).size() <= tree.size(); next++) {
            Head head = heads.get(next);
            if (!head.root().equals(root)) {
                bad = bad == null ? head : bad;
            } else if (bad == null) {
                good = head.size();
                anchored = head.isAnchor() ? head.size() : anchored;
            }
        }
    }

    /// The first head whose root the leaves do not have.
    @Nullable Head bad() {
        return bad;
    }

    /// The size of the last head before [#bad] whose root the leaves have.
    long good() {
        return good;
    }

    /// The size of the newest anchor whose root the leaves have.
    long anchored() {
        return anchored;
    }

    /// The first head behind the last leaf, or null.
    @Nullable Head missing() {
        return next < heads.size() ? heads.get(next) : null;
    }
}
