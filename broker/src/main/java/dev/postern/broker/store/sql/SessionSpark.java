package dev.postern.broker.store.sql;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// When in a session something was done: its time in [#BUCKETS] equal parts.
///
/// @param micros how long the session took, or had taken when it was last looked at
/// @param levels for each part how many statements began in it, from 0 for none to [#MOST] for as many as in the busiest
/// @param errors numbers from 0 of the parts in which a statement began that failed
/// @param writes numbers from 0 of the parts in which a statement began that changed something
public record SessionSpark(
        long micros, List<Integer> levels, SortedSet<Integer> errors, SortedSet<Integer> writes) {

    /// How many parts there are.
    public static final int BUCKETS = 24;

    /// The level of the busiest part.
    public static final int MOST = 9;

    private static final int DECIMAL = 10;
    private static final int HEX = 16;

    public SessionSpark {
        levels = List.copyOf(levels);
        errors = Collections.unmodifiableSortedSet(new TreeSet<>(errors));
        writes = Collections.unmodifiableSortedSet(new TreeSet<>(writes));
        if (levels.size() != BUCKETS) {
            throw new IllegalArgumentException("not " + BUCKETS + " levels: " + levels);
        }
    }

    /// The levels, a digit each.
    public String bars() {
        StringBuilder bars = new StringBuilder();
        levels.forEach(bars::append);
        return bars.toString();
    }

    /// As the index keeps it: microseconds, levels, and the parts with errors and with writes as hexadecimal bits.
    String toText() {
        return micros + " " + bars() + " " + bits(errors) + " " + bits(writes);
    }

    /// What [#toText] wrote.
    static SessionSpark of(String text) {
        List<String> parts = List.of(text.split(" ", -1));
        return new SessionSpark(
                Long.parseLong(parts.get(0)),
                parts.get(1).chars().mapToObj(c -> Character.digit(c, DECIMAL)).toList(),
                numbers(parts.get(2)),
                numbers(parts.get(3)));
    }

    private static String bits(SortedSet<Integer> numbers) {
        long bits = 0;
        for (int number : numbers) {
            bits |= 1L << number;
        }
        return Long.toString(bits, HEX);
    }

    private static SortedSet<Integer> numbers(String bits) {
        long of = Long.parseLong(bits, HEX);
        SortedSet<Integer> numbers = new TreeSet<>();
        for (int number = 0; number < BUCKETS; number++) {
            if ((of & (1L << number)) != 0) {
                numbers.add(number);
            }
        }
        return numbers;
    }
}
