package dev.postern.cli.verify;

import dev.postern.cli.console.SafeText;
import dev.postern.pack.PackReport;
import dev.postern.sitelog.Checkpoint;
import dev.postern.sitelog.SiteKeys;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/// The report of an evidence pack, for people and for programs.
final class PackViews {

    private PackViews() {}

    /// @param isGiven whether something from outside says whose the keys are
    static String text(PackReport report, boolean isGiven) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        out.println("pack        session " + SafeText.line(report.session()));
        out.println(
                "files       %,d as the manifest says; the recording is %s"
                        .formatted(
                                report.files(),
                                report.recording() ? "in the pack" : "not in the pack"));
        Checkpoint checkpoint = report.checkpoint();
        out.println(
                checkpoint == null
                        ? "site log    nothing is proven"
                        : "site log    %,d leaves proven, of the %,d under the checkpoint"
                                .formatted(report.leaves(), checkpoint.size()));
        SiteKeys keys = report.keys();
        if (keys != null) {
            out.println(
                    "keys        %,d; the first is sha256:%s, %s"
                            .formatted(
                                    keys.statements().size(),
                                    keys.fingerprint(),
                                    isGiven
                                            ? "held against what you gave"
                                            : "which the pack says itself"));
        }
        ReportViews.end(report.findings(), report.notes(), report.verdict(), out);
        out.flush();
        return text.toString();
    }

    static Map<String, @Nullable Object> document(PackReport report) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("verdict", report.verdict().text());
        document.put("exitCode", report.verdict().exitCode());
        document.put("session", report.session());
        document.put("files", report.files());
        document.put("recording", report.recording());
        Checkpoint checkpoint = report.checkpoint();
        SiteKeys keys = report.keys();
        Map<String, @Nullable Object> log = new LinkedHashMap<>();
        log.put("leaves", report.leaves());
        log.put("checkpointed", checkpoint == null ? 0 : checkpoint.size());
        log.put("keys", keys == null ? 0 : keys.statements().size());
        log.put("origin", keys == null ? null : keys.origin());
        log.put("fingerprint", keys == null ? null : keys.fingerprint());
        document.put("log", log);
        document.put("findings", report.findings().stream().map(ReportViews::finding).toList());
        document.put("notes", report.notes());
        return document;
    }
}
