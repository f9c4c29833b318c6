package dev.postern.verify;

import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingReader;
import dev.postern.recording.RecordingVerifier;
import dev.postern.recording.SignatureKeys;
import dev.postern.recording.VerificationReport;
import dev.postern.recording.VerificationReport.Damage;
import dev.postern.recording.format.Footer;
import dev.postern.sitelog.Finding;
import dev.postern.sitelog.Harm;
import dev.postern.sitelog.KeyStatement;
import dev.postern.sitelog.SiteKeys;
import dev.postern.verify.RecordingFacts.State;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Checks one recording by itself: with the format's verifier, and whether its key is of its time.
final class RecordingCheck {

    private static final String SUFFIX = ".pgrec";

    /// A recording is sealed within this time after its last entry, unless its broker died.
    private static final Duration SEALING = Duration.ofHours(1);

    private final Path file;
    private final String name;
    private final @Nullable SiteKeys keys;
    private final List<Finding> findings = new ArrayList<>();

    private RecordingCheck(Path file, @Nullable SiteKeys keys) {
        this.file = file;
        this.name = sessionOf(file);
        this.keys = keys;
    }

    /// @param keys the site's, or null if they are not known
    static RecordingFacts check(Path file, @Nullable SiteKeys keys) throws IOException {
        return new RecordingCheck(file, keys).check();
    }

    /// The session that a file's name is of.
    static String sessionOf(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private RecordingFacts check() throws IOException {
        VerificationReport report = new RecordingVerifier(known()).verify(file);
        String session = report.id() == null ? name : report.id().toString();
        Damage damage = report.damage();
        if (damage != null && report.verdict() == VerificationReport.Verdict.TAMPERED) {
            find(harm(damage.harm()), damage.firstBadSequence(), damage.text());
        }
        boolean isSigned = false;
        VerificationReport.Seal end = report.seal();
        if (end != null) {
            isSigned = end.signature() == VerificationReport.SignatureState.VALID;
            if (end.signature() == VerificationReport.SignatureState.UNKNOWN_KEY && keys != null) {
                find(
                        Harm.FORGED_SIGNATURE,
                        report.extent().entries() + 1,
                        "it is signed by " + end.keyId() + ", which is none of the site's keys");
            }
        }
        State state =
                switch (report.verdict()) {
                    case INTACT ->
                            end != null && end.isRecovered() ? State.RECOVERED : State.FINISHED;
                    case INCOMPLETE, TAMPERED -> State.OPEN;
                    case TOO_NEW, TOO_OLD -> State.UNKNOWN;
                };
        Seal seal = seal(report, state);
        return new RecordingFacts(file, session, seal, state, isSigned, findings);
    }

    private Seal seal(VerificationReport report, State state) throws IOException {
        if (state == State.FINISHED || state == State.RECOVERED) {
            try (RecordingReader reader = RecordingFile.withoutKey(file).open()) {
                Optional<Footer> footer = reader.footer();
                if (footer.isPresent()) {
                    Seal seal = Seal.of(footer.get());
                    if (state == State.FINISHED) {
                        epoch(
                                seal,
                                Instant.ofEpochMilli(reader.header().createdMillis())
                                        .plus(
                                                footer.get().counts().lastMicros(),
                                                ChronoUnit.MICROS));
                    }
                    return seal;
                }
            }
        }
        return new Seal(report.extent().entries(), report.hashes().last(), "", Map.of(), null);
    }

    /// A recording that its own broker finished is signed by the key of the hour of its last entry. One that was
    /// recovered may be signed much later: only the log can say whether that is so.
    private void epoch(Seal seal, Instant endedAt) {
        String id = seal.key();
        if (keys == null || id == null) {
            return;
        }
        Optional<KeyStatement> signer = keys.find(id);
        if (signer.isPresent() && signer.get().from().isAfter(endedAt.plus(SEALING))) {
            find(
                    Harm.WRONG_EPOCH_KEY,
                    seal.entries() + 1,
                    "it ended at %s and is signed by key %d, which began at %s"
                            .formatted(endedAt, signer.get().epoch(), signer.get().from()));
        }
    }

    private SignatureKeys known() {
        SiteKeys site = keys;
        return site == null
                ? SignatureKeys.NONE
                : id -> site.find(id).map(statement -> statement.key().publicKey());
    }

    private static Harm harm(dev.postern.recording.Harm harm) {
        return switch (harm) {
            case FLIP -> Harm.FLIP;
            case TRUNCATION -> Harm.TRUNCATION;
            case DELETION -> Harm.DELETION;
            case INSERTION -> Harm.INSERTION;
            case REORDER -> Harm.REORDER;
            case SWAP -> Harm.SWAP;
            case FORGERY -> Harm.REWRITE;
            case BAD_SIGNATURE -> Harm.FORGED_SIGNATURE;
        };
    }

    private void find(Harm harm, long first, String text) {
        findings.add(new Finding(harm, name, first, text));
    }
}
