package dev.postern.sitelog;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/// Holds a site's public keys against what is known from elsewhere, and checkpoints against the keys.
public final class TrustCheck {

    /// Where harms of checkpoints from outside are said to be.
    static final String ANCHOR = "anchor";

    private final SiteKeys keys;
    private final List<Finding> findings;

    /// @param keys     what is checked
    /// @param findings harms are added to it
    public TrustCheck(SiteKeys keys, List<Finding> findings) {
        this.keys = keys;
        this.findings = findings;
    }

    /// Checks that each key was handed over to by the one before, and that they are those that are known.
    ///
    /// @param where what the keys are called in findings
    /// @return whether they hold together, whatever is known from elsewhere
    public boolean keys(LogTrust trust, String where) {
        Optional<SiteKeys.Broken> broken = keys.firstBroken();
        broken.ifPresent(b ->
                find(
                        b.isHandOver() ? Harm.WRONG_EPOCH_KEY : Harm.FLIP,
                        where,
                        b.epoch(),
                        b.what()));
        String wanted = trust.fingerprint();
        if (wanted != null && !wanted.equals(keys.fingerprint())) {
            find(
                    Harm.REWRITE,
                    where,
                    1,
                    "the first key is " + keys.fingerprint() + ", not " + wanted);
        }
        known(trust, where);
        return broken.isEmpty();
    }

    private void known(LogTrust trust, String where) {
        SiteKeys outside = trust.keys();
        if (outside == null || keys.continuesFrom(outside)) {
            return;
        }
        if (outside.continuesFrom(keys)) {
            find(
                    Harm.STALE_HEAD,
                    where,
                    keys.statements().size() + 1L,
                    "the copy of the keys kept outside has "
                            + outside.statements().size()
                            + " keys, the log has "
                            + keys.statements().size());
        } else {
            find(
                    Harm.REWRITE,
                    where,
                    0,
                    "the keys are not those of the copy kept outside; if that copy is of another"
                            + " site, name the right one");
        }
    }

    /// The checkpoint in a note, or null if it is not one that these keys may have signed, which is a finding.
    ///
    /// @param where what the note is called in findings, and `name` in their sentences
    public @Nullable Checkpoint checkpoint(SignedNote note, String where, String name)
            throws MalformedLogException {
        return signed(note, where, name, Long.MAX_VALUE);
    }

    /// The checkpoint in a note from outside; see [#checkpoint].
    ///
    /// @param head how many leaves the log's own checkpoint covers
    public @Nullable Checkpoint anchor(SignedNote note, String name, long head)
            throws MalformedLogException {
        return signed(note, ANCHOR, name, head);
    }

    private @Nullable Checkpoint signed(SignedNote note, String where, String name, long head)
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
            boolean isNewer = checkpoint.size() > head;
            find(
                    isNewer ? Harm.STALE_HEAD : Harm.FORGED_SIGNATURE,
                    where,
                    isNewer ? head + 1 : checkpoint.size(),
                    "%s covers %d leaves and is signed by no key of this log%s"
                            .formatted(
                                    name,
                                    checkpoint.size(),
                                    head == Long.MAX_VALUE
                                            ? ""
                                            : ", whose checkpoint covers " + head));
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
