package dev.postern.broker.proxy.pg;

import java.util.concurrent.Executor;

/// What all connections of one edge share.
///
/// @param salted  what logins to targets computed before
/// @param waiting runs whatever waits: decisions, audit events, name look-ups, SCRAM
record EdgeContext(
        PostgresEdgeServices services,
        EdgeLimits limits,
        CancelRouter cancels,
        UpstreamConnector connector,
        SaltedPasswords salted,
        Executor waiting) {

    EdgeContext(
            PostgresEdgeServices services,
            EdgeLimits limits,
            CancelRouter cancels,
            UpstreamConnector connector,
            Executor waiting) {
        this(services, limits, cancels, connector, new SaltedPasswords(), waiting);
    }

    /// Has a refused attempt written to the audit trail; returns at once.
    void audit(String address, String code, String text, String user, String database) {
        waiting.execute(() -> services.attempts().refused(address, code, text, user, database));
    }
}
