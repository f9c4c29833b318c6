package dev.postern.cli.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The log of a PostgreSQL with `log_destination = csvlog` and `log_statement = all`: what a server says it ran.
/// Source: the PostgreSQL manual, "Using CSV-Format Log Output".
final class ServerLog {

    private static final int SEVERITY = 11;
    private static final int SQL_STATE = 12;
    private static final int MESSAGE = 13;
    private static final int DETAIL = 14;
    private static final int APPLICATION = 22;

    /// One line of the log.
    ///
    /// @param message such as `statement: select 1`, `execute <unnamed>: select $1` or an error's text
    /// @param detail  such as `Parameters: $1 = '5'`, or empty
    record Line(String severity, String sqlState, String message, String detail) {}

    private ServerLog() {}

    /// What the server logged of sessions with that application_name, in its order.
    static List<Line> of(Path file, String application) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (List<String> row : rows(Files.readString(file, StandardCharsets.UTF_8))) {
            if (row.size() > APPLICATION && row.get(APPLICATION).equals(application)) {
                lines.add(
                        new Line(
                                row.get(SEVERITY),
                                row.get(SQL_STATE),
                                row.get(MESSAGE),
                                row.get(DETAIL)));
            }
        }
        return lines;
    }

    private static List<List<String>> rows(String csv) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < csv.length(); i++) {
            char c = csv.charAt(i);
            if (quoted && c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
                field.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == '\n')) {
                row.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    rows.add(row);
                    row = new ArrayList<>();
                }
            } else {
                field.append(c);
            }
        }
        return rows;
    }
}
