package dev.postern.broker.policy;

import java.time.Instant;

/// When and from where somebody would use a database.
///
/// @param address the client's address, without a port; empty if any will do
public record Circumstances(Instant now, String address) {

    /// Any time, any place: for what might be, such as a list of targets.
    public static final Circumstances ANY = new Circumstances(Instant.EPOCH, "");

    /// From the address of a connection, which ends in `:PORT`.
    public static Circumstances of(Instant now, String addressAndPort) {
        int colon = addressAndPort.lastIndexOf(':');
        String host = colon < 0 ? addressAndPort : addressAndPort.substring(0, colon);
        return new Circumstances(
                now,
                host.startsWith("[") && host.endsWith("]")
                        ? host.substring(1, host.length() - 1)
                        : host);
    }

    boolean isKnown() {
        return !equals(ANY);
    }
}
