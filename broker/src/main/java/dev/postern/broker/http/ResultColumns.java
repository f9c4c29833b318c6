package dev.postern.broker.http;

import dev.postern.broker.mask.MaskedRecording;
import dev.postern.broker.mask.MaskedReplay;
import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.Column;

import java.io.IOException;
import java.util.List;

/// The columns of one statement's result, read from the recording up to its first row.
final class ResultColumns {

    private final int ordinal;
    private List<String> names = List.of();
    private boolean isKnown;

    private ResultColumns(int ordinal) {
        this.ordinal = ordinal;
    }

    /// Their names in their order; empty if the statement has none, or the recording ends before them.
    static List<String> read(MaskedRecording recording, int ordinal) throws IOException {
        ResultColumns columns = new ResultColumns(ordinal);
        try (MaskedReplay replay = recording.openBefore(ordinal, columns::event)) {
            boolean more = true;
            while (more && !columns.isKnown) {
                more = replay.step();
            }
        }
        return columns.names;
    }

    private void event(SessionEvent event) {
        if (isKnown) {
            return;
        }
        if (event instanceof SessionEvent.ColumnsDescribed e && e.ordinal() == ordinal) {
            names = e.columns().stream().map(Column::name).toList();
        }
        isKnown =
                (event instanceof SessionEvent.RowReturned row && row.ordinal() == ordinal)
                        || (event instanceof SessionEvent.StatementFinished done
                                && done.ordinal() == ordinal);
    }
}
