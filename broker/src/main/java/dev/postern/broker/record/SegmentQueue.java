package dev.postern.broker.record;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// The segments of a shard in the order of use; guarded by the shard's monitor.
///
/// A segment is spare, then active, then full, and spare again when all of it is in recordings that are on the disk.
final class SegmentQueue {

    private final int segmentBytes;
    private final ArrayDeque<JournalSegment> used = new ArrayDeque<>();
    private final ArrayDeque<JournalSegment> spare = new ArrayDeque<>();
    private @Nullable JournalSegment active;

    SegmentQueue(int segmentBytes) {
        this.segmentBytes = segmentBytes;
    }

    @Nullable JournalSegment active() {
        return active;
    }

    /// The segment that takes a record of `length` bytes of content.
    JournalSegment segmentFor(int length) {
        JournalSegment current = active;
        if (current == null || current.remaining() < JournalSegment.recordBytes(length)) {
            current = spare.removeFirst();
            used.addLast(current);
            active = current;
        }
        return current;
    }

    void addSpare(JournalSegment segment) {
        spare.addLast(segment);
    }

    int spareCount() {
        return spare.size();
    }

    int count() {
        return spare.size() + used.size();
    }

    long availableBytes() {
        JournalSegment current = active;
        long left = current == null ? 0 : current.remaining();
        return left + (long) spare.size() * (segmentBytes - JournalSegment.HEADER_BYTES);
    }

    /// Whether the oldest segment is full and ends at or before `position`.
    boolean hasDone(long position) {
        return !used.isEmpty() && isDone(used.getFirst(), position);
    }

    /// Removes and returns the segments that are full and end at or before `position`.
    List<JournalSegment> takeDone(long position) {
        List<JournalSegment> taken = new ArrayList<>();
        while (hasDone(position)) {
            taken.add(used.removeFirst());
        }
        return taken;
    }

    private boolean isDone(JournalSegment segment, long position) {
        return segment != active && segment.endPosition() <= position;
    }

    /// The segments that hold records behind `position`, oldest first.
    List<JournalSegment> behind(long position) {
        List<JournalSegment> found = new ArrayList<>();
        for (JournalSegment segment : used) {
            if (segment.endPosition() > position) {
                found.add(segment);
            }
        }
        return found;
    }

    List<JournalSegment> all() {
        List<JournalSegment> all = new ArrayList<>(used);
        all.addAll(spare);
        return all;
    }
}
