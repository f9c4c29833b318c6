package dev.postern.broker.index;

import dev.postern.broker.store.sql.SessionSpark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Counts when the statements of a session began, in as much memory for a long session as for a short one. Not thread-safe.
///
/// The cells are far narrower than the parts of a spark: a statement less than a fortieth of a part from the border of two
/// may be told in the other.
final class ActivityCount {

    private static final int CELLS = 40 * SessionSpark.BUCKETS;

    private final int[] statements = new int[CELLS];
    private final BitSet errors = new BitSet(CELLS);
    private final BitSet writes = new BitSet(CELLS);

    /// How long a cell is, in microseconds.
    private long width = 1;

    /// @param micros since the session began
    void began(long micros) {
        int cell = cell(micros);
        if (statements[cell] < Integer.MAX_VALUE) {
            statements[cell]++;
        }
    }

    /// The statement that began at `micros` failed.
    void failed(long micros) {
        errors.set(cell(micros));
    }

    /// The statement that began at `micros` changed something.
    void wrote(long micros) {
        writes.set(cell(micros));
    }

    private int cell(long micros) {
        long at = Math.max(0, micros);
        while (at / width >= CELLS) {
            fold();
        }
        return (int) (at / width);
    }

    /// Joins each two cells.
    private void fold() {
        for (int i = 0; i < CELLS / 2; i++) {
            statements[i] =
                    (int)
                            Math.min(
                                    Integer.MAX_VALUE,
                                    (long) statements[2 * i] + statements[2 * i + 1]);
            errors.set(i, errors.get(2 * i) || errors.get(2 * i + 1));
            writes.set(i, writes.get(2 * i) || writes.get(2 * i + 1));
        }
        Arrays.fill(statements, CELLS / 2, CELLS, 0);
        errors.clear(CELLS / 2, CELLS);
        writes.clear(CELLS / 2, CELLS);
        width *= 2;
    }

    /// What was counted.
    ///
    /// @param micros how long the session took, or so far
    SessionSpark spark(long micros) {
        long length = Math.max(1, micros);
        long[] counts = new long[SessionSpark.BUCKETS];
        for (int cell = 0; cell < CELLS; cell++) {
            counts[part(cell, length)] += statements[cell];
        }
        long most = Arrays.stream(counts).max().orElse(0);
        List<Integer> levels = new ArrayList<>();
        for (long count : counts) {
            levels.add(most == 0 ? 0 : (int) ((count * SessionSpark.MOST + most - 1) / most));
        }
        return new SessionSpark(micros, levels, parts(errors, length), parts(writes, length));
    }

    private int part(int cell, long length) {
        double at = (cell + 0.5) * width / length * SessionSpark.BUCKETS;
        return (int) Math.min(SessionSpark.BUCKETS - 1, at);
    }

    private SortedSet<Integer> parts(BitSet cells, long length) {
        SortedSet<Integer> parts = new TreeSet<>();
        cells.stream().forEach(cell -> parts.add(part(cell, length)));
        return parts;
    }
}
