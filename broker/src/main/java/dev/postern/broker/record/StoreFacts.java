package dev.postern.broker.record;

import java.time.Duration;

/// What a start finds out about the disk that recordings go to.
///
/// @param fileSystem its type, such as `ext4`
/// @param syncs      how many syncs were measured
/// @param median     of the syncs
/// @param p99        of the syncs
/// @param warning    what a person should know about it; empty if nothing
public record StoreFacts(
        String fileSystem, int syncs, Duration median, Duration p99, String warning) {

    /// Nothing was measured.
    public static final StoreFacts UNKNOWN =
            new StoreFacts("", 0, Duration.ZERO, Duration.ZERO, "");
}
