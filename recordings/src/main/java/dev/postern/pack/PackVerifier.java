package dev.postern.pack;

import dev.postern.recording.format.RecordingId;
import dev.postern.sitelog.Finding;
import dev.postern.sitelog.Harm;
import dev.postern.sitelog.LogTrust;
import dev.postern.verify.ProvenLeaves;
import dev.postern.verify.RecordingFacts;
import dev.postern.verify.Seal;
import dev.postern.verify.Verdict;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipException;

/// Verifies a pack with public keys alone.
///
/// Every file has the digest that the manifest says; the manifest has the digest that a leaf of the site log says; the
/// leaf, like those of the session's start and end, is in the tree that a checkpoint is of; the checkpoint is signed by a
/// key of the site. What that site is, only keys, a fingerprint or a checkpoint from elsewhere can say.
public final class PackVerifier {

    private static final int LONGEST_MANIFEST = 1 << 20;

    private final PackFile pack;
    private final LogTrust trust;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int sound;
    private boolean isCut;

    private PackVerifier(PackFile pack, LogTrust trust) {
        this.pack = pack;
        this.trust = trust;
    }

    /// Whether a file begins as a ZIP does.
    public static boolean isPack(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(4);
            return start.length == 4
                    && start[0] == 'P'
                    && start[1] == 'K'
                    && start[2] == 3
                    && start[3] == 4;
        }
    }

    /// Verifies the pack in `file`, which is left alone.
    ///
    /// @throws IOException if the file cannot be read
    public static PackReport verify(Path file, LogTrust trust) throws IOException {
        try (PackFile pack = PackFile.open(file)) {
            return new PackVerifier(pack, trust).verify();
        } catch (ZipException e) {
            Finding finding =
                    new Finding(
                            Harm.TRUNCATION,
                            String.valueOf(file.getFileName()),
                            0,
                            "it is no whole ZIP: " + e.getMessage());
            return new PackReport(
                    Verdict.TAMPERED, "", 0, 0, null, null, false, List.of(finding), List.of());
        }
    }

    private PackReport verify() throws IOException {
        PackManifest manifest = manifest();
        PackProof proof = new PackProof(pack, trust, findings, notes);
        proof.check();
        boolean hasRecording = false;
        String session = "";
        if (manifest != null) {
            session = manifest.session();
            files(manifest);
            logged(proof, session, Digesting.hexOf(pack.read(PackManifest.NAME, LONGEST_MANIFEST)));
            proof.audit();
            hasRecording =
                    manifest.entries().stream()
                            .anyMatch(e -> e.name().equals(PackManifest.RECORDING));
            if (hasRecording && findings.isEmpty()) {
                recording(proof.leaves(), session);
            } else if (!hasRecording) {
                notes.add(
                        "The recording itself is not in the pack: that session.jsonl is what it"
                                + " holds rests on the site, which says so in its log.");
            }
        }
        return new PackReport(
                verdict(proof),
                session,
                sound,
                proof.count(),
                proof.keys(),
                proof.checkpoint(),
                hasRecording,
                findings,
                notes);
    }

    private @Nullable PackManifest manifest() throws IOException {
        try {
            PackManifest manifest =
                    PackManifest.parse(pack.read(PackManifest.NAME, LONGEST_MANIFEST));
            if (!RecordingId.isValid(manifest.session())) {
                throw new MalformedPackException("it names no session");
            }
            return manifest;
        } catch (MalformedPackException e) {
            find(Harm.FLIP, PackManifest.NAME, e.getMessage() + "");
            return null;
        }
    }

    private void files(PackManifest manifest) throws IOException {
        Set<String> listed = new HashSet<>(PackManifest.PROOF);
        listed.add(PackManifest.NAME);
        for (PackManifest.Entry entry : manifest.entries()) {
            if (!listed.add(entry.name())) {
                find(Harm.INSERTION, entry.name(), "the manifest has it twice");
            } else if (!pack.names().contains(entry.name())) {
                find(Harm.DELETION, entry.name(), "the manifest has it, the pack has not");
            } else {
                file(entry);
            }
        }
        Set<String> seen = new HashSet<>();
        for (String name : pack.names()) {
            if (!seen.add(name)) {
                find(Harm.INSERTION, name, "the pack has it twice");
            } else if (!listed.contains(name)) {
                find(Harm.INSERTION, name, "the manifest does not have it");
            }
        }
    }

    private void file(PackManifest.Entry entry) throws IOException {
        Digesting digest = new Digesting(OutputStream.nullOutputStream());
        try {
            pack.copy(entry.name(), entry.bytes(), digest);
        } catch (MalformedPackException e) {
            find(Harm.FLIP, entry.name(), e.getMessage() + "");
            return;
        }
        if (digest.bytes() != entry.bytes()) {
            find(
                    digest.bytes() < entry.bytes() ? Harm.TRUNCATION : Harm.INSERTION,
                    entry.name(),
                    "it has %s bytes, the manifest says %d"
                            .formatted(
                                    digest.bytes() < entry.bytes() ? digest.bytes() : "more",
                                    entry.bytes()));
        } else if (!digest.sha256Hex().equals(entry.sha256())) {
            find(Harm.FLIP, entry.name(), "its bytes are not those that the manifest is of");
        } else {
            sound++;
        }
    }

    /// What the site log says of the pack and of the session.
    private void logged(PackProof proof, String session, String manifest) {
        if (proof.checkpoint() == null) {
            return; // which is a finding already
        }
        Map<?, ?> made = proof.packed();
        if (!session.equals(proof.packedSession())) {
            find(
                    Harm.REWRITE,
                    PackManifest.NAME,
                    "no leaf of the site log says that a pack of session " + session + " was made");
        } else if (!manifest.equals(made.get("manifest"))) {
            find(
                    Harm.REWRITE,
                    PackManifest.NAME,
                    "it is not the one that the site log has: its SHA-256 is "
                            + manifest
                            + ", the log says "
                            + made.get("manifest"));
        }
        if (!proof.leaves().isStarted(session)) {
            find(
                    Harm.DELETION,
                    PackManifest.LEAVES,
                    "no leaf says that session " + session + " began");
        }
        Seal seal = proof.leaves().sealed(session).orElse(null);
        if (seal == null) {
            isCut = true;
            notes.add(
                    "The recording had no end in the site log when the pack was made: the session"
                            + " was running, or had just ended.");
        } else if (seal.isRecovered()) {
            isCut = true;
            notes.add("The recording was finished by a later broker: its end may be missing.");
        }
    }

    private void recording(ProvenLeaves leaves, String session) throws IOException {
        Path folder = Files.createTempDirectory("postern-verify-");
        Path file = folder.resolve(session + ".pgrec");
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                pack.copy(PackManifest.RECORDING, Long.MAX_VALUE - 1, out);
            }
            ProvenLeaves.Recording found = leaves.check(file);
            for (Finding finding : found.findings()) {
                findings.add(
                        new Finding(
                                finding.harm(),
                                PackManifest.RECORDING,
                                finding.first(),
                                finding.text()));
            }
            if (!found.facts().session().equals(session)) {
                find(
                        Harm.SWAP,
                        PackManifest.RECORDING,
                        "it is the recording of session " + found.facts().session());
            }
            isCut |= found.facts().state() != RecordingFacts.State.FINISHED;
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    private Verdict verdict(PackProof proof) {
        if (!findings.isEmpty()) {
            return Verdict.TAMPERED;
        }
        if (!proof.isSiteKnown()) {
            notes.add(
                    "Nothing from outside was given: the keys are those in the pack, and prove"
                            + " nothing about whose they are. Give --fingerprint or --keys that you"
                            + " have from elsewhere.");
            return Verdict.UNVERIFIABLE;
        }
        return isCut ? Verdict.INCOMPLETE : Verdict.INTACT;
    }

    private void find(Harm harm, String where, String text) {
        findings.add(new Finding(harm, where, 0, text));
    }
}
