package dev.postern.export;

import java.util.ArrayList;
import java.util.List;

/// Reads CSV as RFC 4180 has it, and nothing else.
final class CsvReader {

    private CsvReader() {}

    /// The records, each with its fields.
    static List<List<String>> read(String text) {
        List<List<String>> records = new ArrayList<>();
        List<String> record = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            StringBuilder field = new StringBuilder();
            if (text.charAt(at) == '"') {
                at++;
                while (text.charAt(at) != '"' || text.startsWith("\"\"", at)) {
                    field.append(text.charAt(at));
                    at += text.charAt(at) == '"' ? 2 : 1;
                }
                at++;
            } else {
                while (",\"\r\n".indexOf(text.charAt(at)) < 0) {
                    field.append(text.charAt(at));
                    at++;
                }
            }
            record.add(field.toString());
            if (text.startsWith("\r\n", at)) {
                records.add(record);
                record = new ArrayList<>();
                at += 2;
            } else if (text.charAt(at) == ',') {
                at++;
            } else {
                throw new IllegalArgumentException("no end of a field at " + at);
            }
        }
        return records;
    }
}
