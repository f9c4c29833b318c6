package dev.postern.export;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Writes rows as psql's aligned format with border 1 does.
///
/// Widths are fitted to a batch of rows, as psql does with `FETCH_COUNT`: rows are held until there are
/// [#BATCH_ROWS] of them or their text reaches [#BATCH_CHARS] characters. A later batch may only widen columns.
/// Source: `print_aligned_text` in `src/fe_utils/print.c`.
final class AlignedTable {

    static final int BATCH_ROWS = 1_000;
    static final int BATCH_CHARS = 1 << 20;
    private static final int TAB = 8;

    private final Appendable out;
    private final List<List<String>> headers;
    private final boolean[] right;
    private final int[] widths;
    private final List<List<List<String>>> batch = new ArrayList<>();
    private int batchChars;
    private boolean headerWritten;

    /// @param right which columns are aligned to the right, as long as `names`
    AlignedTable(Appendable out, List<String> names, boolean[] right) {
        this.out = out;
        this.right = right;
        this.headers = names.stream().map(AlignedTable::lines).toList();
        this.widths = new int[names.size()];
        for (int i = 0; i < widths.length; i++) {
            widen(i, headers.get(i));
        }
    }

    /// Adds a row of as many cells as there are columns; a null cell stays blank.
    void row(List<@Nullable String> cells) throws IOException {
        List<List<String>> row = new ArrayList<>(cells.size());
        for (int i = 0; i < widths.length; i++) {
            String cell = i < cells.size() ? cells.get(i) : null;
            List<String> lines = cell == null ? List.of("") : lines(cell);
            widen(i, lines);
            row.add(lines);
            batchChars += cell == null ? 0 : cell.length();
        }
        batch.add(row);
        if (batch.size() >= BATCH_ROWS || batchChars >= BATCH_CHARS) {
            flush();
        }
    }

    /// Writes what is held back, and the header if no row came.
    void flush() throws IOException {
        if (!headerWritten) {
            headerWritten = true;
            writeHeader();
        }
        for (List<List<String>> row : batch) {
            writeRow(row);
        }
        batch.clear();
        batchChars = 0;
    }

    private void widen(int column, List<String> lines) {
        for (String line : lines) {
            widths[column] = Math.max(widths[column], DisplayWidth.of(line));
        }
    }

    private void writeHeader() throws IOException {
        int height = headers.stream().mapToInt(List::size).max().orElse(0);
        for (int line = 0; line < height; line++) {
            for (int i = 0; i < widths.length; i++) {
                List<String> header = headers.get(i);
                String text = line < header.size() ? header.get(line) : "";
                int space = widths[i] - DisplayWidth.of(text);
                out.append(i == 0 ? "" : "|").append(line > 0 && line < header.size() ? "+" : " ");
                pad(space / 2);
                out.append(text);
                pad((space + 1) / 2);
                out.append(line + 1 < header.size() ? "+" : " ");
            }
            out.append('\n');
        }
        if (widths.length == 0) {
            out.append("--");
        }
        for (int i = 0; i < widths.length; i++) {
            out.append(i == 0 ? "" : "+").append("-".repeat(widths[i] + 2));
        }
        out.append('\n');
    }

    private void writeRow(List<List<String>> row) throws IOException {
        int height = row.stream().mapToInt(List::size).max().orElse(0);
        for (int line = 0; line < height; line++) {
            for (int i = 0; i < widths.length; i++) {
                List<String> cell = row.get(i);
                String text = line < cell.size() ? cell.get(line) : "";
                boolean continues = line + 1 < cell.size();
                boolean last = i == widths.length - 1;
                int space = widths[i] - DisplayWidth.of(text);
                out.append(i == 0 ? " " : "| ");
                if (right[i]) {
                    pad(space);
                }
                out.append(text);
                if (!right[i] && (!last || continues)) {
                    pad(space);
                }
                out.append(continues ? "+" : last ? "" : " ");
            }
            out.append('\n');
        }
    }

    private void pad(int columns) throws IOException {
        for (int i = 0; i < columns; i++) {
            out.append(' ');
        }
    }

    /// The lines of a cell, escaped, with tabs as spaces to the next multiple of eight.
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : Visible.text(text).split("\n", -1)) {
            lines.add(line.indexOf('\t') < 0 ? line : expandTabs(line));
        }
        return lines;
    }

    private static String expandTabs(String line) {
        StringBuilder expanded = new StringBuilder();
        for (String part : line.splitWithDelimiters("\t", -1)) {
            if (part.equals("\t")) {
                expanded.append(" ".repeat(TAB - DisplayWidth.of(expanded.toString()) % TAB));
            } else {
                expanded.append(part);
            }
        }
        return expanded.toString();
    }
}
