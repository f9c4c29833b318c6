package dev.postern.broker.index;

import dev.postern.keys.DataKey;
import dev.postern.recording.BlockSealer;
import dev.postern.recording.FactKind;
import dev.postern.recording.RecordingEnd;
import dev.postern.recording.RecordingWriter;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes the recording of a session statement by statement; if nothing else is said, of Ada's on the target `orders`.
public final class SampleRecording implements AutoCloseable {

    private long nonces;
    private final BlockSealer sealer =
            new BlockSealer(count ->
                    ByteBuffer.allocate(count).putLong(count - Long.BYTES, ++nonces).array());
    private final RecordingWriter writer;
    private long micros = 100;
    private char status = 'I';

    /// Whose session it is and where.
    ///
    /// @param startedAt RFC 3339, in UTC
    record Who(
            String name,
            String email,
            String target,
            String database,
            String role,
            String application,
            String startedAt) {

        static Who ada(String application) {
            return new Who(
                    "Ada",
                    "ada@x",
                    "orders",
                    "shop",
                    "app_read",
                    application,
                    "2026-11-21T01:20:03.123456Z");
        }

        private Map<String, Object> facts(String session) {
            return Map.of(
                    "session",
                    session,
                    "startedAt",
                    startedAt,
                    "person",
                    Map.of(
                            "issuer",
                            "https://id",
                            "subject",
                            name.equals("Ada") ? "7" : email,
                            "name",
                            name,
                            "email",
                            email),
                    "target",
                    target,
                    "database",
                    database,
                    "databaseRole",
                    role,
                    "client",
                    Map.of("address", "127.0.0.1:5", "application", application));
        }
    }

    /// Begins the recording of a session of Ada's, in clear; the session is signed in and idle.
    public SampleRecording(Path file, String session, String application) throws IOException {
        this(file, session, application, Map.of());
    }

    /// As above, with other facts in place of the usual ones or beside them.
    SampleRecording(Path file, String session, String application, Map<String, Object> others)
            throws IOException {
        this(file, session, Who.ada(application), others, null);
    }

    /// Begins the recording of a session that is signed in and idle.
    ///
    /// @param key what it is encrypted under
    SampleRecording(Path file, String session, Who who, DataKey key) throws IOException {
        this(file, session, who, Map.of(), key);
    }

    private SampleRecording(
            Path file, String session, Who who, Map<String, Object> others, @Nullable DataKey key)
            throws IOException {
        RecordingId id = RecordingId.parse(session);
        writer =
                RecordingWriter.create(
                        file,
                        new RecordingWriter.Start(id, id.epochMillis(), Map.of()),
                        key,
                        sealer);
        Map<String, Object> facts = new HashMap<>(who.facts(session));
        facts.putAll(others);
        writer.append(FactKind.SESSION_STARTED, 0, facts);
        byte[] parameters = utf8("user\0" + who.role() + "\0database\0" + who.database() + "\0\0");
        ByteBuffer startup = ByteBuffer.allocate(8 + parameters.length);
        startup.putInt(8 + parameters.length).putInt(196608).put(parameters).flip();
        writer.append(Origin.FRONTEND, 10, startup);
        writer.append(Origin.BROKER_TO_FRONTEND, 20, message('R', new byte[4]));
        writer.append(Origin.BACKEND, 25, ready());
    }

    private ByteBuffer ready() {
        return message('Z', new byte[] {(byte) status});
    }

    /// Time passes in which nothing is sent.
    void idle(long passed) {
        micros += passed;
    }

    /// What the server says of transactions from now on: `I`, `T` or `E`.
    void status(char now) {
        status = now;
    }

    /// A simple query that returns rows of text columns.
    public void table(String sql, String[] columns, List<String[]> rows) throws IOException {
        int length = 2;
        for (String column : columns) {
            length += utf8(column).length + 19;
        }
        ByteBuffer description = ByteBuffer.allocate(length).putShort((short) columns.length);
        for (String column : columns) {
            description.put(utf8(column + "\0")).putInt(0).putShort((short) 0);
            description.putInt(25).putShort((short) -1).putInt(-1).putShort((short) 0);
        }
        writer.append(Origin.FRONTEND, micros, message('Q', utf8(sql + "\0")));
        answer(message('T', description.array()), rows);
    }

    /// Parse, Bind and Execute of the unnamed statement with text parameters, answered with rows.
    void executeRows(String sql, String[] parameters, List<String[]> rows) throws IOException {
        writer.append(Origin.FRONTEND, micros, executed(sql, parameters));
        answer(joined(message('1', new byte[0]), message('2', new byte[0])), rows);
    }

    private void answer(ByteBuffer first, List<String[]> rows) throws IOException {
        ByteBuffer[] messages = new ByteBuffer[rows.size() + 3];
        messages[0] = first;
        for (int i = 0; i < rows.size(); i++) {
            messages[i + 1] = message('D', values(rows.get(i)));
        }
        messages[rows.size() + 1] = message('C', utf8("SELECT " + rows.size() + "\0"));
        messages[rows.size() + 2] = ready();
        writer.append(Origin.BACKEND, micros + 10, joined(messages));
        micros += 100;
    }

    /// @param values null is SQL NULL
    private static byte[] values(@Nullable String... values) {
        int length = 2;
        for (String value : values) {
            length += 4 + (value == null ? 0 : utf8(value).length);
        }
        ByteBuffer row = ByteBuffer.allocate(length).putShort((short) values.length);
        for (String value : values) {
            if (value == null) {
                row.putInt(-1);
            } else {
                row.putInt(utf8(value).length).put(utf8(value));
            }
        }
        return row.array();
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
                        ready()));
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
                joined(message('C', utf8("SELECT " + values.length + "\0")), ready()));
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
                joined(message('c', new byte[0]), message('C', utf8("COPY 1\0")), ready()));
        micros += 100;
    }

    /// Parse, Bind and Execute of the unnamed statement with text parameters, answered with `tag`.
    void execute(String sql, String tag, String... parameters) throws IOException {
        writer.append(Origin.FRONTEND, micros, executed(sql, parameters));
        writer.append(
                Origin.BACKEND,
                micros + 10,
                joined(
                        message('1', new byte[0]),
                        message('2', new byte[0]),
                        message('C', utf8(tag + "\0")),
                        ready()));
        micros += 100;
    }

    private static ByteBuffer executed(String sql, String... parameters) {
        byte[] values = values(parameters);
        ByteBuffer bind = ByteBuffer.allocate(6 + values.length);
        bind.putShort((short) 0).putShort((short) 0).put(values).putShort((short) 0);
        return joined(
                message('P', utf8("\0" + sql + "\0\0\0")),
                message('B', bind.array()),
                message('E', new byte[5]),
                message('S', new byte[0]));
    }

    /// A simple query that the server refuses with SQLSTATE 42501.
    void refused(String sql, String error) throws IOException {
        refused(sql, "42501", error);
    }

    /// A simple query that the server refuses with this SQLSTATE.
    void refused(String sql, String state, String error) throws IOException {
        writer.append(Origin.FRONTEND, micros, message('Q', utf8(sql + "\0")));
        writer.append(
                Origin.BACKEND,
                micros + 10,
                joined(
                        message('E', utf8("SERROR\0VERROR\0C" + state + "\0M" + error + "\0\0")),
                        ready()));
        micros += 100;
    }

    /// A simple query without an answer yet.
    void asked(String sql) throws IOException {
        writer.append(Origin.FRONTEND, micros, message('Q', utf8(sql + "\0")));
        micros += 100;
    }

    /// The answer to the last [#asked].
    void answered(String tag) throws IOException {
        writer.append(Origin.BACKEND, micros, joined(message('C', utf8(tag + "\0")), ready()));
        micros += 100;
    }

    /// A fact of the broker.
    void fact(FactKind kind, Map<String, Object> facts) throws IOException {
        writer.append(kind, micros, facts);
    }

    void flush() throws IOException {
        writer.flush();
    }

    /// The client says goodbye.
    public void finish() throws IOException {
        writer.append(
                FactKind.SESSION_ENDED, micros, Map.of("reason", "client-closed", "text", ""));
        writer.finish(
                RecordingEnd.of("client-closed")
                        .judged(Map.of("complete", true, "ended", "known")));
    }

    /// The broker stopped here, and recovery ends the recording.
    ///
    /// @param recoveredAt RFC 3339
    void recover(long droppedBytes, String recoveredAt) throws IOException {
        writer.append(
                FactKind.RECOVERED,
                micros,
                Map.of("droppedBytes", droppedBytes, "recoveredAt", recoveredAt));
        writer.finish(
                RecordingEnd.of("recovered")
                        .judged(Map.of("complete", false, "ended", "recovered")));
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
