package dev.postern.cli.console;

import java.util.ArrayList;
import java.util.List;

/// Columns of text under headings, each as wide as its widest cell.
public final class Table {

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    /// A table without rows.
    public Table(String... headings) {
        this.headings = List.of(headings);
    }

    /// Adds a row with one cell a heading; control characters become visible.
    public void row(String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells for " + headings.size() + " headings");
        }
        List<String> safe = new ArrayList<>();
        for (String cell : cells) {
            safe.add(SafeText.line(cell));
        }
        rows.add(safe);
    }

    /// Whether there is no row.
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /// The table as lines, each ending in a line feed, without trailing spaces.
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        append(out, headings);
        rows.forEach(row -> append(out, row));
        return out.toString();
    }

    private void append(StringBuilder out, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            line.append(cell).repeat(' ', width(i) - length(cell) + 2);
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    private int width(int column) {
        int width = length(headings.get(column));
        for (List<String> row : rows) {
            width = Math.max(width, length(row.get(column)));
        }
        return width;
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
