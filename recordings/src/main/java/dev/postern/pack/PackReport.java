package dev.postern.pack;

import dev.postern.sitelog.Checkpoint;
import dev.postern.sitelog.Finding;
import dev.postern.sitelog.SiteKeys;
import dev.postern.verify.Verdict;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What verifying a pack came to.
///
/// @param session    that the pack says it is of; empty if its manifest cannot be read
/// @param files      how many are as the manifest says
/// @param leaves     how many are proven to be in the site log
/// @param keys       the site's, or null if they cannot be read
/// @param checkpoint that the proofs lead to, or null if no key of the site signed it
/// @param recording  whether the recording itself is in the pack
/// @param findings   harms
/// @param notes      what a reader of the verdict should know
public record PackReport(
        Verdict verdict,
        String session,
        int files,
        int leaves,
        @Nullable SiteKeys keys,
        @Nullable Checkpoint checkpoint,
        boolean recording,
        List<Finding> findings,
        List<String> notes) {
    public PackReport {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }
}
