package dev.postern.pack;

import dev.postern.event.SessionEvent;
import dev.postern.export.HtmlPage;
import dev.postern.export.JsonLines;
import dev.postern.json.Json;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes the page of a pack that shows the session to whoever opens it in a browser, without network and without
/// Postern.
///
/// The page holds data in `script` elements that no browser runs ([ScriptData]), and one script, which is the same in
/// every pack and puts data on the page as text. Its content policy allows that script and that style by their digests,
/// and nothing else: no request, no other script, no form.
///
/// Sessions are streamed. What exceeds [Limits] is left out, counted, and said on the page.
public final class ViewerPage {

    private static final String SCRIPT = PackResource.text("viewer.js");
    private static final String STYLE = PackResource.text("viewer.css");

    /// How much of a session the page holds.
    ///
    /// @param statements       the first so many
    /// @param rows             of each result
    /// @param longest          bytes of a cell, a value or a piece of COPY data; characters of a statement
    /// @param rowCharacters    of rows and COPY data altogether
    /// @param otherCharacters  of everything else altogether
    public record Limits(
            int statements, int rows, int longest, long rowCharacters, long otherCharacters) {

        /// A page of at most some 40 MB, which a browser opens in seconds.
        public static final Limits DEFAULT = new Limits(20_000, 200, 8_192, 16_000_000, 24_000_000);
    }

    private final PackEvents events;
    private final Limits limits;
    private final StringBuilder line = new StringBuilder();
    private final JsonLines json;
    private final Map<Integer, Integer> shown = new HashMap<>();
    private long rowCharacters;
    private long otherCharacters;
    private long rowsLeftOut;
    private long statementsLeftOut;
    private boolean isFull;

    /// @param events of the session
    public ViewerPage(PackEvents events, Limits limits) {
        this.events = events;
        this.limits = limits;
        this.json = new JsonLines(line, limits.longest());
    }

    /// Writes the page; `out` stays open.
    ///
    /// @param title one line
    /// @param about a JSON object for the script: the session, its request, notes and so on
    public void write(String title, String about, OutputStream out) throws IOException {
        Writer page =
                new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
                                + " ")
                .append("script-src '")
                .append(digest(SCRIPT))
                .append("'; style-src '")
                .append(digest(STYLE))
                .append("'; base-uri 'none'; form-action 'none'\">\n")
                .append("<meta name=\"referrer\" content=\"no-referrer\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
                .append(HtmlPage.escaped(title))
                .append("</title>\n<style>")
                .append(STYLE)
                .append("</style></head>\n<body><main id=\"app\">")
                .append(
                        "<p>This page needs JavaScript to show the session. It asks no network;"
                                + " the")
                .append(" same data is in session.jsonl.</p></main>\n");
        data(page, "about", about);
        page.append("<script type=\"application/json\" id=\"events\">\n");
        events.replay(event -> event(event, page));
        page.append("</script>\n");
        data(page, "left-out", Json.write(leftOut()));
        page.append("<script>").append(SCRIPT).append("</script>\n</body></html>\n");
        page.flush();
    }

    private static void data(Writer page, String id, String json) throws IOException {
        page.append("<script type=\"application/json\" id=\"").append(id).append("\">");
        ScriptData.append(page, json);
        page.append("</script>\n");
    }

    private Map<String, Object> leftOut() {
        Map<String, Object> left = new LinkedHashMap<>();
        left.put("statements", statementsLeftOut);
        left.put("rows", rowsLeftOut);
        left.put("rowsOfAResult", limits.rows());
        left.put("longest", limits.longest());
        return left;
    }

    private void event(SessionEvent event, Writer page) throws IOException {
        switch (event) {
            case SessionEvent.StatementStarted e -> {
                isFull |= e.ordinal() > limits.statements();
                statementsLeftOut += isFull ? 1 : 0;
                other(e, page);
            }
            case SessionEvent.RowReturned e -> row(e.ordinal(), e, page);
            case SessionEvent.CopyData e -> row(e.ordinal(), e, page);
            case SessionEvent.StatementFinished e -> {
                shown.remove(e.ordinal());
                other(e, page);
            }
            case SessionEvent.SettingChanged e -> {
                json.event(e); // it may be the encoding of what follows
                line.setLength(0);
            }
            case SessionEvent.SessionEnded e -> {
                json.event(e);
                emit(page);
            }
            case SessionEvent.SessionStarted e -> other(e, page);
            case SessionEvent.ColumnsDescribed e -> other(e, page);
            case SessionEvent.CopyStarted e -> other(e, page);
            case SessionEvent.ErrorRaised e -> other(e, page);
            case SessionEvent.NoticeRaised e -> other(e, page);
            case SessionEvent.TransactionFinished e -> other(e, page);
            case SessionEvent.SavepointRolledBack e -> other(e, page);
            case SessionEvent.BrokerFact e -> other(e, page);
            case SessionEvent.TransactionChanged ignored -> {}
            case SessionEvent.ResultsReturned e -> throw e.unexpected();
            case SessionEvent.Notified ignored -> {}
        }
    }

    private void row(int ordinal, SessionEvent event, Writer page) throws IOException {
        boolean fits =
                !isFull
                        && rowCharacters < limits.rowCharacters()
                        && shown.merge(ordinal, 1, Integer::sum) <= limits.rows();
        if (!fits) {
            rowsLeftOut++;
            return;
        }
        json.event(event);
        rowCharacters += line.length();
        emit(page);
    }

    private void other(SessionEvent event, Writer page) throws IOException {
        if (isFull) {
            return;
        }
        json.event(event);
        otherCharacters += line.length();
        isFull = otherCharacters > limits.otherCharacters();
        emit(page);
    }

    private void emit(Writer page) throws IOException {
        ScriptData.append(page, line);
        line.setLength(0);
    }

    private static String digest(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
