package dev.postern.broker.proxy.pg;

import java.time.Duration;

/// Limits on what clients and targets may use up before a session runs.
///
/// @param loginTimeout from accept to the whole start-up packet, TLS included; bytes
/// that trickle do not extend it
/// @param connectTimeout    for one host of a target, its TLS included
/// @param targetLogin       from the first byte to the target until it is ready for queries
/// @param waitingPerAddress connections of one client address that have not yet sent their start-up packet; one more
/// sends away the one that has waited longest
/// @param waiting           the same for all addresses together
/// @param cancelsPerMinute  cancel requests of one client address
public record EdgeLimits(
        Duration loginTimeout,
        Duration connectTimeout,
        Duration targetLogin,
        int waitingPerAddress,
        int waiting,
        int cancelsPerMinute) {

    /// 10 s, 5 s, 15 s, 256 connections of an address, 2,000 in all, 120 cancel requests.
    public static final EdgeLimits DEFAULT =
            new EdgeLimits(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(15),
                    256,
                    2_000,
                    120);
}
