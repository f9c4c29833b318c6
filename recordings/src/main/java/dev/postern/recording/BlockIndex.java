package dev.postern.recording;

import dev.postern.recording.format.BlockHeader;
import dev.postern.recording.format.ChainHash;
import dev.postern.recording.format.Footer.Counts;
import dev.postern.recording.format.Footer.IndexEntry;

import java.util.ArrayList;
import java.util.List;

/// What a footer says of the blocks: counts, the places of some that begin a group, the places of snapshots.
///
/// There are at most [#MAX_ENTRIES] of either: before there would be more, every second one is left out, and from then
/// on they are twice as far apart.
final class BlockIndex {

    /// How many raw bytes lie between two blocks in the index, at least.
    private static final long FIRST_STEP_BYTES = 64 * 1024;

    private static final int MAX_ENTRIES = 32 * 1024;

    private final List<IndexEntry> entries = new ArrayList<>();
    private final List<IndexEntry> snapshots = new ArrayList<>();
    private long stepBytes = FIRST_STEP_BYTES;
    private long unindexedBytes = FIRST_STEP_BYTES;
    private long blocks;
    private long rawBytes;

    /// Takes account of a block.
    ///
    /// @param chainBefore 32 bytes, copied
    void add(BlockHeader header, long offset, byte[] chainBefore) {
        blocks++;
        if (header.isSnapshot()) {
            snapshots.add(entry(header, offset, chainBefore));
            if (snapshots.size() == MAX_ENTRIES) {
                thin(snapshots);
            }
            return;
        }
        if (unindexedBytes >= stepBytes && !header.continuesGroup()) {
            entries.add(entry(header, offset, chainBefore));
            unindexedBytes = 0;
        }
        if (entries.size() == MAX_ENTRIES) {
            thin(entries);
            stepBytes *= 2;
        }
        rawBytes += header.rawLength();
        unindexedBytes += header.rawLength();
    }

    private static IndexEntry entry(BlockHeader header, long offset, byte[] chainBefore) {
        return new IndexEntry(
                offset, header.firstSequence(), header.firstMicros(), ChainHash.of(chainBefore));
    }

    private static void thin(List<IndexEntry> list) {
        for (int i = 0; i < MAX_ENTRIES / 2; i++) {
            list.set(i, list.get(2 * i));
        }
        list.subList(MAX_ENTRIES / 2, MAX_ENTRIES).clear();
    }

    /// Goes on where `other` stands.
    void takeOver(BlockIndex other) {
        entries.addAll(other.entries);
        snapshots.addAll(other.snapshots);
        stepBytes = other.stepBytes;
        unindexedBytes = other.unindexedBytes;
        blocks = other.blocks;
        rawBytes = other.rawBytes;
    }

    Counts counts(long entryCount, long lastMicros) {
        return new Counts(blocks, entryCount, lastMicros, rawBytes);
    }

    List<IndexEntry> entries() {
        return entries;
    }

    List<IndexEntry> snapshots() {
        return snapshots;
    }

    /// Where the last snapshot holds, 0 if there is none.
    long lastSnapshot() {
        return snapshots.isEmpty() ? 0 : snapshots.getLast().firstSequence();
    }

    /// Raw bytes of the blocks of entries.
    long rawBytes() {
        return rawBytes;
    }
}
