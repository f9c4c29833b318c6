package dev.postern.broker.review;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Which sessions are to be reviewed, and by when. Of several rules the first that takes a session counts.
///
/// @param name     names it among all
/// @param sessions the filter that takes sessions, in the grammar of filters; checked; empty for all
/// @param sample   of a million sessions that it takes so many are to be reviewed, 0 to 1 000 000
/// @param within   how long after its end a session is to be reviewed; null for no due time
public record ReviewRule(
        String name, String sessions, int sample, @Nullable Duration within, Checklist checklist) {

    /// Every session is to be reviewed.
    public static final int ALL = 1_000_000;
}
