package dev.postern.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.json.Json;
import dev.postern.recording.BlockSealer;
import dev.postern.recording.FactKind;
import dev.postern.recording.RecordingEnd;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingWriter;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingId;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Exports of a session that libpq had with a real server: `src/test/c/capture.py` kept its bytes and libpq's trace.
final class SessionExportTest {

    private static final String SESSION = "01K9T2Q00000000000000000AB";

    @TempDir Path folder;

    private final ByteArrayOutputStream frontend = new ByteArrayOutputStream();
    private final ByteArrayOutputStream backend = new ByteArrayOutputStream();
    private Path file;

    @BeforeEach
    void record() throws IOException {
        file = folder.resolve(SESSION + ".pgrec");
        List<Piece> pieces = new ArrayList<>();
        for (String line : resource("session.hex").split("\n")) {
            byte[] bytes = HexFormat.of().parseHex(line.substring(2));
            boolean toServer = line.charAt(0) == 'F';
            (toServer ? frontend : backend).writeBytes(bytes);
            pieces.add(new Piece(toServer, bytes));
        }
        record(pieces);
    }

    private record Piece(boolean toServer, byte[] bytes) {}

    private void record(List<Piece> pieces) throws IOException {
        RecordingId id = RecordingId.parse(SESSION);
        Files.deleteIfExists(file);
        try (BlockSealer sealer = new BlockSealer(byte[]::new);
                RecordingWriter writer =
                        RecordingWriter.create(
                                file,
                                new RecordingWriter.Start(id, id.epochMillis(), Map.of()),
                                null,
                                sealer)) {
            writer.append(
                    FactKind.SESSION_STARTED,
                    0,
                    Map.of(
                            "session",
                            SESSION,
                            "startedAt",
                            "2026-11-21T01:20:03.123456Z",
                            "target",
                            "orders"));
            long micros = 0;
            for (Piece piece : pieces) {
                micros += 1_500_000;
                writer.append(
                        piece.toServer() ? Origin.FRONTEND : Origin.BACKEND,
                        micros,
                        ByteBuffer.wrap(piece.bytes()));
            }
            writer.append(FactKind.SESSION_ENDED, micros, Map.of("reason", "client-closed"));
            writer.finish(RecordingEnd.of("client-closed"));
        }
    }

    @Test
    void pqtrace_equalsLibpqsOwnTrace() throws IOException {
        List<String> expected = resource("session.trace").lines().map(Visible::text).toList();
        List<String> ours =
                text(ExportFormat.PQTRACE)
                        .lines()
                        // libpq says nothing of a login that needs no proof
                        .filter(line -> !line.endsWith("AuthenticationOk"))
                        .toList();
        assertThat(ours).hasSizeGreaterThan(100).containsExactlyElementsOf(expected);
    }

    @Test
    void raw_isWhatPassed_andOdShowsItAsOdDoes() throws Exception {
        assertThat(bytes(ExportFormat.RAW, SessionExport.Direction.FRONTEND))
                .isEqualTo(frontend.toByteArray());
        assertThat(bytes(ExportFormat.RAW, SessionExport.Direction.BACKEND))
                .isEqualTo(backend.toByteArray());
        Path raw = folder.resolve("raw");
        for (SessionExport.Direction direction : SessionExport.Direction.values()) {
            Files.write(raw, bytes(ExportFormat.RAW, direction));
            assertThat(new String(bytes(ExportFormat.OD, direction), StandardCharsets.UTF_8))
                    .isEqualTo(run("od", "-A", "x", "-t", "x1z", "-v", raw.toString()));
        }
    }

    @Test
    void pcap_isSoundTcp_andWiresharkReadsTheSameStatements() throws Exception {
        byte[] capture = bytes(ExportFormat.PCAP, SessionExport.Direction.FRONTEND);
        PcapReader read = PcapReader.read(capture);
        assertThat(read.fromClient()).isEqualTo(frontend.toByteArray());
        assertThat(read.fromServer()).isEqualTo(backend.toByteArray());
        assertThat(read.firstMicros()).isEqualTo(1_795_224_003_123_456L);
        if (Files.isExecutable(Path.of("/usr/bin/tshark"))) {
            Path pcap = folder.resolve("session.pcap");
            Files.write(pcap, capture);
            String queries =
                    run(
                            "/usr/bin/tshark",
                            "-r",
                            pcap.toString(),
                            "-o",
                            "tcp.check_checksum:TRUE",
                            "-Y",
                            "pgsql.query",
                            "-T",
                            "fields",
                            "-e",
                            "pgsql.query");
            assertThat(queries)
                    .contains("select 1/0", "copy t to stdout", "select $1::int, $2::text");
            String bad =
                    run(
                            "/usr/bin/tshark",
                            "-r",
                            pcap.toString(),
                            "-o",
                            "tcp.check_checksum:TRUE",
                            "-o",
                            "ip.check_checksum:TRUE",
                            "-Y",
                            "tcp.checksum.status == 0 || ip.checksum.status == 0 ||"
                                    + " tcp.analysis.flags || _ws.malformed");
            assertThat(bad).isEmpty();
        }
    }

    @Test
    void cast_isAsciicast2_withIdleTimeFolded() throws Exception {
        List<String> lines = text(ExportFormat.CAST).lines().toList();
        assertThat(Json.readObject(lines.getFirst().getBytes(StandardCharsets.UTF_8)))
                .containsEntry("version", 2L)
                .containsEntry("timestamp", 1_795_224_003L);
        double before = 0;
        for (String line : lines.subList(1, lines.size())) {
            List<?> event = (List<?>) Objects.requireNonNull(Json.read(line));
            double at = ((Number) Objects.requireNonNull(event.get(0))).doubleValue();
            assertThat(at).isBetween(before, before + 1.001);
            assertThat(event.get(1)).isEqualTo("o");
            before = at;
        }
        assertThat(String.join("", lines)).contains("division by zero").doesNotContain("\u001b");
    }

    @Test
    void csvAndSql_holdRowsAndStatements() throws IOException {
        assertThat(text(ExportFormat.CSV))
                .contains("statement,a,b,c\r\n1,1,,grüß\\x01\r\n")
                .contains("statement,id,name\r\n4,1,x\r\n");
        assertThat(text(ExportFormat.SQL))
                .contains("create temp table t (id int, name text);")
                .contains("select * from t where id = $1 \\bind '7' \\g")
                .contains("-- not as it was sent:\n--   select $1::int, $2::text");
    }

    private byte[] bytes(ExportFormat format, SessionExport.Direction direction)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new SessionExport(
                        RecordingFile.withoutKey(file),
                        new SessionExport.Choice(
                                PsqlOptions.allRows(SESSION), Integer.MAX_VALUE, direction))
                .write(format, out);
        return out.toByteArray();
    }

    private String text(ExportFormat format) throws IOException {
        return new String(bytes(format, SessionExport.Direction.FRONTEND), StandardCharsets.UTF_8);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = SessionExportTest.class.getResourceAsStream("/pqtrace/" + name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return out;
    }
}
