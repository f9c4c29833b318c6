package dev.postern.broker.index;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Cuts COPY data in text or CSV form into lines and fields. Not thread-safe.
final class CopyLines {

    /// A longer line is cut in two.
    private static final int MAX_LINE_BYTES = 1 << 20;

    private final ByteArrayOutputStream part = new ByteArrayOutputStream();
    private long row;

    /// Is told of lines.
    @FunctionalInterface
    interface Sink {
        void line(long row, ByteBuffer line);
    }

    void add(ByteBuffer bytes, Sink sink) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            byte b = bytes.get(i);
            if (b == '\n' || part.size() >= MAX_LINE_BYTES) {
                end(sink);
            }
            if (b != '\n') {
                part.write(b);
            }
        }
    }

    /// Tells the line that has no end.
    void end(Sink sink) {
        if (part.size() > 0) {
            row++;
            sink.line(row, ByteBuffer.wrap(part.toByteArray()));
            part.reset();
        }
    }

    /// The fields of a line: between tabs, or between commas if it has no tab.
    static List<String> fields(String line) {
        return line.indexOf('\t') >= 0 ? tabbed(line) : commas(line);
    }

    private static List<String> tabbed(String line) {
        List<String> fields = new ArrayList<>();
        for (String field : line.split("\t", -1)) {
            if (!field.equals("\\N")) {
                fields.add(field.indexOf('\\') < 0 ? field : unescaped(field));
            } else {
                fields.add("");
            }
        }
        return fields;
    }

    private static String unescaped(String field) {
        StringBuilder text = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && i + 1 < field.length()) {
                i++;
                char escaped = field.charAt(i);
                text.append(
                        switch (escaped) {
                            case 't' -> '\t';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 'b' -> '\b';
                            case 'f' -> '\f';
                            case 'v' -> (char) 11;
                            default -> escaped;
                        });
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static List<String> commas(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                boolean twice = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
                if (twice) {
                    field.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
