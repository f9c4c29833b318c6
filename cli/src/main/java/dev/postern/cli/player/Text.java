package dev.postern.cli.player;

import dev.postern.export.DisplayWidth;
import dev.postern.export.Visible;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Recorded text in columns of a terminal, with nothing that a terminal would interpret.
final class Text {

    private static final int TAB = 8;

    private Text() {}

    /// One line, however many there were.
    static String line(String text) {
        return Visible.line(text.strip().replaceAll("[ \\t\\r\\n]+", " "));
    }

    /// Its lines, with tabs as spaces; at least one.
    static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : Visible.text(text.replace("\r\n", "\n")).split("\n", -1)) {
            lines.add(untabbed(line));
        }
        return lines;
    }

    private static String untabbed(String line) {
        if (line.indexOf('\t') < 0) {
            return line;
        }
        StringBuilder out = new StringBuilder();
        for (String part : line.splitWithDelimiters("\t", -1)) {
            if (part.equals("\t")) {
                out.append(" ".repeat(TAB - DisplayWidth.of(out.toString()) % TAB));
            } else {
                out.append(part);
            }
        }
        return out.toString();
    }

    /// Exactly `columns` wide: cut with `…`, or filled up with spaces.
    static String fill(String text, int columns) {
        if (columns <= 0) {
            return "";
        }
        String fitted = DisplayWidth.fit(text, columns);
        return fitted + " ".repeat(Math.max(0, columns - DisplayWidth.of(fitted)));
    }

    /// As [#fill], at the right edge.
    static String right(String text, int columns) {
        String fitted = DisplayWidth.fit(text, Math.max(0, columns));
        return " ".repeat(Math.max(0, columns - DisplayWidth.of(fitted))) + fitted;
    }

    /// `text` without its first `columns`; of a wide character that is cut through a space stays.
    static String from(String text, int columns) {
        int passed = 0;
        int at = 0;
        while (at < text.length() && passed < columns) {
            int codePoint = text.codePointAt(at);
            passed += DisplayWidth.of(codePoint);
            at += Character.charCount(codePoint);
        }
        while (columns > 0 && at < text.length() && DisplayWidth.of(text.codePointAt(at)) == 0) {
            at += Character.charCount(text.codePointAt(at));
        }
        return " ".repeat(Math.max(0, passed - columns)) + text.substring(at);
    }

    /// Seconds in at most six characters: `312us`, `3.2ms`, `12.4s`, `5m02s`, `3h07m`.
    static String duration(double seconds) {
        if (Double.isNaN(seconds)) {
            return "-";
        }
        double micros = Math.max(0, seconds) * 1e6;
        if (micros < 1_000) {
            return String.format(Locale.ROOT, "%.0fus", micros);
        }
        if (micros < 1_000_000) {
            return String.format(Locale.ROOT, micros < 100_000 ? "%.1fms" : "%.0fms", micros / 1e3);
        }
        long whole = (long) seconds;
        if (whole < 60) {
            return String.format(Locale.ROOT, "%.1fs", seconds);
        }
        return whole < 3_600
                ? String.format(Locale.ROOT, "%dm%02ds", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%dh%02dm", whole / 3_600, whole % 3_600 / 60);
    }
}
