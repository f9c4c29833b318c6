package dev.postern.export;

import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.Column;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes the rows of results as CSV (RFC 4180): a line of names above each result, the ordinal of the statement first.
///
/// NULL is an empty field, an empty text is `""`. A field that a spreadsheet would run (one that begins with `=`, `+`, `-`,
/// `@` or the full-width form of one of them, a tab or a line break, and is no number) gets a `'` in front.
public final class CsvRows {

    private static final String RUNNING = "=+-@\uff1d\uff0b\uff0d\uff20\t\n\r";

    private final Appendable out;
    private final int first;
    private final int last;
    private final Map<Integer, List<Column>> columns = new HashMap<>();
    private ClientEncoding encoding = ClientEncoding.UTF8;

    /// @param first ordinal of the first statement whose rows are written
    /// @param last  of the last
    public CsvRows(Appendable out, int first, int last) {
        this.out = out;
        this.first = first;
        this.last = last;
    }

    /// Takes the next event of the session.
    public void event(SessionEvent event) throws IOException {
        if (event instanceof SessionEvent.SettingChanged e && e.name().equals("client_encoding")) {
            encoding = ClientEncoding.of(e.value());
        } else if (event instanceof SessionEvent.ColumnsDescribed e && isWanted(e.ordinal())) {
            columns.put(e.ordinal(), List.copyOf(e.columns()));
            out.append("statement");
            for (Column column : e.columns()) {
                out.append(',').append(field(column.name()));
            }
            out.append("\r\n");
        } else if (event instanceof SessionEvent.RowReturned e && isWanted(e.ordinal())) {
            row(e);
        }
    }

    private boolean isWanted(int ordinal) {
        return ordinal >= first && ordinal <= last;
    }

    private void row(SessionEvent.RowReturned event) throws IOException {
        List<Column> described = columns.getOrDefault(event.ordinal(), List.of());
        out.append(Integer.toString(event.ordinal()));
        int number = 0;
        for (ByteBuffer cell : event.cells()) {
            Column column = number < described.size() ? described.get(number) : null;
            number++;
            out.append(',');
            if (cell != null) {
                out.append(field(text(cell, column)));
            }
        }
        out.append("\r\n");
    }

    private String text(ByteBuffer cell, @Nullable Column column) {
        return ValueText.of(
                        column == null ? 0 : column.typeOid(),
                        column != null && column.binary(),
                        cell,
                        encoding)
                .text();
    }

    /// A text as a field: quoted if it must be or is empty, harmless in a spreadsheet and a terminal.
    public static String field(String value) {
        String text = Visible.text(value);
        boolean runs =
                !text.isEmpty()
                        && RUNNING.indexOf(text.charAt(0)) >= 0
                        && !text.matches("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
        String safe = runs ? "'" + text : text;
        boolean plain =
                !safe.isEmpty()
                        && safe.chars()
                                .noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
