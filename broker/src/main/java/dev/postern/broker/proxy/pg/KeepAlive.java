package dev.postern.broker.proxy.pg;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;

/// Has the kernel ask silent peers whether they are still there: after a minute, then six times in another.
///
/// The kernel's own two hours are longer than load balancers keep a silent connection, and as long would a target hold
/// the locks of a client that fell off the network.
final class KeepAlive {

    private static final int IDLE_SECONDS = 60;
    private static final int INTERVAL_SECONDS = 10;
    private static final int PROBES = 6;

    private KeepAlive() {}

    /// For the connections that `bootstrap` accepts.
    static ServerBootstrap ofAccepted(ServerBootstrap bootstrap) {
        bootstrap.childOption(ChannelOption.SO_KEEPALIVE, true);
        if (Epoll.isAvailable()) {
            bootstrap
                    .childOption(EpollChannelOption.TCP_KEEPIDLE, IDLE_SECONDS)
                    .childOption(EpollChannelOption.TCP_KEEPINTVL, INTERVAL_SECONDS)
                    .childOption(EpollChannelOption.TCP_KEEPCNT, PROBES);
        }
        return bootstrap;
    }

    /// For the connections that `bootstrap` opens.
    static Bootstrap ofOpened(Bootstrap bootstrap) {
        bootstrap.option(ChannelOption.SO_KEEPALIVE, true);
        if (Epoll.isAvailable()) {
            bootstrap
                    .option(EpollChannelOption.TCP_KEEPIDLE, IDLE_SECONDS)
                    .option(EpollChannelOption.TCP_KEEPINTVL, INTERVAL_SECONDS)
                    .option(EpollChannelOption.TCP_KEEPCNT, PROBES);
        }
        return bootstrap;
    }
}
