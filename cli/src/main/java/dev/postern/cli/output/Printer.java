package dev.postern.cli.output;

import dev.postern.cli.console.SafeText;
import dev.postern.cli.console.Table;
import dev.postern.cli.console.Times;
import dev.postern.export.CsvRows;
import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Items and documents in each form that programs read, and tables of chosen fields.
final class Printer {

    private static final int SCHEMA_VERSION = 1;
    private static final String CSV_LINE_END = "\r\n";

    private Printer() {}

    /// The one document of a command, which tells the version of its shape first.
    static Map<String, @Nullable Object> document(Map<String, @Nullable Object> answer) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("schemaVersion", SCHEMA_VERSION);
        document.putAll(answer);
        return document;
    }

    /// One JSON object a line.
    static String lines(List<Map<String, @Nullable Object>> items) {
        StringBuilder out = new StringBuilder();
        for (Map<String, @Nullable Object> item : items) {
            out.append(Json.write(item)).append('\n');
        }
        return out.toString();
    }

    /// The items' fields as CSV, with a line of their names above; null is an empty field, an empty text is `""`.
    static String csv(List<Map<String, @Nullable Object>> items, List<String> columns) {
        StringBuilder out = new StringBuilder();
        out.append(csvNames(columns));
        for (Map<String, @Nullable Object> item : items) {
            out.append(csvLine(item, columns));
        }
        return out.toString();
    }

    static String csvNames(List<String> columns) {
        return String.join(",", columns.stream().map(CsvRows::field).toList()) + CSV_LINE_END;
    }

    static String csvLine(Map<String, @Nullable Object> item, List<String> columns) {
        List<String> cells = new ArrayList<>();
        for (String column : columns) {
            Object value = Items.value(item, column);
            cells.add(value == null ? "" : CsvRows.field(Items.text(value)));
        }
        return String.join(",", cells) + CSV_LINE_END;
    }

    /// What a path or a template gives, harmless in a terminal, with a line feed at the end.
    static String text(String found) {
        String text = SafeText.of(found);
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }

    /// The items' fields in columns.
    static Table table(
            List<Map<String, @Nullable Object>> items, List<String> fields, Times times) {
        Table table = new Table(fields.toArray(String[]::new));
        for (Map<String, @Nullable Object> item : items) {
            List<String> cells = new ArrayList<>();
            for (String field : fields) {
                cells.add(cell(item, field, times));
            }
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    /// One item's fields, a line each.
    static Table facts(Map<String, @Nullable Object> item, List<String> fields, Times times) {
        Table table = new Table("FIELD", "VALUE");
        fields.forEach(field -> table.row(field, cell(item, field, times)));
        return table;
    }

    /// A field in a cell for people.
    static String cell(Map<String, @Nullable Object> item, String field, Times times) {
        return times.cell(field, Items.cell(Items.value(item, field)));
    }
}
