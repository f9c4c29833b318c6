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
        byte[] all = new byte[bytes.remaining()];
        bytes.get(bytes.position(), all);
        int from = 0;
        while (from < all.length) {
            int most = Math.min(all.length, from + MAX_LINE_BYTES - part.size());
            int to = from;
            while (to < most && all[to] != '\n') {
                to++;
            }
            boolean isEnd = to < all.length && all[to] == '\n';
            if (isEnd && part.size() == 0) {
                tell(ByteBuffer.wrap(all, from, to - from), sink);
            } else {
                part.write(all, from, to - from);
                if (isEnd || part.size() >= MAX_LINE_BYTES) {
                    end(sink);
                }
            }
            from = isEnd ? to + 1 : to;
        }
    }

    /// Tells the line that has no end.
    void end(Sink sink) {
        tell(ByteBuffer.wrap(part.toByteArray()), sink);
        part.reset();
    }

    private void tell(ByteBuffer line, Sink sink) {
        if (line.hasRemaining()) {
            row++;
            sink.line(row, line);
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
        int from = 0;
        while (from >= 0) {
            int comma = line.indexOf(',', from);
            int end = comma < 0 ? line.length() : comma;
            int quote = line.indexOf('"', from);
            if (quote >= 0 && quote < end) {
                quoted(line.substring(from), fields);
                return fields;
            }
            fields.add(line.substring(from, end));
            from = comma < 0 ? -1 : comma + 1;
        }
        return fields;
    }

    private static void quoted(String line, List<String> fields) {
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
    }
}
