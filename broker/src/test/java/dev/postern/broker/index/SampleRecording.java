package dev.postern.broker.index;

import dev.postern.recording.BlockSealer;
import dev.postern.recording.FactKind;
import dev.postern.recording.RecordingEnd;
import dev.postern.recording.RecordingWriter;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingId;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// Writes the recording of a small session of Ada's on the target `orders`, statement by statement.
final class SampleRecording implements AutoCloseable {

    private final BlockSealer sealer = new BlockSealer(byte[]::new);
    private final RecordingWriter writer;
    private long micros = 100;

    /// Begins the recording of `session`; the session is signed in and idle.
    SampleRecording(Path file, String session, String application) throws IOException {
        RecordingId id = RecordingId.parse(session);
        writer =
                RecordingWriter.create(
                        file,
                        new RecordingWriter.Start(id, id.epochMillis(), Map.of()),
                        null,
                        sealer);
        writer.append(
                FactKind.SESSION_STARTED,
                0,
                Map.of(
                        "session",
                        session,
                        "startedAt",
                        "2026-11-21T01:20:03.123456Z",
                        "person",
                        Map.of(
                                "issuer",
                                "https://id",
                                "subject",
                                "7",
                                "name",
                                "Ada",
                                "email",
                                "ada@x"),
                        "target",
                        "orders",
                        "database",
                        "shop",
                        "databaseRole",
                        "app_read",
                        "client",
                        Map.of("address", "127.0.0.1:5", "application", application)));
        byte[] parameters = utf8("user\0app_read\0database\0shop\0\0");
        ByteBuffer startup = ByteBuffer.allocate(8 + parameters.length);
        startup.putInt(8 + parameters.length).putInt(196608).put(parameters).flip();
        writer.append(Origin.FRONTEND, 10, startup);
        writer.append(Origin.BROKER_TO_FRONTEND, 20, message('R', new byte[4]));
        writer.append(Origin.BACKEND, 25, message('Z', utf8("I")));
    }

    /// A simple query that returns one row with one number.
    void query(String sql) throws IOException {
        query(sql, "SELECT 1");
    }

    /// A simple query that returns one row with one number and ends with `tag`.
    void query(String sql, String tag) throws IOException {
        ByteBuffer column = ByteBuffer.allocate(23);
        column.putShort((short) 1).put(utf8("id\0")).putInt(0).putShort((short) 0);
        column.putInt(23).putShort((short) 4).putInt(-1).putShort((short) 0).flip();
        byte[] description = new byte[column.remaining()];
        column.get(description);
        ByteBuffer row = ByteBuffer.allocate(7).putShort((short) 1).putInt(1).put((byte) '7');
        writer.append(Origin.FRONTEND, micros, message('Q', utf8(sql + "\0")));
        writer.append(
                Origin.BACKEND,
                micros + 10,
                joined(
                        message('T', description),
                        message('D', row.array()),
                        message('C', utf8(tag + "\0")),
                        message('Z', utf8("I"))));
        micros += 100;
    }

    /// A simple query that returns rows of one text column.
    void rows(String sql, String column, String... values) throws IOException {
        byte[] name = utf8(column + "\0");
        ByteBuffer description = ByteBuffer.allocate(20 + name.length);
        description.putShort((short) 1).put(name).putInt(0).putShort((short) 0);
        description.putInt(25).putShort((short) -1).putInt(-1).putShort((short) 0);
        writer.append(Origin.FRONTEND, micros, message('Q', utf8(sql + "\0")));
        writer.append(Origin.BACKEND, micros + 5, message('T', description.array()));
        for (String value : values) {
            ByteBuffer row = ByteBuffer.allocate(6 + utf8(value).length);
            row.putShort((short) 1).putInt(utf8(value).length).put(utf8(value));
            writer.append(Origin.BACKEND, micros + 10, message('D', row.array()));
        }
        writer.append(
                Origin.BACKEND,
                micros + 15,
                joined(
                        message('C', utf8("SELECT " + values.length + "\0")),
                        message('Z', utf8("I"))));
        micros += 100;
    }

    /// `COPY ... TO STDOUT` that sends these pieces of data.
    void copyOut(String sql, String... pieces) throws IOException {
        writer.append(Origin.FRONTEND, micros, message('Q', utf8(sql + "\0")));
        writer.append(Origin.BACKEND, micros + 5, message('H', new byte[] {0, 0, 1, 0, 0}));
        for (String piece : pieces) {
            writer.append(Origin.BACKEND, micros + 10, message('d', utf8(piece)));
        }
        writer.append(
                Origin.BACKEND,
                micros + 15,
                joined(
                        message('c', new byte[0]),
                        message('C', utf8("COPY 1\0")),
                        message('Z', utf8("I"))));
        micros += 100;
    }

    /// Parse, Bind and Execute of the unnamed statement with text parameters, answered with `tag`.
    void execute(String sql, String tag, String... parameters) throws IOException {
        int length = 8;
        for (String parameter : parameters) {
            length += 4 + utf8(parameter).length;
        }
        ByteBuffer bind = ByteBuffer.allocate(length);
        bind.putShort((short) 0).putShort((short) 0).putShort((short) parameters.length);
        for (String parameter : parameters) {
            bind.putInt(utf8(parameter).length).put(utf8(parameter));
        }
        bind.putShort((short) 0);
        writer.append(
                Origin.FRONTEND,
                micros,
                joined(
                        message('P', utf8("\0" + sql + "\0\0\0")),
                        message('B', bind.array()),
                        message('E', new byte[5]),
                        message('S', new byte[0])));
        writer.append(
                Origin.BACKEND,
                micros + 10,
                joined(
                        message('1', new byte[0]),
                        message('2', new byte[0]),
                        message('C', utf8(tag + "\0")),
                        message('Z', utf8("I"))));
        micros += 100;
    }

    /// A simple query that the server refuses with SQLSTATE 42501.
    void refused(String sql, String error) throws IOException {
        writer.append(Origin.FRONTEND, micros, message('Q', utf8(sql + "\0")));
        writer.append(
                Origin.BACKEND,
                micros + 10,
                joined(
                        message('E', utf8("SERROR\0VERROR\0C42501\0M" + error + "\0\0")),
                        message('Z', utf8("I"))));
        micros += 100;
    }

    /// A simple query without an answer yet.
    void asked(String sql) throws IOException {
        writer.append(Origin.FRONTEND, micros, message('Q', utf8(sql + "\0")));
        micros += 100;
    }

    /// The answer to the last [#asked].
    void answered(String tag) throws IOException {
        writer.append(
                Origin.BACKEND,
                micros,
                joined(message('C', utf8(tag + "\0")), message('Z', utf8("I"))));
        micros += 100;
    }

    void flush() throws IOException {
        writer.flush();
    }

    /// The client says goodbye.
    void finish() throws IOException {
        writer.append(
                FactKind.SESSION_ENDED, micros, Map.of("reason", "client-closed", "text", ""));
        writer.finish(
                RecordingEnd.of("client-closed")
                        .judged(Map.of("complete", true, "ended", "known")));
    }

    @Override
    public void close() throws IOException {
        writer.close();
        sealer.close();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteBuffer message(char type, byte[] body) {
        ByteBuffer message = ByteBuffer.allocate(5 + body.length);
        return message.put((byte) type).putInt(4 + body.length).put(body).flip();
    }

    private static ByteBuffer joined(ByteBuffer... messages) {
        int length = 0;
        for (ByteBuffer message : messages) {
            length += message.remaining();
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (ByteBuffer message : messages) {
            all.put(message);
        }
        return all.flip();
    }
}
