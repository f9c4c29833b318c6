package dev.postern.verify;

import dev.postern.recording.format.RecordingId;
import dev.postern.sitelog.Finding;
import dev.postern.sitelog.Harm;
import dev.postern.sitelog.LogReport;
import dev.postern.sitelog.LogTrust;
import dev.postern.sitelog.SiteKeys;
import dev.postern.sitelog.SiteLogVerifier;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Verifies recordings, the site log, and both against each other.
public final class StoreVerifier {

    private final @Nullable Path log;
    private final LogTrust trust;
    private final LoggedSessions sessions = new LoggedSessions();
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final Tally tally = new Tally();

    /// @param log the folder of the site log, or null if there is none
    private StoreVerifier(@Nullable Path log, LogTrust trust) {
        this.log = log;
        this.trust = trust;
    }

    /// Verifies a whole store: a data directory, or a copy of it, with `site-log/` and `recordings/`.
    public static StoreReport all(Path data, LogTrust trust) throws IOException {
        StoreVerifier verifier = new StoreVerifier(logOf(data), trust);
        List<Path> files = recordings(data); // before the log is read: sessions may begin meanwhile
        LogReport log = verifier.log();
        for (Path file : files) {
            verifier.recording(file, log);
        }
        if (log != null) {
            verifier.missing();
        }
        return verifier.report(log, true);
    }

    /// Verifies some recordings, and the log they belong to if there is one.
    ///
    /// @param data the data directory they belong to, or null
    public static StoreReport some(List<Path> files, @Nullable Path data, LogTrust trust)
            throws IOException {
        StoreVerifier verifier = new StoreVerifier(data == null ? null : logOf(data), trust);
        LogReport log = verifier.log();
        for (Path file : files) {
            verifier.recording(file, log);
        }
        return verifier.report(log, false);
    }

    /// Verifies the recording of one session of a store.
    public static StoreReport session(Path data, String session, LogTrust trust)
            throws IOException {
        StoreVerifier verifier = new StoreVerifier(logOf(data), trust);
        List<Path> files = recordings(data);
        LogReport log = verifier.log();
        for (Path file : files) {
            if (RecordingCheck.sessionOf(file).equals(session)) {
                verifier.recording(file, log);
            }
        }
        verifier.sessions.all().keySet().retainAll(Set.of(session));
        verifier.missing();
        if (verifier.sessions.all().isEmpty() && verifier.seen.isEmpty()) {
            throw new NoSuchFileException(
                    session + ": neither the site log nor the recordings have this session");
        }
        return verifier.report(log, false);
    }

    private static @Nullable Path logOf(Path data) {
        Path log = data.resolve("site-log");
        return Files.isDirectory(log) ? log : null;
    }

    /// The recordings below a folder, oldest session first.
    public static List<Path> recordings(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(StoreVerifier::isRecording)
                    .sorted((a, b) ->
                            RecordingCheck.sessionOf(a).compareTo(RecordingCheck.sessionOf(b)))
                    .toList();
        }
    }

    private static boolean isRecording(Path file) {
        return file.toString().endsWith(".pgrec")
                && RecordingId.isValid(RecordingCheck.sessionOf(file))
                && Files.isRegularFile(file);
    }

    private @Nullable LogReport log() throws IOException {
        if (log == null) {
            if (!trust.anchors().isEmpty()) {
                findings.add(
                        new Finding(
                                Harm.DELETION,
                                "site-log",
                                1,
                                "there is no site log, but there are checkpoints of one"));
            }
            return null;
        }
        LogReport report = SiteLogVerifier.verify(log, trust, sessions);
        findings.addAll(report.findings());
        // A leaf that does not fit its place is told by the tree first; its own number helps where
        // the tree was remade.
        if (report.findings().isEmpty()
                || report.findings().stream().allMatch(f -> f.harm() == Harm.REWRITE)) {
            findings.addAll(sessions.findings());
        }
        return report;
    }

    private void recording(Path file, @Nullable LogReport report) throws IOException {
        SiteKeys keys = report == null ? trust.keys() : report.keys();
        RecordingFacts facts = RecordingCheck.check(file, keys);
        String name = RecordingCheck.sessionOf(file);
        seen.add(name);
        tally.bytes += Files.size(file);
        List<Finding> found = new ArrayList<>(facts.findings());
        if (!name.equals(facts.session())) {
            found.clear();
            found.add(
                    new Finding(
                            Harm.SWAP,
                            name,
                            1,
                            "the file of session "
                                    + name
                                    + " holds the recording of "
                                    + facts.session()));
        } else if (report != null) {
            LogCheck check = new LogCheck(sessions, keys, report.leaves());
            found = check.judge(facts);
        }
        LoggedSessions.Session session = sessions.find(name);
        tally.add(facts, found, session != null && session.isErased());
        tally.unstarted += session != null && session.start() < 0 ? 1 : 0;
        tally.unsigned += facts.isSigned() || facts.state() == RecordingFacts.State.OPEN ? 0 : 1;
        if (facts.state() == RecordingFacts.State.UNKNOWN) {
            notes.add(name + " is of a format that this version does not read.");
        }
        findings.addAll(found);
    }

    /// Sessions that began and have no recording.
    private void missing() {
        for (Map.Entry<String, LoggedSessions.Session> entry : sessions.all().entrySet()) {
            LoggedSessions.Session session = entry.getValue();
            if (seen.contains(entry.getKey())) {
                continue;
            }
            if (session.isExpired()) {
                tally.expired++;
            } else if (session.seal() == null && sessions.mayRun(session)) {
                tally.open++;
            } else {
                tally.bad++;
                findings.add(
                        new Finding(
                                Harm.DELETION,
                                entry.getKey(),
                                1,
                                "the recording is missing; leaf "
                                        + (Math.max(session.start(), session.sealed()) + 1)
                                        + " of the site log knows it, and none that it was"
                                        + " deleted by retention"));
            }
        }
    }

    private StoreReport report(@Nullable LogReport report, boolean isWhole) {
        if (tally.unstarted > 0) {
            notes.add(
                    "Recordings whose seal the site log has and not their start: %d. Their broker died while they began, or the log lost its end."
                            .formatted(tally.unstarted));
        }
        Verdict verdict;
        if (!findings.isEmpty()) {
            verdict = Verdict.TAMPERED;
        } else if (isUnverifiable(report, isWhole) || tally.unknown > 0) {
            verdict = Verdict.UNVERIFIABLE;
        } else if (tally.recovered > 0 || (tally.open > 0 && !isWhole)) {
            verdict = Verdict.INCOMPLETE;
        } else {
            verdict = Verdict.INTACT;
        }
        return new StoreReport(verdict, report, tally.counts(), findings, notes);
    }

    private boolean isUnverifiable(@Nullable LogReport report, boolean isWhole) {
        if (report == null) {
            notes.add(
                    isWhole
                            ? "There is no site log: what is missing cannot be told."
                            : "There is no site log beside the recording: whether it is the one"
                                    + " that was recorded then rests on its signature alone.");
            return isWhole || !trust.knowsKey() || tally.unsigned > 0;
        }
        if (report.anchored() > 0) {
            notes.add(
                    "Leaves 1 to %d are fixed by the anchor; the %d after them rest on the log's own signature."
                            .formatted(report.anchored(), report.leaves() - report.anchored()));
            return false;
        }
        notes.add(
                "No checkpoint from outside was given (--anchor): whoever held the site's newest"
                    + " key could have remade the log since that key began, or put an older copy in"
                    + " its place.");
        return true;
    }

    private static final class Tally {
        private long intact;
        private long recovered;
        private long open;
        private long erased;
        private long expired;
        private long bad;
        private long bytes;
        private long unsigned;
        private long unknown;
        private long unstarted;

        private void add(RecordingFacts facts, List<Finding> found, boolean isErased) {
            if (!found.isEmpty()) {
                bad++;
                return;
            }
            switch (facts.state()) {
                case FINISHED -> intact++;
                case RECOVERED -> recovered++;
                case OPEN -> open++;
                case UNKNOWN -> unknown++;
            }
            erased += isErased ? 1 : 0;
        }

        private StoreReport.Counts counts() {
            return new StoreReport.Counts(intact, recovered, open, erased, expired, bad, bytes);
        }
    }
}
