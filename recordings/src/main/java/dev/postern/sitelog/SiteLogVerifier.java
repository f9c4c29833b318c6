package dev.postern.sitelog;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Verifies a site log with public keys alone: every leaf is hashed again, and the tree must have every root that was
/// ever signed for it: in its tiles, its checkpoint, the lines of its keys, and the anchors.
public final class SiteLogVerifier {

    private static final String KEYS = "site-log/keys";
    private static final String CHECKPOINT = "site-log/checkpoint";
    private static final String LOG = "site-log";

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
        if (new TrustCheck(keys, findings).keys(trust, KEYS)) {
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
            Checkpoint checkpoint =
                    new TrustCheck(keys, findings).checkpoint(note, CHECKPOINT, "the checkpoint");
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
                Checkpoint checkpoint = new TrustCheck(keys, findings).anchor(note, name, headSize);
                if (checkpoint != null) {
                    heads.add(new LogHeads.Head(checkpoint.size(), checkpoint.root(), name, true));
                }
            } catch (MalformedLogException e) {
                find(Harm.FLIP, TrustCheck.ANCHOR, number, name + ": " + e.getMessage());
            }
        }
    }

    private void find(Harm harm, String where, long first, String text) {
        findings.add(new Finding(harm, where, first, text));
    }
}
