package dev.postern.broker.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.recording.BlockSealer;
import dev.postern.recording.FactKind;
import dev.postern.recording.RecordingEnd;
import dev.postern.recording.RecordingWriter;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

final class IndexerTest {

    private static final String SESSION = "01K9T2Q00000000000000000AB";

    @TempDir Path folder;

    @Test
    void recording_becomesRowsThatAreFoundAndMadeAgainTheSame() throws Exception {
        Path file = folder.resolve(SESSION + ".pgrec");
        try (BlockSealer sealer = new BlockSealer(byte[]::new);
                RecordingWriter writer = begin(file, sealer);
                IndexStore store = IndexStore.open(folder.resolve("index.sqlite"));
                Indexer indexer = new Indexer(new IndexRows(store))) {
            IndexRows rows = new IndexRows(store);
            indexer.start(List.of(), Path::toString);
            query(writer, "select * from orders");
            writer.flush();
            indexer.changed(SESSION, file);
            indexer.awaitIdle();
            assertThat(rows.session(SESSION).orElseThrow().lifetime().state()).isEqualTo("live");
            finish(writer);
            indexer.changed(SESSION, file);
            indexer.awaitIdle();
            List<StatementRow> followed = rows.statements(SESSION, 0, 10);
            assertThat(followed).hasSize(2);
            assertThat(followed.get(0).result().outcome()).isEqualTo("completed");
            assertThat(followed.get(0).result().rows()).isEqualTo(1);
            assertThat(followed.get(1).result().outcome()).isEqualTo("failed");
            assertThat(rows.session(SESSION).orElseThrow().verdict().complete()).isTrue();
            assertThat(found(rows, "\"from ord\"")).containsExactly(1L);
            assertThat(found(rows, "denied has:error user:ada -role:app_write"))
                    .containsExactly(2L);
            assertThat(found(rows, "target:other")).isEmpty();
            var before = rows.session(SESSION).orElseThrow();
            Indexer.rebuild(
                    rows,
                    dev.postern.recording.RecordingFile.NO_KEYS,
                    Map.of(SESSION, () -> file),
                    (path, e) -> {
                        throw new IllegalStateException(e);
                    });
            assertThat(rows.statements(SESSION, 0, 10)).isEqualTo(followed);
            assertThat(rows.session(SESSION)).contains(before);
        }
    }

    @Test
    void filter_pointsAtItsMistake() {
        assertThatThrownBy(() -> Filter.parse("user:ada colour:red"))
                .isInstanceOfSatisfying(
                        FilterException.class, e -> assertThat(e.position()).isEqualTo(9))
                .hasMessageContaining("colour:");
        assertThatThrownBy(() -> Filter.parse("text:\"open")).isInstanceOf(FilterException.class);
        assertThatThrownBy(() -> Filter.parse("state:asleep")).isInstanceOf(FilterException.class);
        assertThatThrownBy(() -> Filter.parse("has:")).isInstanceOf(FilterException.class);
    }

    private static List<Long> found(IndexRows rows, String filter) throws FilterException {
        return rows
                .moments(new IndexQuery(Filter.parse(filter), null, null, null), null, 10)
                .stream()
                .map(moment -> moment.statement().ordinal())
                .sorted()
                .toList();
    }

    private RecordingWriter begin(Path file, BlockSealer sealer) throws IOException {
        RecordingId id = RecordingId.parse(SESSION);
        RecordingWriter writer =
                RecordingWriter.create(
                        file,
                        new RecordingWriter.Start(id, id.epochMillis(), Map.of()),
                        null,
                        sealer);
        writer.append(
                FactKind.SESSION_STARTED,
                0,
                Map.of(
                        "session", SESSION,
                        "startedAt", "2026-11-21T01:20:03.123456Z",
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
                        "target", "orders",
                        "database", "shop",
                        "databaseRole", "app_read",
                        "client", Map.of("address", "127.0.0.1:5", "application", "psql")));
        byte[] parameters = "user\0app_read\0database\0shop\0\0".getBytes(StandardCharsets.UTF_8);
        ByteBuffer startup = ByteBuffer.allocate(8 + parameters.length);
        startup.putInt(8 + parameters.length).putInt(196608).put(parameters).flip();
        writer.append(Origin.FRONTEND, 10, startup);
        writer.append(Origin.BROKER_TO_FRONTEND, 20, message('R', new byte[4]));
        writer.append(Origin.BACKEND, 25, message('Z', "I".getBytes(StandardCharsets.UTF_8)));
        return writer;
    }

    private static void query(RecordingWriter writer, String sql) throws IOException {
        writer.append(
                Origin.FRONTEND, 100, message('Q', (sql + "\0").getBytes(StandardCharsets.UTF_8)));
        ByteBuffer column = ByteBuffer.allocate(23);
        column.putShort((short) 1).put("id\0".getBytes(StandardCharsets.UTF_8));
        column.putInt(0)
                .putShort((short) 0)
                .putInt(23)
                .putShort((short) 4)
                .putInt(-1)
                .putShort((short) 0);
        writer.append(
                Origin.BACKEND,
                110,
                message('T', java.util.Arrays.copyOf(column.array(), column.position())));
        ByteBuffer row = ByteBuffer.allocate(7).putShort((short) 1).putInt(1).put((byte) '7');
        writer.append(Origin.BACKEND, 120, message('D', row.array()));
        writer.append(
                Origin.BACKEND, 130, message('C', "SELECT 1\0".getBytes(StandardCharsets.UTF_8)));
        writer.append(Origin.BACKEND, 131, message('Z', "I".getBytes(StandardCharsets.UTF_8)));
    }

    private static void finish(RecordingWriter writer) throws IOException {
        writer.append(
                Origin.FRONTEND,
                200,
                message('Q', "drop table orders\0".getBytes(StandardCharsets.UTF_8)));
        String error = "SERROR\0VERROR\0C42501\0Mpermission denied\0\0";
        writer.append(Origin.BACKEND, 210, message('E', error.getBytes(StandardCharsets.UTF_8)));
        writer.append(Origin.BACKEND, 211, message('Z', "I".getBytes(StandardCharsets.UTF_8)));
        writer.append(FactKind.SESSION_ENDED, 300, Map.of("reason", "client-closed", "text", ""));
        writer.finish(RecordingEnd.of("client-closed"));
    }

    private static ByteBuffer message(char type, byte[] body) {
        ByteBuffer message = ByteBuffer.allocate(5 + body.length);
        return message.put((byte) type).putInt(4 + body.length).put(body).flip();
    }
}
