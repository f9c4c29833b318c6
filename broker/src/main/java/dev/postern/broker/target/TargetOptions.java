package dev.postern.broker.target;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// What a target may leave to the defaults.
///
/// @param serverRole  what a host must be for a session
/// @param limits      of its sessions
/// @param announce    which clients are told of their session when it begins
/// @param healthCheck time between two logins that try its hosts, or null for none
/// @param highRisk    whether who approves a request for it must have signed in just before
public record TargetOptions(
        ServerRole serverRole,
        SessionLimits limits,
        Announce announce,
        @Nullable Duration healthCheck,
        boolean highRisk) {

    /// Options of a target that is not marked high-risk.
    public TargetOptions(
            ServerRole serverRole,
            SessionLimits limits,
            Announce announce,
            @Nullable Duration healthCheck) {
        this(serverRole, limits, announce, healthCheck, false);
    }

    /// Any server, no limits, no announcement, no health checks.
    public static final TargetOptions NONE =
            new TargetOptions(ServerRole.ANY, SessionLimits.NONE, Announce.OFF, null);

    /// What a host must be for a session.
    public enum ServerRole {
        /// Whatever it is.
        ANY,
        /// A server that takes writes.
        PRIMARY,
        /// A server in recovery that takes queries.
        STANDBY;

        /// Whether a server that reports `in_hot_standby` as this will do; servers before PostgreSQL 14 report nothing,
        /// an empty text, and do only for [#ANY].
        public boolean accepts(String inHotStandby) {
            return switch (this) {
                case ANY -> true;
                case PRIMARY -> inHotStandby.equals("off");
                case STANDBY -> inHotStandby.equals("on");
            };
        }
    }

    /// Which clients read a NOTICE about their session when it begins.
    public enum Announce {
        /// None.
        OFF,
        /// Those that call themselves `psql`: somebody reads it there.
        PSQL,
        /// All.
        ALL;

        /// Whether a client with this `application_name` is told.
        public boolean covers(String application) {
            return this == ALL || (this == PSQL && application.equals("psql"));
        }
    }
}
