package dev.postern.sitelog;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What verifying a log found.
///
/// @param keys         the log's, or null if they cannot be read
/// @param leaves       how many could be read
/// @param checkpointed how many its newest checkpoint covers
/// @param anchored     how many the newest anchor fixes; 0 without one
/// @param findings     harms, the first ones first
public record LogReport(
        @Nullable SiteKeys keys,
        long leaves,
        long checkpointed,
        long anchored,
        List<Finding> findings) {
    public LogReport {
        findings = List.copyOf(findings);
    }
}
