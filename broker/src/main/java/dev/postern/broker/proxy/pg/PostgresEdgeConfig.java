package dev.postern.broker.proxy.pg;

import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// Where and as whom the PostgreSQL edge listens.
///
/// @param bind       address and port; port 0 takes a free one
/// @param chain      the server certificate first, then its issuers
/// @param key        the key of the server certificate
/// @param eventLoops threads that move bytes, at least 1
/// @param limits     what strangers may use up
public record PostgresEdgeConfig(
        InetSocketAddress bind,
        List<X509Certificate> chain,
        PrivateKey key,
        int eventLoops,
        EdgeLimits limits) {

    public PostgresEdgeConfig {
        chain = List.copyOf(chain);
        if (eventLoops < 1) {
            throw new IllegalArgumentException(
                    "the edge needs at least 1 event loop, got " + eventLoops);
        }
    }

    /// The number of event loops that suits this machine: half of its cores.
    public static int defaultEventLoops() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    @Override
    public String toString() {
        return "PostgresEdgeConfig[bind="
                + bind
                + ", key=***, eventLoops="
                + eventLoops
                + ", limits="
                + limits
                + "]";
    }
}
