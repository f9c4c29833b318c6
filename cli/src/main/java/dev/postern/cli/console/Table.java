package dev.postern.cli.console;

import dev.postern.export.DisplayWidth;

import java.util.ArrayList;
import java.util.List;

/// Columns of text under headings, each as wide as its widest cell.
public final class Table {

    /// Columns of the terminal that a cell keeps when its table is made to fit.
    private static final int NARROWEST = 8;

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
        return fitted(Integer.MAX_VALUE);
    }

    /// As [#toString], in lines of at most `columns`: the widest columns are made narrower, and what is cut off ends with
    /// `…`. The first stays whole, and no column gets narrower than its heading or [#NARROWEST], so lines may still be
    /// longer.
    public String fitted(int columns) {
        int[] widths = new int[headings.size()];
        long total = 2L * Math.max(0, widths.length - 1);
        for (int i = 0; i < widths.length; i++) {
            widths[i] = width(i);
            total += widths[i];
        }
        while (total > columns) {
            int widest = widest(widths);
            if (widest < 0) {
                break;
            }
            widths[widest]--;
            total--;
        }
        StringBuilder out = new StringBuilder();
        append(out, headings, widths);
        rows.forEach(row -> append(out, row, widths));
        return out.toString();
    }

    /// The widest column that may become narrower, or -1; the first never may: people type what it holds.
    private int widest(int[] widths) {
        int widest = -1;
        for (int i = 1; i < widths.length; i++) {
            boolean shrinks = widths[i] > Math.max(NARROWEST, DisplayWidth.of(headings.get(i)));
            if (shrinks && (widest < 0 || widths[i] > widths[widest])) {
                widest = i;
            }
        }
        return widest;
    }

    private static void append(StringBuilder out, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = DisplayWidth.fit(cells.get(i), widths[i]);
            line.append(cell).repeat(' ', widths[i] - DisplayWidth.of(cell) + 2);
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    private int width(int column) {
        int width = DisplayWidth.of(headings.get(column));
        for (List<String> row : rows) {
            width = Math.max(width, DisplayWidth.of(row.get(column)));
        }
        return width;
    }
}
