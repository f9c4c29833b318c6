package dev.postern.cli.system;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Frontend messages as bytes, written here by hand so that the tests do not lean on the code they test.
final class Messages {

    /// Stands for SQL NULL among bound values.
    static final byte[] NULL = {};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static Messages start() {
        return new Messages();
    }

    /// A StartupMessage, or another untyped packet, with these parameters.
    static byte[] startup(int version, Map<String, String> parameters) {
        Body body = new Body().int32(version);
        parameters.forEach((name, value) -> body.text(name).text(value));
        body.int8(0);
        return ByteBuffer.allocate(4 + body.size())
                .putInt(4 + body.size())
                .put(body.bytes())
                .array();
    }

    Messages query(String sql) {
        return message('Q', new Body().text(sql));
    }

    Messages parse(String name, String sql, int... types) {
        Body body = new Body().text(name).text(sql).int16(types.length);
        Arrays.stream(types).forEach(body::int32);
        return message('P', body);
    }

    /// Bind with one format code for all parameters and one for all results; [#NULL] is a null value.
    Messages bind(
            String portal, String statement, int format, int resultFormat, List<byte[]> values) {
        Body body =
                new Body().text(portal).text(statement).int16(1).int16(format).int16(values.size());
        for (byte[] value : values) {
            body.value(value);
        }
        return message('B', body.int16(1).int16(resultFormat));
    }

    Messages bindText(String portal, String statement, String... values) {
        return bind(
                portal,
                statement,
                0,
                0,
                Arrays.stream(values).map(v -> v.getBytes(StandardCharsets.UTF_8)).toList());
    }

    Messages describe(char kind, String name) {
        return message('D', new Body().int8(kind).text(name));
    }

    Messages execute(String portal, int maxRows) {
        return message('E', new Body().text(portal).int32(maxRows));
    }

    Messages close(char kind, String name) {
        return message('C', new Body().int8(kind).text(name));
    }

    Messages sync() {
        return message('S', new Body());
    }

    Messages flush() {
        return message('H', new Body());
    }

    Messages copyData(String data) {
        return message('d', new Body().raw(data.getBytes(StandardCharsets.UTF_8)));
    }

    Messages copyDone() {
        return message('c', new Body());
    }

    Messages copyFail(String reason) {
        return message('f', new Body().text(reason));
    }

    /// FunctionCall with binary arguments and a binary result.
    Messages call(int function, List<byte[]> arguments) {
        Body body = new Body().int32(function).int16(1).int16(1).int16(arguments.size());
        arguments.forEach(body::value);
        return message('F', body.int16(1));
    }

    Messages raw(char type, byte[] body) {
        return message(type, new Body().raw(body));
    }

    static byte[] int4(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private Messages message(char type, Body body) {
        out.write(type);
        out.writeBytes(int4(4 + body.size()));
        out.writeBytes(body.bytes());
        return this;
    }

    /// The body of a message under construction.
    private static final class Body {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Body int8(int value) {
            out.write(value);
            return this;
        }

        Body int16(int value) {
            out.write(value >> 8);
            out.write(value);
            return this;
        }

        Body int32(int value) {
            out.writeBytes(int4(value));
            return this;
        }

        Body text(String text) {
            out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            out.write(0);
            return this;
        }

        Body raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        @SuppressWarnings(
                "ReferenceEquality") // NULL is a marker: an empty array that is not it is an empty
        // value
        Body value(byte[] bytes) {
            return bytes == NULL ? int32(-1) : int32(bytes.length).raw(bytes);
        }

        int size() {
            return out.size();
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
