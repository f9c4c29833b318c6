package dev.postern.broker.proxy.pg;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.record.Recorder;
import dev.postern.broker.session.AttemptLog;
import dev.postern.broker.session.Gatekeeper;
import dev.postern.broker.session.SessionRegistry;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetAuthority;
import dev.postern.broker.target.TargetHealth;

import java.util.List;

/// What the PostgreSQL edge asks of the rest of the broker.
///
/// @param gatekeeper decides about connections
/// @param recorder   opens recordings
/// @param registry   learns of each session that begins and ends
/// @param attempts   the audit trail of attempts that never reach the gatekeeper
/// @param sources    time and randomness
/// @param targets    what the broker knows and has for targets
public record PostgresEdgeServices(
        Gatekeeper gatekeeper,
        Recorder recorder,
        SessionRegistry registry,
        AttemptLog attempts,
        Sources sources,
        Targets targets) {

    /// Services for targets that need no authority and are not tried between sessions.
    public PostgresEdgeServices(
            Gatekeeper gatekeeper,
            Recorder recorder,
            SessionRegistry registry,
            AttemptLog attempts,
            Sources sources) {
        this(
                gatekeeper,
                recorder,
                registry,
                attempts,
                sources,
                new Targets(List.of(), TargetAuthority.NONE, new TargetHealth()));
    }

    /// What the broker knows and has for targets.
    ///
    /// @param checked   those whose hosts are tried between sessions at first; see [PostgresEdge#check]
    /// @param authority vouches for the broker at targets, and for targets at the broker
    /// @param health    what is known of the hosts
    public record Targets(List<Target> checked, TargetAuthority authority, TargetHealth health) {

        public Targets {
            checked = List.copyOf(checked);
        }
    }

    /// Time and randomness.
    public record Sources(Clock clock, Ticker ticker, Randomness randomness) {}
}
