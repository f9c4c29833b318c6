package dev.postern.broker.mask;

import dev.postern.export.ClientEncoding;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Masks the fields of COPY data as it comes, record by record. Not thread-safe.
///
/// A field whose column nobody names is masked; so is a record longer than [#MAX_RECORD_BYTES].
final class CopyMask {

    static final int MAX_RECORD_BYTES = 8 << 20;
    private static final String NULL = "\\N";
    private static final String END = "\\.";

    private final SqlReading.CopyForm form;
    private final ClientEncoding encoding;
    private final Fields fields;
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();
    private final SqlReading reading;
    private List<Verdict> columns;
    private boolean isHeaderDue;
    private boolean isQuoted;
    private boolean isTooLong;
    private long row;

    CopyMask(SqlReading reading, ClientEncoding encoding, Fields fields) {
        this.reading = reading;
        this.form = reading.copyForm();
        this.columns = reading.copyColumns();
        this.isHeaderDue = hasHeader(reading);
        this.encoding = encoding;
        this.fields = fields;
    }

    /// Whether the data may begin with the names of its columns.
    static boolean hasHeader(SqlReading reading) {
        return reading.sql().toLowerCase(Locale.ROOT).contains("header");
    }

    /// Masks one field.
    @FunctionalInterface
    interface Fields {
        /// What is shown of the field.
        ///
        /// @param row    from 1
        /// @param column from 1
        String shown(Verdict verdict, long row, int column, String text);
    }

    /// Takes the next bytes; returns the records that are whole now, masked.
    ByteBuffer add(ByteBuffer bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            byte b = bytes.get(i);
            isQuoted ^= form.isCsv() && b == '"';
            if (b == '\n' && !isQuoted) {
                record(out);
                out.write('\n');
            } else if (part.size() < MAX_RECORD_BYTES) {
                part.write(b);
            } else {
                isTooLong = true;
            }
        }
        return ByteBuffer.wrap(out.toByteArray());
    }

    /// What is left: a record without an end.
    ByteBuffer end() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (part.size() > 0) {
            record(out);
        }
        return ByteBuffer.wrap(out.toByteArray());
    }

    private void record(ByteArrayOutputStream out) {
        String text = encoding.decode(ByteBuffer.wrap(part.toByteArray())).text();
        part.reset();
        String end = text.endsWith("\r") ? "\r" : "";
        String record = text.substring(0, text.length() - end.length());
        String shown;
        if (isTooLong) {
            isTooLong = false;
            row++;
            shown = fields.shown(Verdict.UNNAMED, row, 1, record);
        } else if (isHeaderDue) {
            isHeaderDue = false;
            header(record);
            shown = record;
        } else {
            shown = record.equals(END) ? record : masked(record);
        }
        ByteBuffer bytes = TextForms.bytes(shown + end, encoding);
        while (bytes.hasRemaining()) {
            out.write(bytes.get());
        }
    }

    private void header(String record) {
        if (columns.isEmpty()) {
            List<Verdict> named = new ArrayList<>();
            for (String name : split(record)) {
                named.add(reading.name(unquoted(name)));
            }
            columns = named;
        }
    }

    private String masked(String record) {
        row++;
        StringBuilder out = new StringBuilder();
        int number = 0;
        for (String field : split(record)) {
            number++;
            out.append(number == 1 ? "" : Character.toString(form.delimiter()));
            Verdict verdict = number <= columns.size() ? columns.get(number - 1) : Verdict.UNNAMED;
            String bare = unquoted(field);
            if (bare.isEmpty() || bare.equals(NULL)) {
                out.append(field);
            } else {
                String shown = fields.shown(verdict, row, number, bare);
                out.append(shown.equals(bare) ? field : quotedAs(field, shown));
            }
        }
        return out.toString();
    }

    private static String quotedAs(String field, String shown) {
        return field.startsWith("\"") ? '"' + shown.replace("\"", "\"\"") + '"' : shown;
    }

    private String unquoted(String field) {
        boolean isInQuotes =
                form.isCsv()
                        && field.length() > 1
                        && field.startsWith("\"")
                        && field.endsWith("\"");
        return isInQuotes ? field.substring(1, field.length() - 1).replace("\"\"", "\"") : field;
    }

    private List<String> split(String record) {
        List<String> found = new ArrayList<>();
        boolean isInQuotes = false;
        int start = 0;
        for (int i = 0; i < record.length(); i++) {
            char c = record.charAt(i);
            if (!form.isCsv() && c == '\\') {
                i++;
            } else if (form.isCsv() && c == '"') {
                isInQuotes = !isInQuotes;
            } else if (c == form.delimiter() && !isInQuotes) {
                found.add(record.substring(start, i));
                start = i + 1;
            }
        }
        found.add(record.substring(Math.min(start, record.length())));
        return found;
    }
}
