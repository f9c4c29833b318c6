package dev.postern.cli.player;

import dev.postern.export.DisplayWidth;

import java.util.ArrayList;
import java.util.List;

/// Rows as psql's aligned format with border 1 shows them.
final class AlignedRows {

    private AlignedRows() {}

    /// The heading, a rule and the rows; a cell of several lines goes on below, marked with `+`.
    static List<String> of(List<Result.Column> columns, List<List<String>> rows) {
        List<List<String>> names = columns.stream().map(c -> Text.lines(c.name())).toList();
        List<List<List<String>>> cells =
                rows.stream().map(row -> row.stream().map(Text::lines).toList()).toList();
        int[] widths = new int[columns.size()];
        widen(widths, names);
        cells.forEach(row -> widen(widths, row));
        List<String> lines = new ArrayList<>();
        addHeading(names, widths, lines);
        for (List<List<String>> row : cells) {
            addRow(columns, row, widths, lines);
        }
        return lines;
    }

    private static void widen(int[] widths, List<List<String>> cells) {
        for (int i = 0; i < Math.min(widths.length, cells.size()); i++) {
            for (String line : cells.get(i)) {
                widths[i] = Math.max(widths[i], DisplayWidth.of(line));
            }
        }
    }

    private static void addHeading(List<List<String>> names, int[] widths, List<String> lines) {
        StringBuilder heading = new StringBuilder();
        StringBuilder rule = new StringBuilder(widths.length == 0 ? "--" : "");
        for (int i = 0; i < widths.length; i++) {
            String name = String.join(" ", names.get(i));
            int space = Math.max(0, widths[i] - DisplayWidth.of(name));
            heading.append(i == 0 ? " " : "| ")
                    .append(" ".repeat(space / 2))
                    .append(name)
                    .append(" ".repeat((space + 1) / 2))
                    .append(' ');
            rule.append(i == 0 ? "" : "+").append("-".repeat(widths[i] + 2));
        }
        lines.add(heading.toString().stripTrailing());
        lines.add(rule.toString());
    }

    private static void addRow(
            List<Result.Column> columns, List<List<String>> row, int[] widths, List<String> lines) {
        int height = row.stream().mapToInt(List::size).max().orElse(1);
        for (int at = 0; at < height; at++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                List<String> cell = i < row.size() ? row.get(i) : List.of();
                String text = at < cell.size() ? cell.get(at) : "";
                String space = " ".repeat(Math.max(0, widths[i] - DisplayWidth.of(text)));
                boolean isNumber = columns.get(i).isNumber();
                line.append(i == 0 ? " " : "| ")
                        .append(isNumber ? space : "")
                        .append(text)
                        .append(isNumber ? "" : space)
                        .append(at + 1 < cell.size() ? "+" : " ");
            }
            lines.add(line.toString().stripTrailing());
        }
    }
}
