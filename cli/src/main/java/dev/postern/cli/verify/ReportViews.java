package dev.postern.cli.verify;

import dev.postern.cli.console.SafeText;
import dev.postern.sitelog.Finding;
import dev.postern.sitelog.LogReport;
import dev.postern.sitelog.SiteKeys;
import dev.postern.verify.StoreReport;
import dev.postern.verify.Verdict;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A verification's report, for people and for programs.
final class ReportViews {

    private static final int SHOWN = 50;

    private ReportViews() {}

    static String text(StoreReport report) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        LogReport log = report.log();
        if (log != null) {
            SiteKeys keys = log.keys();
            out.println(
                    "site log    %,d leaves, %,d under the newest checkpoint, %,d fixed by an anchor"
                            .formatted(log.leaves(), log.checkpointed(), log.anchored()));
            if (keys != null) {
                out.println(
                        "keys        %,d; the first is sha256:%s"
                                .formatted(keys.statements().size(), keys.fingerprint()));
            }
        }
        StoreReport.Counts counts = report.recordings();
        out.println(
                "recordings  %,d intact, %,d recovered, %,d without an end, %,d erased, %,d expired, %,d bad"
                        .formatted(
                                counts.intact(),
                                counts.recovered(),
                                counts.open(),
                                counts.erased(),
                                counts.expired(),
                                counts.bad()));
        end(report.findings(), report.notes(), report.verdict(), out);
        out.flush();
        return text.toString();
    }

    /// What stands at the end of every report.
    static void end(List<Finding> findings, List<String> notes, Verdict verdict, PrintWriter out) {
        findings.stream().limit(SHOWN).forEach(finding -> print(finding, out));
        if (findings.size() > SHOWN) {
            out.println("... and " + (findings.size() - SHOWN) + " more: -o json has all");
        }
        notes.forEach(note -> out.println("note        " + SafeText.line(note)));
        out.println("verdict     " + verdict.text().toUpperCase(Locale.ROOT));
    }

    private static void print(Finding finding, PrintWriter out) {
        out.println(
                SafeText.line(
                        "BAD         %s%s: %s: %s"
                                .formatted(
                                        finding.where(),
                                        finding.first() == 0 ? "" : " #" + finding.first(),
                                        finding.harm().text(),
                                        finding.text())));
    }

    static Map<String, @Nullable Object> document(StoreReport report) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("verdict", report.verdict().text());
        document.put("exitCode", report.verdict().exitCode());
        document.put("log", report.log() == null ? null : log(report.log()));
        StoreReport.Counts counts = report.recordings();
        Map<String, Object> recordings = new LinkedHashMap<>();
        recordings.put("intact", counts.intact());
        recordings.put("recovered", counts.recovered());
        recordings.put("open", counts.open());
        recordings.put("erased", counts.erased());
        recordings.put("expired", counts.expired());
        recordings.put("bad", counts.bad());
        recordings.put("bytes", counts.bytes());
        document.put("recordings", recordings);
        document.put("findings", report.findings().stream().map(ReportViews::finding).toList());
        document.put("notes", report.notes());
        return document;
    }

    private static Map<String, @Nullable Object> log(LogReport log) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        SiteKeys keys = log.keys();
        members.put("leaves", log.leaves());
        members.put("checkpointed", log.checkpointed());
        members.put("anchored", log.anchored());
        members.put("keys", keys == null ? 0 : keys.statements().size());
        members.put("origin", keys == null ? null : keys.origin());
        members.put("fingerprint", keys == null ? null : keys.fingerprint());
        return members;
    }

    static Map<String, Object> finding(Finding finding) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("harm", finding.harm().text());
        members.put("where", finding.where());
        members.put("first", finding.first());
        members.put("text", finding.text());
        return members;
    }
}
