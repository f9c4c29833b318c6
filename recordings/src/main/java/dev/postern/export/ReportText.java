package dev.postern.export;

import dev.postern.event.SessionEvent.ServerReport;

import java.util.Map;

/// An ErrorResponse or NoticeResponse as psql prints it with default verbosity.
///
/// Source: `pqBuildErrorMessage3` and `reportErrorPosition` in libpq's `fe-protocol3.c`.
final class ReportText {

    private static final int SHOWN_COLUMNS = 60;
    private static final int MIN_RIGHT = 10;

    private ReportText() {}

    /// The lines of the report, each ended by a newline, with control characters escaped.
    ///
    /// @param sql       the statement that the position refers to, or empty
    /// @param isNotice  notices do not show their context
    static String of(ServerReport report, String sql, boolean isNotice) {
        Map<Character, String> fields = report.fields();
        StringBuilder text = new StringBuilder();
        text.append(Visible.line(fields.getOrDefault('S', report.severity())))
                .append(":  ")
                .append(Visible.text(report.text()))
                .append('\n');
        if (fields.containsKey('P')) {
            appendPosition(text, sql, fields.getOrDefault('P', ""));
        } else if (fields.containsKey('p')) {
            appendPosition(text, fields.getOrDefault('q', ""), fields.getOrDefault('p', ""));
        }
        append(text, "DETAIL:  ", fields.get('D'));
        append(text, "HINT:  ", fields.get('H'));
        if (!fields.containsKey('p')) {
            append(text, "QUERY:  ", fields.get('q'));
        }
        if (!isNotice) {
            append(text, "CONTEXT:  ", fields.get('W'));
        }
        return text.toString();
    }

    private static void append(
            StringBuilder text, String label, @org.jspecify.annotations.Nullable String value) {
        if (value != null) {
            text.append(label).append(Visible.text(value)).append('\n');
        }
    }

    private static void appendPosition(StringBuilder out, String sql, String position) {
        int[] points = sql.codePoints().toArray();
        int at = parse(position) - 1;
        if (at < 0 || at > points.length || points.length == 0) {
            return;
        }
        int line = 1;
        int begin = 0;
        for (int i = 0; i < at; i++) {
            if (points[i] == '\n') {
                line++;
                begin = i + 1;
            }
        }
        int end = at;
        while (end < points.length && points[end] != '\n') {
            end++;
        }
        appendCut(out, points, new int[] {begin, at, end}, "LINE " + line + ": ");
    }

    private static void appendCut(StringBuilder out, int[] points, int[] marks, String label) {
        int begin = marks[0];
        int at = marks[1];
        int end = marks[2];
        boolean cutEnd = false;
        boolean cutBegin = false;
        if (width(points, begin, end) > SHOWN_COLUMNS) {
            if (width(points, begin, at) + MIN_RIGHT <= SHOWN_COLUMNS) {
                while (width(points, begin, end) > SHOWN_COLUMNS) {
                    end--;
                    cutEnd = true;
                }
            } else {
                while (width(points, at, end) > MIN_RIGHT) {
                    end--;
                    cutEnd = true;
                }
                while (width(points, begin, end) > SHOWN_COLUMNS) {
                    begin++;
                    cutBegin = true;
                }
            }
        }
        String before = Visible.line(shown(points, begin, at));
        out.append(label)
                .append(cutBegin ? "..." : "")
                .append(before)
                .append(Visible.line(shown(points, at, end)))
                .append(cutEnd ? "..." : "")
                .append('\n')
                .append(" ".repeat(label.length() + (cutBegin ? 3 : 0) + DisplayWidth.of(before)))
                .append("^\n");
    }

    private static String shown(int[] points, int from, int to) {
        return new String(points, from, to - from).replace('\t', ' ').replace("\r", "");
    }

    private static int width(int[] points, int from, int to) {
        int width = 0;
        for (int i = from; i < to && width <= 1 << 20; i++) {
            width += DisplayWidth.of(points[i]);
        }
        return width;
    }

    private static int parse(String number) {
        try {
            return Integer.parseInt(number);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
