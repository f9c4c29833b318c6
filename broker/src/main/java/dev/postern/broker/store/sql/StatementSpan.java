package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

/// Where a statement lies among the messages of its session.
///
/// @param message   the number of its first message
/// @param endMicros when its answer was complete, since the start of the session; null while it runs
public record StatementSpan(long ordinal, long message, @Nullable Long endMicros) {}
