package dev.postern.broker.http;

import java.util.List;
import java.util.function.IntSupplier;

/// What anyone may know of this broker.
///
/// @param postgresPort asked at every use, because a free port is known only after the start
/// @param demoPeople   people of the demo identity provider; empty with a real one
public record BrokerInfo(
        String version,
        String issuer,
        String postgresHost,
        IntSupplier postgresPort,
        List<DemoPerson> demoPeople) {

    public BrokerInfo {
        demoPeople = List.copyOf(demoPeople);
    }

    /// Somebody to try the broker as.
    public record DemoPerson(String login, String name, String about) {}
}
