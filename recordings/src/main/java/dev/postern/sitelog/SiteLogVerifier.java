package dev.postern.sitelog;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Verifies a site log with public keys alone: every leaf is hashed again, and the tree must have every root that was
/// ever signed for it: in its tiles, its checkpoint, the lines of its keys, and the anchors.
public final class SiteLogVerifier {

    private static final String KEYS = "site-log/keys";
    private static final String CHECKPOINT = "site-log/checkpoint";
    private static final String LOG = "site-log";
    private static final String ANCHOR = "anchor";

    private final Path folder;
    private final LogTrust trust;
    private final LeafListener listener;
    private final List<Finding> findings = new ArrayList<>();
    private final LogHeads heads = new LogHeads();
    private long headSize;

    /// Takes the leaves, in order.
    @FunctionalInterface
    public interface LeafListener {

        /// Takes leaf number `index`, from 0.
        void leaf(long index, byte[] entry);
    }

    private SiteLogVerifier(Path folder, LogTrust trust, LeafListener listener) {
        this.folder = folder;
        this.trust = trust;
        this.listener = listener;
    }

    /// Verifies the log in `folder`, which is left alone.
    ///
    /// @throws IOException if a file cannot be read
    public static LogReport verify(Path folder, LogTrust trust, LeafListener listener)
            throws IOException {
        return new SiteLogVerifier(folder, trust, listener).verify();
    }

    private LogReport verify() throws IOException {
        SiteKeys keys = keys();
        if (keys != null) {
            checkpoint(keys);
            anchors(keys);
        }
        heads.sort();
        SiteLogReader reader;
        try {
            reader = SiteLogReader.open(folder);
        } catch (MalformedLogException e) {
            find(Harm.FLIP, LOG, 0, e.getMessage() + "");
            return new LogReport(keys, 0, 0, 0, findings);
        }
        long leaves = new TreeWalk(folder, reader, heads, listener, findings).walk();
        return new LogReport(keys, leaves, reader.checkpointed(), heads.anchored(), findings);
    }

    private @Nullable SiteKeys keys() throws IOException {
        Path file = SiteLogFiles.keys(folder);
        if (!Files.exists(file)) {
            find(Harm.DELETION, KEYS, 1, "the public keys are missing");
            return null;
        }
        SiteKeys keys;
        try {
            keys = SiteKeys.parse(Files.readAllBytes(file));
        } catch (MalformedLogException e) {
            find(Harm.FLIP, KEYS, 0, e.getMessage() + "");
            return null;
        }
        Optional<SiteKeys.Broken> broken = keys.firstBroken();
        broken.ifPresent(b ->
                find(b.isHandOver() ? Harm.WRONG_EPOCH_KEY : Harm.FLIP, KEYS, b.epoch(), b.what()));
        trusted(keys);
        if (broken.isEmpty()) {
            keys.statements()
                    .forEach(s ->
                            heads.add(
                                    new LogHeads.Head(
                                            s.size(),
                                            s.root(),
                                            "the line of key " + s.epoch(),
                                            false)));
        }
        return keys;
    }

    private void trusted(SiteKeys keys) {
        String wanted = trust.fingerprint();
        if (wanted != null && !wanted.equals(keys.fingerprint())) {
            find(
                    Harm.REWRITE,
                    KEYS,
                    1,
                    "the first key is " + keys.fingerprint() + ", not " + wanted);
        }
        SiteKeys outside = trust.keys();
        if (outside == null || keys.continuesFrom(outside)) {
            return;
        }
        if (outside.continuesFrom(keys)) {
            find(
                    Harm.STALE_HEAD,
                    KEYS,
                    keys.statements().size() + 1L,
                    "the copy of the keys kept outside has "
                            + outside.statements().size()
                            + " keys, the log has "
                            + keys.statements().size());
        } else {
            find(
                    Harm.REWRITE,
                    KEYS,
                    0,
                    "the keys are not those of the copy kept outside; if that copy is of another"
                            + " site, name the right one");
        }
    }

    private void checkpoint(SiteKeys keys) throws IOException {
        Path file = SiteLogFiles.checkpoint(folder);
        if (!Files.exists(file)) {
            if (keys.statements().size() > 1 || Files.exists(folder.resolve("tile"))) {
                find(Harm.DELETION, CHECKPOINT, 1, "the checkpoint is missing");
            }
            return;
        }
        try {
            SignedNote note = SignedNote.parse(Files.readAllBytes(file));
            headSize = Checkpoint.parse(note).size();
            Checkpoint checkpoint = signed(keys, note, CHECKPOINT, "the checkpoint");
            if (checkpoint == null) {
                return;
            }
            heads.add(
                    new LogHeads.Head(
                            checkpoint.size(), checkpoint.root(), "the checkpoint", false));
            if (checkpoint.size() < keys.last().size()) {
                find(
                        Harm.STALE_HEAD,
                        CHECKPOINT,
                        checkpoint.size() + 1,
                        "the checkpoint covers "
                                + checkpoint.size()
                                + " leaves, but there were "
                                + keys.last().size()
                                + " when key "
                                + keys.last().epoch()
                                + " began");
            }
        } catch (MalformedLogException e) {
            find(Harm.FLIP, CHECKPOINT, 0, e.getMessage() + "");
        }
    }

    private void anchors(SiteKeys keys) {
        int number = 0;
        for (SignedNote note : trust.anchors()) {
            number++;
            String name = "checkpoint " + number + " of the anchor";
            try {
                Checkpoint checkpoint = signed(keys, note, ANCHOR, name);
                if (checkpoint != null) {
                    heads.add(new LogHeads.Head(checkpoint.size(), checkpoint.root(), name, true));
                }
            } catch (MalformedLogException e) {
                find(Harm.FLIP, ANCHOR, number, name + ": " + e.getMessage());
            }
        }
    }

    /// The checkpoint in a note, or null if it is not one that this log's keys may have signed, which is a finding.
    private @Nullable Checkpoint signed(SiteKeys keys, SignedNote note, String where, String name)
            throws MalformedLogException {
        Checkpoint checkpoint = Checkpoint.parse(note);
        Optional<KeyStatement> signer = keys.signer(note);
        if (!checkpoint.origin().equals(keys.origin())) {
            find(
                    Harm.REWRITE,
                    where,
                    0,
                    "%s is of the log %s, this is %s"
                            .formatted(name, Texts.shown(checkpoint.origin()), keys.origin()));
        } else if (signer.isEmpty()) {
            boolean isNewer = where.equals(ANCHOR) && checkpoint.size() > headSize;
            find(
                    isNewer ? Harm.STALE_HEAD : Harm.FORGED_SIGNATURE,
                    where,
                    isNewer ? headSize + 1 : checkpoint.size(),
                    "%s covers %d leaves and is signed by no key of this log, whose checkpoint covers %d"
                            .formatted(name, checkpoint.size(), headSize));
        } else if (!note.isSignedBy(keys.origin(), signer.get().key())) {
            find(
                    Harm.FORGED_SIGNATURE,
                    where,
                    checkpoint.size(),
                    "the signature of " + name + " is not that of key " + signer.get().epoch());
        } else if (!keys.maySign(signer.get(), checkpoint.size())) {
            find(
                    Harm.WRONG_EPOCH_KEY,
                    where,
                    checkpoint.size(),
                    "%s covers %d leaves and is signed by key %d, which was not the log's then"
                            .formatted(name, checkpoint.size(), signer.get().epoch()));
        } else {
            return checkpoint;
        }
        return null;
    }

    private void find(Harm harm, String where, long first, String text) {
        findings.add(new Finding(harm, where, first, text));
    }
}
