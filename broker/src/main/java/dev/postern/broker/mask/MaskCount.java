package dev.postern.broker.mask;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Counts what was masked, by column and class.
public final class MaskCount {

    /// So many columns are told apart; what is masked in others is counted as of [#OTHERS].
    private static final int MOST = 2_000;

    private static final String OTHERS = "(others)";
    private static final String TEXT = "(text)";

    private final Map<Key, Long> counts = new LinkedHashMap<>();
    private long total;

    private record Key(String column, MaskClass maskClass) {}

    /// How many values of a column were masked.
    ///
    /// @param column with its table where that is known; `(text)` for what was found in SQL, messages and documents, `?` for
    ///     columns that nobody names
    public record Line(String column, MaskClass maskClass, long values) {}

    void add(Verdict verdict) {
        total++;
        Key key = new Key(verdict.name().isEmpty() ? TEXT : verdict.name(), verdict.maskClass());
        counts.merge(
                counts.size() < MOST || counts.containsKey(key)
                        ? key
                        : new Key(OTHERS, verdict.maskClass()),
                1L,
                Long::sum);
    }

    /// How many values were masked.
    public long total() {
        return total;
    }

    /// What was masked, the strongest class first.
    public List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        counts.forEach((key, count) -> lines.add(new Line(key.column, key.maskClass, count)));
        lines.sort(Comparator.comparing(Line::maskClass).reversed().thenComparing(Line::column));
        return lines;
    }
}
