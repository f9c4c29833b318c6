package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// A range of a number that sessions have, which the terms of a filter can tell.
///
/// @param key  of the terms
/// @param over more than this, or null
/// @param upTo at most this, or null
record SessionRange(String key, @Nullable Step over, @Nullable Step upTo) {

    /// How long sessions took, in microseconds.
    static final List<SessionRange> LENGTHS =
            ranges(
                    "length",
                    new Step("1s", 1_000_000),
                    new Step("1m", 60_000_000),
                    new Step("1h", 3_600_000_000L));

    /// Rows that they returned.
    static final List<SessionRange> RETURNED =
            ranges(
                    "returned",
                    new Step("0", 0),
                    new Step("100", 100),
                    new Step("1000", 1_000),
                    new Step("100000", 100_000));

    /// Bytes that targets sent in them.
    static final List<SessionRange> BYTES =
            ranges(
                    "bytes",
                    new Step("10kb", 10 << 10),
                    new Step("1mb", 1 << 20),
                    new Step("100mb", 100 << 20));

    /// Where a range ends and the next begins.
    ///
    /// @param written as filters have it
    record Step(String written, long value) {}

    private static List<SessionRange> ranges(String key, Step... steps) {
        List<SessionRange> ranges = new ArrayList<>();
        Step last = null;
        for (Step step : steps) {
            ranges.add(new SessionRange(key, last, step));
            last = step;
        }
        ranges.add(new SessionRange(key, last, null));
        return List.copyOf(ranges);
    }

    /// The terms that hold for it: `length:>1s length:<=1m`.
    String terms() {
        String from = over == null ? "" : key + ":>" + over.written();
        String to = upTo == null ? "" : key + ":<=" + upTo.written();
        return (from + " " + to).strip();
    }

    boolean holds(long value) {
        return (over == null || value > over.value()) && (upTo == null || value <= upTo.value());
    }
}
