package dev.postern.export;

import dev.postern.event.SessionAct;
import dev.postern.event.SessionActs;
import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.Column;
import dev.postern.event.SessionEvent.ColumnsDescribed;
import dev.postern.event.SessionEvent.CopyData;
import dev.postern.event.SessionEvent.NoticeRaised;
import dev.postern.event.SessionEvent.Parameter;
import dev.postern.event.SessionEvent.RowReturned;
import dev.postern.event.SessionEvent.ServerReport;
import dev.postern.event.SessionEvent.SettingChanged;
import dev.postern.event.SessionEvent.StatementFinished;
import dev.postern.event.SessionEvent.StatementStarted;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes a session as one page that needs nothing else: no script, no font, no network. Its own policy forbids them.
///
/// Everything that was recorded is text on the page: markup characters are escaped, and characters that would hide or
/// reorder other text are shown ([Visible]). Statements have the anchors of moment links: `#q=41`.
public final class HtmlPage {

    private static final String STYLE =
            "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:78rem;padding:0"
                + " 1rem;color:#1b1f24;background:#fff}pre,td,th,code{font:13px/1.45"
                + " ui-monospace,monospace}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f6f8;padding:.6rem"
                + " .8rem;border-radius:6px}section{border-top:1px solid #d5dae0;padding:1rem"
                + " 0}h2{font-size:1rem;margin:0 0"
                + " .5rem}table{border-collapse:collapse;display:block;overflow-x:auto}td,th{border:1px"
                + " solid #d5dae0;padding:.15rem .5rem;"
                + "text-align:left;vertical-align:top;white-space:pre-wrap}"
                + "th{background:#eef1f4}.null{color:#6a737d;font-style:italic}.error{color:#a40e26}.meta{color:#57606a}.act{border-left:3px"
                + " solid #0b57d0;padding-left:.6rem}a{color:#0b57d0}"
                + "@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}"
                + "pre{background:#161b22}th{background:#161b22}td,th,section{border-color:#30363d}"
                + ".error{color:#ff7b72}.meta,.null{color:#8b949e}a{color:#79c0ff}}";

    private final Appendable out;
    private final PsqlOptions options;
    private final Map<Integer, List<Column>> columns = new HashMap<>();
    private final SessionActs acts = new SessionActs();
    private final Map<Integer, Long> rows = new HashMap<>();
    private ClientEncoding encoding = ClientEncoding.UTF8;
    private boolean inTable;
    private boolean inPre;
    private int open;

    /// @param options which rows of each result and from which statement on
    public HtmlPage(Appendable out, PsqlOptions options) {
        this.out = out;
        this.options = options;
    }

    /// Writes the head of the page.
    public void begin() throws IOException {
        out.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src"
                                + " 'none';")
                .append(" style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n")
                .append("<meta name=\"referrer\" content=\"no-referrer\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>Session ")
                .append(escaped(options.session()))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body><main>\n<h1>Session ")
                .append(escaped(options.session()))
                .append("</h1>\n");
    }

    /// Takes the next event of the session.
    public void event(SessionEvent event) throws IOException {
        SessionAct act = acts.take(event);
        switch (event) {
            case SessionEvent.SessionStarted e -> {
                paragraph("meta", FactText.started(e.facts()));
                act(act);
            }
            case SettingChanged e -> {
                if (e.name().equals("client_encoding")) {
                    encoding = ClientEncoding.of(e.value());
                }
            }
            case StatementStarted e -> {
                if (e.ordinal() >= options.first()) {
                    started(e);
                }
            }
            case ColumnsDescribed e -> columns.put(e.ordinal(), List.copyOf(e.columns()));
            case RowReturned e -> {
                if (e.ordinal() >= options.first()) {
                    row(e);
                }
            }
            case CopyData e -> {
                if (e.ordinal() >= options.first()) {
                    copy(e);
                }
            }
            case StatementFinished e -> {
                if (e.ordinal() >= options.first()) {
                    finished(e);
                }
            }
            case NoticeRaised e -> report("meta", e.report());
            case SessionEvent.ErrorRaised e -> {
                if (e.ordinal() == 0) {
                    report("error", e.report());
                }
            }
            case SessionEvent.SessionEnded e -> {
                close();
                act(act);
                paragraph("meta", "The session ended: " + e.reason());
            }
            case SessionEvent.BrokerFact e -> {
                if (act == null) {
                    paragraph("meta", e.kind() + " " + FactText.of(e.facts()));
                } else {
                    act(act);
                }
            }
            case SessionEvent.ResultsReturned e -> throw e.unexpected();
            case SessionEvent.CopyStarted ignored -> {}
            case SessionEvent.TransactionChanged ignored -> {}
            case SessionEvent.TransactionFinished ignored -> {}
            case SessionEvent.SavepointRolledBack ignored -> {}
            case SessionEvent.Notified ignored -> {}
        }
    }

    /// Writes the end of the page.
    public void end() throws IOException {
        close();
        out.append("</main></body></html>\n");
    }

    private void started(StatementStarted event) throws IOException {
        section(event.ordinal(), FactText.offset(event.micros()));
        out.append("<pre>").append(escaped(event.sql())).append("</pre>\n");
        int number = 0;
        for (Parameter parameter : event.parameters()) {
            number++;
            ByteBuffer value = parameter.value();
            out.append("<div class=\"meta\"><code>$")
                    .append(Integer.toString(number))
                    .append(" = ");
            cell(parameter.typeOid(), parameter.binary(), value);
            out.append("</code></div>\n");
        }
    }

    private void section(int ordinal, String when) throws IOException {
        close();
        String id = "q=" + ordinal;
        out.append("<section id=\"").append(id).append("\"><h2><a href=\"#").append(id);
        out.append("\">#").append(Integer.toString(ordinal)).append("</a>");
        out.append(" <span class=\"meta\">").append(escaped(when)).append("</span></h2>\n");
        open = ordinal;
    }

    /// Goes on with a statement whose answers come behind those of others.
    private void goTo(int ordinal) throws IOException {
        if (open != ordinal) {
            section(ordinal, "its answer");
        }
    }

    private void row(RowReturned event) throws IOException {
        long row = rows.merge(event.ordinal(), 1L, Long::sum);
        if (row > options.rows()) {
            return;
        }
        goTo(event.ordinal());
        List<Column> described = columns.getOrDefault(event.ordinal(), List.of());
        if (!inTable) {
            inTable = true;
            out.append("<table><thead><tr>");
            for (Column column : described) {
                out.append("<th scope=\"col\">").append(escaped(column.name())).append("</th>");
            }
            out.append("</tr></thead><tbody>\n");
        }
        out.append("<tr>");
        int number = 0;
        for (ByteBuffer value : event.cells()) {
            Column column = number < described.size() ? described.get(number) : null;
            number++;
            out.append("<td>");
            cell(column == null ? 0 : column.typeOid(), column != null && column.binary(), value);
            out.append("</td>");
        }
        out.append("</tr>\n");
    }

    private void cell(int type, boolean binary, @Nullable ByteBuffer value) throws IOException {
        if (value == null) {
            out.append("<span class=\"null\">NULL</span>");
        } else {
            out.append(escaped(ValueText.of(type, binary, value, encoding).text()));
        }
    }

    private void copy(CopyData event) throws IOException {
        goTo(event.ordinal());
        if (!inPre) {
            inPre = true;
            out.append("<pre>");
        }
        out.append(escaped(encoding.decode(event.bytes()).text()));
    }

    private void finished(StatementFinished event) throws IOException {
        goTo(event.ordinal());
        closeResult();
        long all = rows.getOrDefault(event.ordinal(), 0L);
        if (all > options.rows()) {
            paragraph("meta", (all - options.rows()) + " more rows were left out of this page.");
        }
        SessionActs.Wait wait = acts.waitOf(event.ordinal());
        if (wait != null) {
            paragraph("act", ActText.waited(wait));
        }
        ServerReport error = event.error();
        if (error != null) {
            report("error", error);
        } else {
            paragraph(
                    "meta",
                    event.tag().isEmpty()
                            ? event.outcome().name().toLowerCase(Locale.ROOT)
                            : event.tag());
        }
        rows.remove(event.ordinal());
        columns.remove(event.ordinal());
        close();
    }

    private void act(@Nullable SessionAct act) throws IOException {
        if (act != null) {
            paragraph("act", ActText.line(act));
        }
    }

    private void report(String style, ServerReport report) throws IOException {
        closeResult();
        out.append("<pre class=\"").append(style).append("\">");
        out.append(escaped(ReportText.of(report, "", true)));
        out.append("</pre>\n");
    }

    private void paragraph(String style, String text) throws IOException {
        out.append("<p class=\"")
                .append(style)
                .append("\">")
                .append(escaped(text))
                .append("</p>\n");
    }

    private void closeResult() throws IOException {
        if (inTable) {
            out.append("</tbody></table>\n");
        }
        if (inPre) {
            out.append("</pre>\n");
        }
        inTable = false;
        inPre = false;
    }

    private void close() throws IOException {
        closeResult();
        if (open > 0) {
            out.append("</section>\n");
            open = 0;
        }
    }

    /// `text` with nothing in it that a browser would take for markup or hide.
    public static String escaped(String text) {
        return Visible.text(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
