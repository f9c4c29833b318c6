package dev.postern.broker.index;

import dev.postern.broker.mask.ClassedColumns;
import dev.postern.broker.mask.ClassedCopy;
import dev.postern.broker.mask.MaskRules;
import dev.postern.event.ResultMessages;
import dev.postern.event.SessionEvent.ColumnsDescribed;
import dev.postern.event.SessionEvent.CopyData;
import dev.postern.event.SessionEvent.CopyDirection;
import dev.postern.event.SessionEvent.CopyStarted;
import dev.postern.event.SessionEvent.ResultsReturned;
import dev.postern.event.SessionEvent.RowReturned;
import dev.postern.export.ClientEncoding;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counts the values that the statements of a session return in classed columns. Not thread-safe.
///
/// Cells are only looked at for NULL, those of other statements not at all; COPY data is cut into fields if the statement
/// names a classed column.
final class SensitiveValues {

    private final ClassedColumns columns;
    private final Map<Integer, Rows> results = new HashMap<>();
    private final Map<Integer, ClassedCopy> copies = new HashMap<>();

    /// @param target the name of the session's target
    SensitiveValues(MaskRules rules, String target) {
        this.columns = ClassedColumns.of(rules, target);
    }

    /// The rows of a statement whose columns `classed` are classed.
    private static final class Rows {
        private final List<Integer> classed;
        private long values;

        Rows(List<Integer> classed) {
            this.classed = classed;
        }
    }

    void described(String sql, ColumnsDescribed event) {
        List<Integer> classed = columns.ofResult(sql, event.columns());
        if (!classed.isEmpty()) {
            results.put(event.ordinal(), new Rows(classed));
        }
    }

    void row(RowReturned event) {
        Rows rows = results.get(event.ordinal());
        if (rows == null) {
            return;
        }
        List<@Nullable ByteBuffer> cells = event.cells();
        for (int index : rows.classed) {
            rows.values += index < cells.size() && cells.get(index) != null ? 1 : 0;
        }
    }

    void results(ResultsReturned event) {
        if (event.copy()) {
            copyData(event);
            return;
        }
        Rows rows = results.get(event.ordinal());
        if (rows == null) {
            return;
        }
        ResultMessages messages = new ResultMessages(event.messages());
        while (messages.next()) {
            for (int index = 0; messages.nextCell(); index++) {
                boolean isNull = messages.cellLength() == ResultMessages.NULL;
                rows.values += !isNull && rows.classed.contains(index) ? 1 : 0;
            }
        }
    }

    private void copyData(ResultsReturned event) {
        ClassedCopy copy = copies.get(event.ordinal());
        if (copy == null) {
            return;
        }
        ResultMessages messages = new ResultMessages(event.messages());
        while (messages.next()) {
            copy.add(event.messages().slice(messages.from(), messages.to() - messages.from()));
        }
    }

    void copyStarted(String sql, CopyStarted event, ClientEncoding encoding) {
        if (event.direction() == CopyDirection.OUT && !event.binary()) {
            columns.ofCopy(sql, encoding).ifPresent(copy -> copies.put(event.ordinal(), copy));
        }
    }

    void copyData(CopyData event) {
        ClassedCopy copy = copies.get(event.ordinal());
        if (copy != null) {
            copy.add(event.bytes());
        }
    }

    /// How many values a statement that ended returned in classed columns; it is forgotten.
    long take(int ordinal) {
        Rows rows = results.remove(ordinal);
        ClassedCopy copy = copies.remove(ordinal);
        return (rows == null ? 0 : rows.values) + (copy == null ? 0 : copy.end());
    }
}
