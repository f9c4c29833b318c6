package dev.postern.broker.proxy.pg;

import dev.postern.broker.target.Target;

import io.netty.channel.Channel;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;

/// An open connection to a target, TLS finished and verified where the target demands it; nothing was said yet.
///
/// @param channel     its pipeline has the TLS handler, if any, and nothing else
/// @param route       where it leads
/// @param certificate the target's, or null without TLS
/// @param isIdentityShown whether the target asked for the broker's certificate and got one
record TargetConnection(
        Channel channel,
        TargetRoute route,
        @Nullable X509Certificate certificate,
        boolean isIdentityShown) {

    /// One address of a target and how it is protected: a cancel request must take the same way as its session.
    ///
    /// @param host    as configured, for TLS
    /// @param address resolved
    record TargetRoute(String host, InetSocketAddress address, TargetTlsPolicy policy) {

        /// The host and port of the configuration.
        Target.Host configured() {
            return new Target.Host(host, address.getPort());
        }

        /// Address and port as text.
        String text() {
            return address.getAddress().getHostAddress() + ":" + address.getPort();
        }
    }
}
