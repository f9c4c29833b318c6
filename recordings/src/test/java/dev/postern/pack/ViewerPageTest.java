package dev.postern.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.export.SessionExport;
import dev.postern.json.Json;
import dev.postern.recording.BlockSealer;
import dev.postern.recording.FactKind;
import dev.postern.recording.RecordingEnd;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingWriter;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingId;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What was recorded stays data of the page, whatever it is, and large sessions are cut and say so.
final class ViewerPageTest {

    private static final String SESSION = "01K9T2Q00000000000000000AB";
    private static final Pattern EVENTS =
            Pattern.compile("<script type=\"application/json\" id=\"events\">\n([^<]*)</script>");
    private static final Pattern LEFT_OUT =
            Pattern.compile("<script type=\"application/json\" id=\"left-out\">([^<]*)</script>");
    private static final List<String> HOSTILE =
            List.of(
                    "</script><script>document.title='hit'</script>",
                    "</SCRIPT ><svg onload=alert(1)>",
                    "<!--<script>",
                    "-->",
                    "]]><script>",
                    "<img src=x onerror=alert(1)>",
                    "a\u2028b\u2029c",
                    "\u202egnp.exe",
                    "\\u003cscript\\u003e",
                    "&lt;script&gt;",
                    "${7*7}{{7*7}}`",
                    "__proto__",
                    "\",\"event\":\"session_ended\",\"x\":\"");

    @TempDir Path folder;

    @Test
    @Tag("G25")
    void hostileText_staysDataAndIsShownAsItWas() throws Exception {
        record(HOSTILE, 1);
        String page = page(ViewerPage.Limits.DEFAULT, HOSTILE.getFirst());

        assertThat(count(page, "(?i)<\\s*script")).isEqualTo(4);
        assertThat(count(page, "(?i)</\\s*script")).isEqualTo(4);
        assertThat(page)
                .doesNotContain("<!--", "<img", "<svg", "\u2028", "\u2029", "\u202e")
                .contains("default-src 'none'; script-src 'sha256-")
                .doesNotContain("unsafe-inline", "unsafe-eval", "http://", "https://");
        List<String> cells = new ArrayList<>();
        List<String> statements = new ArrayList<>();
        for (String line : block(EVENTS, page).lines().toList()) {
            Map<String, ?> event = Json.readObject(line);
            if ("row_returned".equals(event.get("event"))
                    && event.get("cells") instanceof List<?> row) {
                cells.add(String.valueOf(row.getFirst()));
            }
            if ("statement_started".equals(event.get("event"))) {
                statements.add(String.valueOf(event.get("sql")));
            }
        }
        assertThat(cells).containsExactlyElementsOf(HOSTILE);
        assertThat(statements)
                .containsExactlyElementsOf(HOSTILE.stream().map(ViewerPageTest::sql).toList());
    }

    @Test
    void largeSession_isCut_andSaysWhatIsLeftOut() throws Exception {
        record(List.of("one", "two", "three", "four"), 10);
        Map<String, ?> left =
                Json.readObject(
                        block(
                                LEFT_OUT,
                                page(
                                        new ViewerPage.Limits(3, 4, 1000, 1_000_000, 1_000_000),
                                        "x")));
        assertThat(left.get("statements")).isEqualTo(1L);
        assertThat(left.get("rows")).isEqualTo(3 * 6L + 10);
        assertThat(left.get("rowsOfAResult")).isEqualTo(4L);
    }

    @Test
    void longSession_endsAtItsBudget_butTheEndIsTold() throws Exception {
        record(Collections.nCopies(200, "value".repeat(50)), 3);
        String page = page(new ViewerPage.Limits(1000, 100, 100, 20_000, 20_000), "x");
        assertThat(block(EVENTS, page).length()).isLessThan(50_000);
        assertThat(block(EVENTS, page)).contains("\"event\":\"session_ended\"");
        assertThat(block(EVENTS, page)).contains("\"truncated\":true").contains("sqlTruncated");
        Map<String, ?> left = Json.readObject(block(LEFT_OUT, page));
        assertThat((Long) left.get("statements")).isPositive();
        assertThat((Long) left.get("rows")).isPositive();
    }

    @Test
    void wholeLines_areWhatTheExportHas() throws IOException {
        record(HOSTILE, 2);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new PackEvents(file(), SessionExport.Filter.NONE).writeLines(out);
        String lines = out.toString(StandardCharsets.UTF_8);
        assertThat(lines.lines().filter(line -> line.contains("\"row_returned\"")))
                .hasSize(2 * HOSTILE.size());
        assertThat(new PackEvents(file(), SessionExport.Filter.NONE).startFacts())
                .containsEntry("target", "orders");
    }

    @Test
    void readme_namesWhatIsInThePack() {
        PackReadme.Parts all = new PackReadme.Parts(true, true);
        PackReadme.Facts facts =
                new PackReadme.Facts(SESSION, "now", "a\u001b{request}b", "ab12", true, all);
        assertThat(PackReadme.of(facts))
                .contains(
                        SESSION, "sha256:ab12", "request.json ", "recording.pgrec ", "a?{request}b")
                .doesNotContain("{session}", "\u001b");
    }

    private String page(ViewerPage.Limits limits, String hostile) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ViewerPage(new PackEvents(file(), SessionExport.Filter.NONE), limits)
                .write(hostile, Json.write(Map.of("text", hostile)), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String block(Pattern pattern, String page) {
        Matcher matcher = pattern.matcher(page);
        assertThat(matcher.find()).as(pattern.pattern()).isTrue();
        return matcher.group(1);
    }

    private static long count(String page, String pattern) {
        return Pattern.compile(pattern).matcher(page).results().count();
    }

    private RecordingFile file() {
        return RecordingFile.withoutKey(folder.resolve(SESSION + ".pgrec"));
    }

    private static String sql(String text) {
        return "select '" + text.replace("'", "''") + "'";
    }

    /// A session that selects each text, so many times a result.
    private void record(List<String> texts, int rows) throws IOException {
        RecordingId id = RecordingId.parse(SESSION);
        try (BlockSealer sealer = new BlockSealer(byte[]::new);
                RecordingWriter writer =
                        RecordingWriter.create(
                                file().path(),
                                new RecordingWriter.Start(id, id.epochMillis(), Map.of()),
                                null,
                                sealer)) {
            writer.append(
                    FactKind.SESSION_STARTED, 0, Map.of("session", SESSION, "target", "orders"));
            writer.append(Origin.FRONTEND, 1, startup());
            writer.append(Origin.BACKEND, 2, message('R', new byte[4]));
            writer.append(Origin.BACKEND, 3, message('Z', utf8("I")));
            long micros = 4;
            for (String text : texts) {
                writer.append(Origin.FRONTEND, micros++, message('Q', utf8(sql(text) + "\0")));
                writer.append(Origin.BACKEND, micros++, described());
                for (int i = 0; i < rows; i++) {
                    writer.append(Origin.BACKEND, micros++, row(text));
                }
                writer.append(
                        Origin.BACKEND, micros++, message('C', utf8("SELECT " + rows + "\0")));
                writer.append(Origin.BACKEND, micros++, message('Z', utf8("I")));
            }
            writer.append(FactKind.SESSION_ENDED, micros, Map.of("reason", "client-closed"));
            writer.finish(RecordingEnd.of("client-closed"));
        }
    }

    private static ByteBuffer startup() {
        byte[] parameters = utf8("user\0u\0\0");
        return ByteBuffer.allocate(8 + parameters.length)
                .putInt(8 + parameters.length)
                .putInt(196608)
                .put(parameters)
                .flip();
    }

    private static ByteBuffer described() {
        byte[] name = utf8("<b>\0");
        ByteBuffer body = ByteBuffer.allocate(20 + name.length);
        body.putShort((short) 1).put(name).putInt(0).putShort((short) 0);
        body.putInt(25).putShort((short) -1).putInt(-1).putShort((short) 0);
        return message('T', body.array());
    }

    private static ByteBuffer row(String value) {
        byte[] text = utf8(value);
        return message(
                'D',
                ByteBuffer.allocate(6 + text.length)
                        .putShort((short) 1)
                        .putInt(text.length)
                        .put(text)
                        .array());
    }

    private static ByteBuffer message(char type, byte[] body) {
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) type)
                .putInt(4 + body.length)
                .put(body)
                .flip();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
