package dev.postern.broker.proxy.pg;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.record.Recorder;
import dev.postern.broker.session.AttemptLog;
import dev.postern.broker.session.Gatekeeper;
import dev.postern.broker.session.SessionRegistry;

/// What the PostgreSQL edge asks of the rest of the broker.
///
/// @param gatekeeper decides about connections
/// @param recorder   opens recordings
/// @param registry   learns of each session that begins and ends
/// @param attempts   the audit trail of attempts that never reach the gatekeeper
/// @param sources    time and randomness
public record PostgresEdgeServices(
        Gatekeeper gatekeeper,
        Recorder recorder,
        SessionRegistry registry,
        AttemptLog attempts,
        Sources sources) {

    /// Time and randomness.
    public record Sources(Clock clock, Ticker ticker, Randomness randomness) {}
}
