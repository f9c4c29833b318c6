package dev.postern.broker.mask;

import dev.postern.event.SessionEvent.Column;
import dev.postern.export.ClientEncoding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Which columns of what statements on one target return are classed: personal, secret or restricted, by the rules that
/// masks go by, whoever looks. Not thread-safe.
///
/// A column that nobody names is none of them.
public final class ClassedColumns {

    /// The last results are remembered, so that a statement that runs again, with the same values or with others, is not read
    /// again.
    private static final int REMEMBERED = 128;

    private static final int LONGEST_REMEMBERED = 4_096;

    private final Classification classification;
    private final Map<Result, List<Integer>> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Result, List<Integer>> eldest) {
                    return size() > REMEMBERED;
                }
            };

    /// @param form as [SqlTokens#form] tells it
    private record Result(String form, List<Column> columns) {}

    private ClassedColumns(Classification classification) {
        this.classification = classification;
    }

    /// By the rules for a target, also if its recordings are shown without masks.
    ///
    /// @param target its name
    public static ClassedColumns of(MaskRules rules, String target) {
        return new ClassedColumns(new Classification(rules, target));
    }

    /// The classed columns of a statement's result, by their indices from 0, ascending.
    public List<Integer> ofResult(String sql, List<Column> columns) {
        if (columns.isEmpty()) {
            return List.of();
        }
        SqlTokens tokens = SqlTokens.of(sql);
        if (sql.length() > LONGEST_REMEMBERED) {
            return classed(tokens, columns);
        }
        Result result = new Result(tokens.form(), List.copyOf(columns));
        List<Integer> classed = known.get(result);
        if (classed == null) {
            classed = classed(tokens, columns);
            known.put(result, classed);
        }
        return classed;
    }

    private List<Integer> classed(SqlTokens sql, List<Column> columns) {
        SqlReading reading = SqlReading.of(sql, classification);
        return IntStream.range(0, columns.size())
                .filter(index -> verdict(reading, columns, index).isMasked())
                .boxed()
                .toList();
    }

    private static Verdict verdict(SqlReading reading, List<Column> columns, int index) {
        Column column = columns.get(index);
        return reading.column(
                column.name(), column.typeOid(), index, columns.size(), column.tableOid() == 0);
    }

    /// Counts the values in the classed columns of COPY data in text or CSV form; empty if the statement names no such
    /// column, in its list of columns, its SELECT or a header.
    public Optional<ClassedCopy> ofCopy(String sql, ClientEncoding encoding) {
        SqlReading reading = SqlReading.of(sql, classification);
        return ClassedCopy.isNamed(reading)
                ? Optional.of(new ClassedCopy(reading, encoding))
                : Optional.empty();
    }
}
