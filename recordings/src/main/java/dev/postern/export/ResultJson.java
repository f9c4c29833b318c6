package dev.postern.export;

import dev.postern.event.SessionEvent.Column;
import dev.postern.event.SessionEvent.Parameter;
import dev.postern.event.SessionEvent.ServerReport;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Cells, columns, parameters and reports as the JSON values of the HTTP API.
public final class ResultJson {

    private ResultJson() {}

    /// The columns of a result.
    public static List<Object> columns(List<Column> columns) {
        List<Object> all = new ArrayList<>();
        for (Column column : columns) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            object.put("name", column.name());
            object.put("type", column.typeOid());
            object.put("typeName", TypeNames.of(column.typeOid()));
            object.put("tableOid", column.tableOid());
            object.put("attribute", column.attribute());
            object.put("binary", column.binary());
            all.add(object);
        }
        return all;
    }

    /// The cells of a row; longer ones than `maxBytes` are cut.
    public static List<@Nullable Object> row(
            List<@Nullable ByteBuffer> cells,
            List<Column> columns,
            ClientEncoding encoding,
            int maxBytes) {
        List<@Nullable Object> row = new ArrayList<>(cells.size());
        for (int i = 0; i < cells.size(); i++) {
            ByteBuffer cell = cells.get(i);
            Column column = i < columns.size() ? columns.get(i) : null;
            boolean binary = column != null && column.binary();
            row.add(
                    cell == null
                            ? null
                            : cell(
                                    cell,
                                    column == null ? 0 : column.typeOid(),
                                    binary,
                                    encoding,
                                    maxBytes));
        }
        return row;
    }

    private static Object cell(
            ByteBuffer cell, int type, boolean binary, ClientEncoding encoding, int maxBytes) {
        boolean cut = cell.remaining() > maxBytes;
        ByteBuffer part = cut ? cell.slice(cell.position(), maxBytes) : cell;
        ValueText value = ValueText.of(type, binary, part, encoding);
        if (!cut
                && (value.form() == ValueText.Form.TEXT
                        || value.form() == ValueText.Form.FROM_BINARY)) {
            return value.text();
        }
        Map<String, Object> object = new LinkedHashMap<>();
        boolean isText = value.form() == ValueText.Form.TEXT || (cut && !binary);
        object.put(isText ? "text" : "hex", isText ? value.text() : ValueText.digits(part));
        object.put("bytes", cell.remaining());
        if (cut) {
            object.put("truncated", true);
        }
        return object;
    }

    static Object bytes(ByteBuffer bytes, ClientEncoding encoding, int maxBytes) {
        return cell(bytes, 0, false, encoding, maxBytes);
    }

    /// The values bound to a statement; longer texts than `maxBytes` bytes are cut.
    public static List<Object> parameters(
            List<Parameter> parameters, ClientEncoding encoding, int maxBytes) {
        List<Object> all = new ArrayList<>();
        for (Parameter parameter : parameters) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            ByteBuffer value = parameter.value();
            object.put("type", parameter.typeOid());
            object.put("typeName", TypeNames.of(parameter.typeOid()));
            object.put("text", value == null ? null : text(parameter, value, encoding, maxBytes));
            object.put("null", value == null);
            if (value != null && value.remaining() > maxBytes) {
                object.put("truncated", true);
                object.put("bytes", value.remaining());
            }
            all.add(object);
        }
        return all;
    }

    private static String text(
            Parameter parameter, ByteBuffer value, ClientEncoding encoding, int maxBytes) {
        ByteBuffer part =
                value.remaining() > maxBytes ? value.slice(value.position(), maxBytes) : value;
        return ValueText.of(parameter.typeOid(), parameter.binary(), part, encoding).text();
    }

    /// An error or notice.
    public static Map<String, @Nullable Object> report(ServerReport report) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("severity", report.severity());
        object.put("sqlState", report.sqlState());
        object.put("message", report.text());
        object.put("detail", report.fields().get('D'));
        object.put("hint", report.fields().get('H'));
        String position = report.fields().get('P');
        boolean isNumber = position != null && position.matches("[0-9]{1,9}");
        object.put("position", isNumber ? Integer.valueOf(position) : null);
        return object;
    }
}
