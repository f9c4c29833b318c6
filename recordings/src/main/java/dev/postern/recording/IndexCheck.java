package dev.postern.recording;

import dev.postern.recording.format.Footer;
import dev.postern.recording.format.Footer.IndexEntry;

import java.util.List;

/// Compares the indexes of a footer with the blocks, on the way through them.
final class IndexCheck {

    private final List<IndexEntry> blocks;
    private final List<IndexEntry> snapshots;
    private int nextBlock;
    private int nextSnapshot;
    private long proven;

    /// Nothing to compare with.
    IndexCheck() {
        blocks = List.of();
        snapshots = List.of();
    }

    IndexCheck(Footer footer) {
        blocks = footer.index();
        snapshots = footer.snapshots();
    }

    /// Whether the indexes agree that the next block of `scanner` is where it is and follows what it follows.
    boolean agrees(BlockScanner scanner) {
        long before = scanner.sequence();
        if (nextBlock < blocks.size() && blocks.get(nextBlock).offset() <= scanner.offset()) {
            IndexEntry entry = blocks.get(nextBlock);
            if (!isAt(entry, scanner) || entry.firstSequence() != before) {
                return false;
            }
            proven = before - 1;
            nextBlock++;
        }
        if (nextSnapshot < snapshots.size()
                && snapshots.get(nextSnapshot).offset() <= scanner.offset()) {
            IndexEntry entry = snapshots.get(nextSnapshot);
            if (!isAt(entry, scanner) || entry.firstSequence() > before) {
                return false;
            }
            proven = before - 1;
            nextSnapshot++;
        }
        return true;
    }

    private static boolean isAt(IndexEntry entry, BlockScanner scanner) {
        return entry.offset() == scanner.offset() && scanner.isAt(entry.chainBefore());
    }

    /// Whether every place that the indexes name was come to.
    boolean isComplete() {
        return nextBlock == blocks.size() && nextSnapshot == snapshots.size();
    }

    /// Entries up to this one are those that the footer was made for.
    long proven() {
        return proven;
    }
}
