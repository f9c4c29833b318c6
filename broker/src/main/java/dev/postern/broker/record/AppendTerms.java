package dev.postern.broker.record;

/// How an entry is appended to a journal.
///
/// @param syncWithinNanos its sync begins so long after the append at the latest
/// @param isSyncAwaited   whether sessions wait for its sync
/// @param isLastWord      whether it is the broker's own, and so may use the room kept for the ends of sessions
record AppendTerms(long syncWithinNanos, boolean isSyncAwaited, boolean isLastWord) {}
