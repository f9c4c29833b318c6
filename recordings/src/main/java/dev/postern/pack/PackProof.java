package dev.postern.pack;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;
import dev.postern.sitelog.Checkpoint;
import dev.postern.sitelog.Finding;
import dev.postern.sitelog.Harm;
import dev.postern.sitelog.LeafProof;
import dev.postern.sitelog.LogTrust;
import dev.postern.sitelog.MalformedLogException;
import dev.postern.sitelog.SignedNote;
import dev.postern.sitelog.SiteKeys;
import dev.postern.sitelog.TrustCheck;
import dev.postern.verify.ProvenLeaves;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The part of a pack that proves the rest: keys, a checkpoint they signed, leaves that lead to it.
final class PackProof {

    /// What the leaf says that a pack was made.
    static final String PACKED = "session.packed";

    private static final int LONGEST_PROOF = 64 << 20;

    private final PackFile pack;
    private final LogTrust trust;
    private final List<Finding> findings;
    private final List<String> notes;
    private final Set<String> proven = new HashSet<>();
    private ProvenLeaves leaves = new ProvenLeaves(null);
    private @Nullable SiteKeys keys;
    private @Nullable Checkpoint checkpoint;
    private Map<?, ?> packed = Map.of();
    private String packedSession = "";
    private boolean isSiteKnown;

    PackProof(PackFile pack, LogTrust trust, List<Finding> findings, List<String> notes) {
        this.pack = pack;
        this.trust = trust;
        this.findings = findings;
        this.notes = notes;
    }

    void check() throws IOException {
        SiteKeys read = readKeys();
        if (read == null) {
            return;
        }
        keys = read;
        leaves = new ProvenLeaves(read);
        Checkpoint signed = readCheckpoint(read);
        checkpoint = signed;
        if (signed != null) {
            anchors(read, signed);
            readLeaves(signed);
        }
    }

    private @Nullable SiteKeys readKeys() throws IOException {
        SiteKeys read;
        try {
            read = SiteKeys.parse(pack.read(PackManifest.KEYS, SiteKeys.MAX_BYTES));
        } catch (MalformedPackException | MalformedLogException e) {
            find(Harm.FLIP, PackManifest.KEYS, e.getMessage() + "");
            return null;
        }
        SiteKeys outside = trust.keys();
        isSiteKnown = outside != null || trust.fingerprint() != null;
        if (outside != null && outside.continuesFrom(read)) {
            // The site went on since the pack was made; what it says of its later keys holds too.
            new TrustCheck(outside, findings)
                    .keys(new LogTrust(null, trust.fingerprint(), List.of()), PackManifest.KEYS);
            return outside;
        }
        return new TrustCheck(read, findings).keys(trust, PackManifest.KEYS) ? read : null;
    }

    private @Nullable Checkpoint readCheckpoint(SiteKeys keys) throws IOException {
        try {
            return new TrustCheck(keys, findings)
                    .checkpoint(
                            SignedNote.parse(
                                    pack.read(PackManifest.CHECKPOINT, SignedNote.MAX_BYTES)),
                            PackManifest.CHECKPOINT,
                            "the checkpoint");
        } catch (MalformedPackException | MalformedLogException e) {
            find(Harm.FLIP, PackManifest.CHECKPOINT, e.getMessage() + "");
            return null;
        }
    }

    /// Checkpoints from outside that are of the same site say that its keys are the right ones; one of the same size says
    /// what the log was.
    private void anchors(SiteKeys keys, Checkpoint own) {
        boolean isFixed = false;
        int later = 0;
        int number = 0;
        for (SignedNote note : trust.anchors()) {
            number++;
            try {
                if (keys.signer(note).isEmpty() && Checkpoint.parse(note).size() > own.size()) {
                    later++;
                    continue;
                }
                Checkpoint anchor =
                        new TrustCheck(keys, findings)
                                .anchor(
                                        note,
                                        "checkpoint " + number + " of the anchor",
                                        own.size());
                isSiteKnown |= anchor != null;
                if (anchor != null && anchor.size() == own.size()) {
                    isFixed |= anchor.root().equals(own.root());
                    if (!anchor.root().equals(own.root())) {
                        find(
                                Harm.REWRITE,
                                PackManifest.CHECKPOINT,
                                "checkpoint " + number + " of the anchor has another root");
                    }
                }
            } catch (MalformedLogException e) {
                find(Harm.FLIP, "anchor", "checkpoint " + number + ": " + e.getMessage());
            }
        }
        if (later > 0) {
            notes.add(
                    later
                            + " checkpoints of the anchor are signed by keys that the site got"
                            + " after the pack was made: they say nothing about it.");
        }
        notes.add(
                isFixed
                        ? "The pack's checkpoint is the one that the anchor has."
                        : "The checkpoint rests on the site's own signature: whoever held its key"
                                + " when the pack was made could have made it up. An anchor of the"
                                + " whole log (postern verify --all) shows that.");
    }

    private void readLeaves(Checkpoint checkpoint) throws IOException {
        byte[] text;
        try {
            text = pack.read(PackManifest.LEAVES, LONGEST_PROOF);
        } catch (MalformedPackException e) {
            find(Harm.FLIP, PackManifest.LEAVES, e.getMessage() + "");
            return;
        }
        long last = -1;
        int number = 0;
        for (String line : new String(text, StandardCharsets.UTF_8).split("\n")) {
            number++;
            try {
                LeafProof proof = ProofLines.parse(line);
                if (proof.index() <= last || !proof.isIn(checkpoint)) {
                    findings.add(
                            new Finding(
                                    proof.index() <= last ? Harm.REORDER : Harm.FLIP,
                                    PackManifest.LEAVES,
                                    number,
                                    "leaf "
                                            + (proof.index() + 1)
                                            + (proof.index() <= last
                                                    ? " is behind a later one"
                                                    : " is not in the tree that the checkpoint is"
                                                            + " of")));
                    return;
                }
                last = proof.index();
                add(proof);
            } catch (MalformedPackException e) {
                findings.add(
                        new Finding(Harm.FLIP, PackManifest.LEAVES, number, e.getMessage() + ""));
                return;
            }
        }
        findings.addAll(leaves.findings());
    }

    private void add(LeafProof proof) throws MalformedPackException {
        proven.add(proof.leaf());
        leaves.add(proof.index(), proof.leaf().getBytes(StandardCharsets.UTF_8));
        try {
            Map<String, @Nullable Object> leaf = Json.readObject(proof.leaf());
            if (PACKED.equals(leaf.get("code")) && leaf.get("detail") instanceof Map<?, ?> detail) {
                packed = detail;
                packedSession = leaf.get("session") instanceof String text ? text : "";
            }
        } catch (MalformedJsonException e) {
            throw new MalformedPackException("a leaf is no audit event: " + e.getMessage());
        }
    }

    /// Checks that every event of `audit.jsonl` is a leaf that is proven.
    void audit() throws IOException {
        if (checkpoint == null || !pack.names().contains(PackManifest.AUDIT)) {
            return;
        }
        String events;
        try {
            events =
                    new String(
                            pack.read(PackManifest.AUDIT, LONGEST_PROOF), StandardCharsets.UTF_8);
        } catch (MalformedPackException e) {
            find(Harm.FLIP, PackManifest.AUDIT, e.getMessage() + "");
            return;
        }
        int number = 0;
        for (String line : events.split("\n")) {
            number++;
            if (!proven.contains(line)) {
                findings.add(
                        new Finding(
                                Harm.INSERTION,
                                PackManifest.AUDIT,
                                number,
                                "the event is not among the leaves that are proven"));
                return;
            }
        }
    }

    ProvenLeaves leaves() {
        return leaves;
    }

    int count() {
        return proven.size();
    }

    @Nullable SiteKeys keys() {
        return keys;
    }

    @Nullable Checkpoint checkpoint() {
        return checkpoint;
    }

    /// What the last leaf says that a pack was made.
    Map<?, ?> packed() {
        return packed;
    }

    /// The session that this pack was of.
    String packedSession() {
        return packedSession;
    }

    /// Whether something from outside says whose the keys are.
    boolean isSiteKnown() {
        return isSiteKnown;
    }

    private void find(Harm harm, String where, String text) {
        findings.add(new Finding(harm, where, 0, text));
    }
}
