package dev.postern.export;

import dev.postern.event.SessionEvent.Column;
import dev.postern.event.SessionEvent.CopyStarted;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Writes the answer to one statement: its rows or its COPY data.
final class PsqlResult {

    private static final int MAX_CELL_BYTES = 1 << 20;
    private static final int MAX_LINE_BYTES = 1 << 16;

    private final Appendable out;
    private final String sql;
    private final long rowLimit;
    private List<Column> columns = List.of();
    private @Nullable AlignedTable table;
    private boolean described;
    private long rows;
    private long shown;
    private @Nullable CopyStarted copy;
    private final ByteArrayOutputStream copyLine = new ByteArrayOutputStream();
    private long copyBytes;

    PsqlResult(Appendable out, String sql, long rowLimit) {
        this.out = out;
        this.sql = sql;
        this.rowLimit = rowLimit;
    }

    String sql() {
        return sql;
    }

    boolean hasOutput() {
        return described || copy != null;
    }

    void describe(List<Column> described) throws IOException {
        if (this.described) {
            pause();
        }
        this.described = true;
        columns = List.copyOf(described);
    }

    void row(List<@Nullable ByteBuffer> cells, ClientEncoding encoding) throws IOException {
        described = true;
        rows++;
        if (shown >= rowLimit) {
            return;
        }
        shown++;
        List<@Nullable String> texts = new ArrayList<>(cells.size());
        for (int i = 0; i < cells.size(); i++) {
            texts.add(text(i, cells.get(i), encoding));
        }
        table(cells.size()).row(texts);
    }

    private @Nullable String text(int index, @Nullable ByteBuffer cell, ClientEncoding encoding) {
        if (cell == null) {
            return null;
        }
        ByteBuffer part =
                cell.remaining() > MAX_CELL_BYTES
                        ? cell.slice(cell.position(), MAX_CELL_BYTES)
                        : cell;
        boolean binary = index < columns.size() && columns.get(index).binary();
        int type = index < columns.size() ? columns.get(index).typeOid() : 0;
        String text = ValueText.of(type, binary, part, encoding).text();
        return cell.remaining() <= MAX_CELL_BYTES
                ? text
                : text + "… (first " + MAX_CELL_BYTES + " of " + cell.remaining() + " bytes)";
    }

    private AlignedTable table(int cells) {
        AlignedTable open = table;
        if (open == null) {
            List<String> names = new ArrayList<>();
            boolean[] right = new boolean[Math.max(cells, columns.size())];
            for (int i = 0; i < right.length; i++) {
                names.add(i < columns.size() ? columns.get(i).name() : "column " + (i + 1));
                right[i] = i < columns.size() && TypeNames.isRightAligned(columns.get(i).typeOid());
            }
            open = new AlignedTable(out, names, right);
            table = open;
        }
        return open;
    }

    void copy(CopyStarted started) {
        copy = started;
    }

    void copyData(ByteBuffer bytes, ClientEncoding encoding) throws IOException {
        copyBytes += bytes.remaining();
        if (copy == null || copy.binary()) {
            return;
        }
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            byte b = bytes.get(i);
            if (b == '\n') {
                copyLine(encoding, "\n");
            } else {
                copyLine.write(b);
                if (copyLine.size() >= MAX_LINE_BYTES) {
                    copyLine(encoding, "");
                }
            }
        }
    }

    private void copyLine(ClientEncoding encoding, String end) throws IOException {
        if (!end.isEmpty()) {
            rows++;
        }
        if (shown < rowLimit) {
            out.append(
                            Visible.text(
                                    encoding.decode(ByteBuffer.wrap(copyLine.toByteArray()))
                                            .text()))
                    .append(end);
            if (!end.isEmpty()) {
                shown++;
            }
        }
        copyLine.reset();
    }

    /// Writes what is held back, because something else is about to be written.
    void pause() throws IOException {
        if (table != null) {
            table.flush();
        }
        if (copyLine.size() > 0) {
            copyLine(ClientEncoding.UTF8, "\n");
        }
    }

    /// Ends the rows or the COPY data.
    void end() throws IOException {
        pause();
        if (described) {
            if (rowLimit > 0) {
                table(columns.size()).flush();
            }
            out.append("(").append(Long.toString(rows)).append(rows == 1 ? " row)\n" : " rows)\n");
            noteHidden();
            out.append('\n');
        } else if (copy != null) {
            if (copy.binary()) {
                out.append("-- binary COPY data, ")
                        .append(Long.toString(copyBytes))
                        .append(" bytes\n");
            }
            noteHidden();
        }
        described = false;
        copy = null;
        table = null;
    }

    private void noteHidden() throws IOException {
        if (shown < rows) {
            out.append("-- ")
                    .append(Long.toString(shown))
                    .append(" of ")
                    .append(Long.toString(rows))
                    .append(" shown\n");
        }
    }

    /// Writes the command tag where psql does: not for a plain SELECT and its like, whose rows speak.
    void tag(String tag) throws IOException {
        boolean rowsSpeak = !columns.isEmpty() || (rows > 0 && tag.startsWith("SELECT"));
        boolean isQuery =
                tag.startsWith("SELECT")
                        || tag.startsWith("SHOW")
                        || tag.startsWith("EXPLAIN")
                        || tag.startsWith("FETCH")
                        || tag.startsWith("VALUES");
        if (!(rowsSpeak && isQuery)) {
            out.append(Visible.line(tag)).append('\n');
        }
    }
}
