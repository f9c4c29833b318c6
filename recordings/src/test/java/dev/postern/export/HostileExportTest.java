package dev.postern.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;
import dev.postern.recording.BlockSealer;
import dev.postern.recording.FactKind;
import dev.postern.recording.RecordingEnd;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingWriter;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingId;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What attacks browsers, terminals, spreadsheets, psql and log readers stays text in every form of export, in whatever field
/// of the protocol it came: the 508 texts of `hostile-texts.jsonl`, each in all fields.
@Tag("G25")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileExportTest {

    private static final String SESSION = "01K9T2Q00000000000000000AB";

    /// What a terminal acts on, and what turns other text round.
    private static final Pattern ACTING =
            Pattern.compile(
                    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\x{61c}\\x{200e}\\x{200f}\\x{2028}-\\x{202e}\\x{2066}-\\x{2069}]");

    /// What cannot be seen.
    private static final Pattern HIDING =
            Pattern.compile(
                    "[\\x{ad}\\x{180e}\\x{200b}-\\x{200d}\\x{2060}\\x{feff}\\x{e0001}\\x{e007f}]");

    /// A tag as the page writes it itself: its own elements, and attributes that run and load nothing.
    private static final Pattern OWN_TAG =
            Pattern.compile(
                    "<(?:!doctype"
                        + " html|/?(?:html|head|meta|title|style|body|main|h1|h2|p|pre|section|a|span|div|code|table|thead|tbody|tr|th|td)(?:"
                        + " (?:class|id|lang|charset|name|content|http-equiv|title|colspan|scope)=\"[^\"<>]*+\"|"
                        + " href=\"#[^\"<>]*+\")*+ ?/?)>");

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private final List<String> texts = new ArrayList<>();
    private RecordingFile recording;

    @BeforeAll
    void record(@TempDir Path folder) throws Exception {
        try (InputStream in = HostileExportTest.class.getResourceAsStream("/hostile-texts.jsonl")) {
            new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(HostileExportTest::text)
                    .forEach(texts::add);
        }
        assertThat(texts).hasSizeGreaterThan(500).doesNotHaveDuplicates();
        Path file = folder.resolve(SESSION + ".pgrec");
        RecordingId id = RecordingId.parse(SESSION);
        try (BlockSealer sealer = new BlockSealer(byte[]::new);
                RecordingWriter writer =
                        RecordingWriter.create(
                                file,
                                new RecordingWriter.Start(id, id.epochMillis(), Map.of()),
                                null,
                                sealer)) {
            writer.append(FactKind.SESSION_STARTED, 0, facts(texts.getFirst()));
            new Talk(writer).hold(texts);
            writer.append(
                    FactKind.SESSION_ENDED,
                    1_000,
                    Map.of("reason", "client-closed", "text", texts.getLast()));
            writer.finish(RecordingEnd.of("client-closed"));
        }
        recording = RecordingFile.withoutKey(file);
    }

    private static Map<String, Object> facts(String text) {
        return Map.of(
                "session",
                SESSION,
                "startedAt",
                "2026-11-21T01:20:03.123456Z",
                "person",
                Map.of("name", text, "email", text),
                "target",
                text,
                "database",
                text,
                "databaseRole",
                text);
    }

    private static String text(String line) {
        try {
            return String.valueOf(Json.read(line));
        } catch (MalformedJsonException e) {
            throw new IllegalStateException(line, e);
        }
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void everyFormOfText_hasNothingThatActsOnATerminal(ExportFormat format) throws IOException {
        String text = format.isBinary() ? "" : export(format);

        assertThat(ACTING.matcher(text).results().map(MatchResult::group)).isEmpty();
        if (format != ExportFormat.JSONL) {
            assertThat(HIDING.matcher(text).results().map(MatchResult::group)).isEmpty();
        }
    }

    @Test
    void html_hasItsOwnTagsOnly() throws IOException {
        String html = export(ExportFormat.HTML);

        assertThat(html).contains("default-src 'none'").contains("&lt;script");
        Matcher tags = Pattern.compile("<[^>]*+>?").matcher(html);
        while (tags.find()) {
            assertThat(tags.group()).matches(OWN_TAG);
        }
    }

    @Test
    void csv_readsBackAsTheValues_andNoneIsAFormula() throws IOException {
        List<List<String>> records = CsvReader.read(export(ExportFormat.CSV));

        List<String> values = new ArrayList<>();
        for (List<String> one : records) {
            for (String field : one.subList(1, one.size())) {
                assertThat(
                                field.isEmpty()
                                        || "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
                                                        .indexOf(field.charAt(0))
                                                < 0
                                        || NUMBER.matcher(field).matches())
                        .as(field)
                        .isTrue();
                values.add(field);
            }
        }
        for (String text : texts) {
            assertThat(values).containsAnyOf(Visible.text(text), "'" + Visible.text(text));
        }
    }

    @Test
    void jsonLines_giveEachValueBackAsItWas() throws Exception {
        List<Object> cells = new ArrayList<>();
        for (String line : export(ExportFormat.JSONL).split("\n", -1)) {
            if (!line.isEmpty() && Json.readObject(line).get("cells") instanceof List<?> row) {
                cells.addAll(row);
            }
        }

        assertThat(cells).containsExactlyElementsOf(texts);
    }

    @Test
    void sqlScript_hasNoCommandOfPsqlInIt() throws IOException {
        for (String line : export(ExportFormat.SQL).split("\n", -1)) {
            String command = line.startsWith("-- ") ? "" : line;
            int at = command.indexOf('\\');
            assertThat(at < 0 || command.startsWith("\\bind ", at)).as(line).isTrue();
        }
    }

    private String export(ExportFormat format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new SessionExport(
                        recording,
                        new SessionExport.Choice(
                                PsqlOptions.allRows(SESSION),
                                Integer.MAX_VALUE,
                                SessionExport.Direction.FRONTEND))
                .write(format, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /// What client and server say.
    private record Talk(RecordingWriter writer) {

        private static final byte[] IDLE = {'I'};

        void hold(List<String> texts) throws IOException {
            client(startup(texts.get(1)));
            server('R', new byte[4]);
            server('Z', IDLE);
            for (String text : texts) {
                simple(text);
                extended(text);
                copy(text);
            }
        }

        private void simple(String text) throws IOException {
            client('Q', strings("select '" + text.replace("'", "''") + "' -- " + text));
            server('S', strings(text, text));
            server('N', report(text));
            server('T', described(text));
            server('D', row(text));
            server('C', strings(text));
            server('Z', IDLE);
        }

        private void extended(String text) throws IOException {
            String sql = "select $1 as \"" + text.replace("\"", "\"\"") + '"';
            client('P', joined(strings(text, sql), new byte[2]));
            client('B', joined(strings(text, text), bound(text)));
            client('E', joined(strings(text), new byte[4]));
            client('S', new byte[0]);
            server('1', new byte[0]);
            server('2', new byte[0]);
            server('E', report(text));
            server('A', joined(new byte[4], strings(text, text)));
            server('Z', IDLE);
        }

        private void copy(String text) throws IOException {
            client('Q', strings("copy \"" + text.replace("\"", "\"\"") + "\" to stdout"));
            server('H', new byte[] {0, 0, 1, 0, 0});
            server('d', utf8(text + "\n"));
            server('c', new byte[0]);
            server('C', strings("COPY 1"));
            server('Z', IDLE);
        }

        private static byte[] startup(String text) {
            byte[] parameters = strings("user", text, "database", text, "application_name", text);
            return ByteBuffer.allocate(9 + parameters.length)
                    .putInt(9 + parameters.length)
                    .putInt(196608)
                    .put(parameters)
                    .array();
        }

        private static byte[] report(String text) {
            List<String> fields = new ArrayList<>(List.of("SERROR", "VERROR", "C42501"));
            for (char field : "MDHWqstcdnFR".toCharArray()) {
                fields.add(field + text);
            }
            return joined(strings(fields.toArray(String[]::new)), new byte[1]);
        }

        private static byte[] described(String name) {
            byte[] field = new byte[18];
            field[9] = 25;
            return joined(new byte[] {0, 1}, joined(strings(name), field));
        }

        private static byte[] row(String value) {
            return joined(new byte[] {0, 1}, counted(value));
        }

        private static byte[] bound(String value) {
            return joined(new byte[] {0, 0, 0, 1}, joined(counted(value), new byte[2]));
        }

        private static byte[] counted(String value) {
            byte[] bytes = utf8(value);
            return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
        }

        private static byte[] strings(String... values) {
            return utf8(String.join("\0", values) + "\0");
        }

        private static byte[] joined(byte[] first, byte[] second) {
            return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
        }

        private static byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        private void client(char type, byte[] body) throws IOException {
            client(message(type, body));
        }

        private void client(byte[] message) throws IOException {
            writer.append(Origin.FRONTEND, 1_000, ByteBuffer.wrap(message));
        }

        private void server(char type, byte[] body) throws IOException {
            writer.append(Origin.BACKEND, 1_000, ByteBuffer.wrap(message(type, body)));
        }

        private static byte[] message(char type, byte[] body) {
            return ByteBuffer.allocate(5 + body.length)
                    .put((byte) type)
                    .putInt(4 + body.length)
                    .put(body)
                    .array();
        }
    }
}
