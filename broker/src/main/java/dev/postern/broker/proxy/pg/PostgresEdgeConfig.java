package dev.postern.broker.proxy.pg;

import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// Where and as whom the PostgreSQL edge listens.
///
/// @param bind       address and port; port 0 takes a free one
/// @param identities what clients are shown: the first one that names the server they ask for, else the first of all
/// @param eventLoops threads that move bytes, at least 1
/// @param limits     what strangers may use up
public record PostgresEdgeConfig(
        InetSocketAddress bind,
        List<ServerIdentity> identities,
        int eventLoops,
        EdgeLimits limits) {

    public PostgresEdgeConfig {
        identities = List.copyOf(identities);
        if (identities.isEmpty()) {
            throw new IllegalArgumentException("the edge needs a certificate");
        }
        if (eventLoops < 1) {
            throw new IllegalArgumentException(
                    "the edge needs at least 1 event loop, got " + eventLoops);
        }
    }

    /// With one certificate for all names.
    public PostgresEdgeConfig(
            InetSocketAddress bind,
            List<X509Certificate> chain,
            PrivateKey key,
            int eventLoops,
            EdgeLimits limits) {
        this(bind, List.of(new ServerIdentity(chain, key)), eventLoops, limits);
    }

    /// The number of event loops that suits this machine: half of its cores.
    public static int defaultEventLoops() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }
}
