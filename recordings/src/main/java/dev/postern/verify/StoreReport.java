package dev.postern.verify;

import dev.postern.sitelog.Finding;
import dev.postern.sitelog.LogReport;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What verifying a store came to.
///
/// @param log      null if there was no log
/// @param findings harms: those of the log first, then those of recordings
/// @param notes    what a reader of the verdict should know
public record StoreReport(
        Verdict verdict,
        @Nullable LogReport log,
        Counts recordings,
        List<Finding> findings,
        List<String> notes) {
    public StoreReport {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    /// Recordings by what became of them.
    ///
    /// @param intact    finished, and as the log says
    /// @param recovered finished by a later broker, and as the log says
    /// @param open      without an end
    /// @param erased    intact, and their content erased
    /// @param expired   deleted by retention, as the log says
    /// @param bad       with a finding
    /// @param bytes     that were read
    public record Counts(
            long intact,
            long recovered,
            long open,
            long erased,
            long expired,
            long bad,
            long bytes) {}
}
