package dev.postern.broker.index;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Cuts COPY data in text or CSV form into lines and fields. Not thread-safe.
final class CopyLines {

    /// A longer line is cut in two.
    private static final int MAX_LINE_BYTES = 1 << 20;

    private static final int PIECE_BYTES = 8 * 1024;

    private final byte[] piece = new byte[PIECE_BYTES];
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();
    private long row;

    /// Is told of lines.
    @FunctionalInterface
    interface Sink {

        /// Takes a line.
        ///
        /// @param row  from 1
        /// @param from index in `bytes`, which are valid during the call
        void line(long row, byte[] bytes, int from, int length);
    }

    /// Takes the bytes of `data` between `from` and `to`.
    void add(ByteBuffer data, int from, int to, Sink sink) {
        for (int at = from; at < to; at += PIECE_BYTES) {
            int length = Math.min(PIECE_BYTES, to - at);
            data.get(at, piece, 0, length);
            addPiece(length, sink);
        }
    }

    private void addPiece(int length, Sink sink) {
        int from = 0;
        while (from < length) {
            int most = Math.min(length, from + MAX_LINE_BYTES - part.size());
            int to = from;
            while (to < most && piece[to] != '\n') {
                to++;
            }
            boolean isEnd = to < length && piece[to] == '\n';
            if (isEnd && part.size() == 0) {
                tell(piece, from, to - from, sink);
            } else {
                part.write(piece, from, to - from);
                if (isEnd || part.size() >= MAX_LINE_BYTES) {
                    end(sink);
                }
            }
            from = isEnd ? to + 1 : to;
        }
    }

    /// Tells the line that has no end.
    void end(Sink sink) {
        tell(part.toByteArray(), 0, part.size(), sink);
        part.reset();
    }

    private void tell(byte[] bytes, int from, int length, Sink sink) {
        if (length > 0) {
            row++;
            sink.line(row, bytes, from, length);
        }
    }

    /// Whether nothing in a line stands for something else: its fields are what lies between its [#separator]s.
    static boolean isPlain(byte[] line, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (line[i] == '\\' || line[i] == '"') {
                return false;
            }
        }
        return true;
    }

    /// What is between the fields of a line: tabs, or commas if it has no tab.
    static byte separator(byte[] line, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (line[i] == '\t') {
                return '\t';
            }
        }
        return ',';
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
