package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Which statements of one session a query finds, by their ordinals.
///
/// @param ranges     neighbours together, ascending
/// @param total      how many statements these are
/// @param searchedTo null, or the budget was spent: only the statements up to this ordinal were looked at
public record FoundOrdinals(List<Range> ranges, long total, @Nullable Long searchedTo) {

    public FoundOrdinals {
        ranges = List.copyOf(ranges);
    }

    /// The ordinals `first` to `last`, both included.
    public record Range(long first, long last) {}

    static FoundOrdinals of(BitSet ordinals, @Nullable Long searchedTo) {
        List<Range> ranges = new ArrayList<>();
        int first = ordinals.nextSetBit(0);
        while (first >= 0) {
            int end = ordinals.nextClearBit(first);
            ranges.add(new Range(first, end - 1));
            first = ordinals.nextSetBit(end);
        }
        return new FoundOrdinals(ranges, ordinals.cardinality(), searchedTo);
    }
}
