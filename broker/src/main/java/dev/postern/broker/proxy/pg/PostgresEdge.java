package dev.postern.broker.proxy.pg;

import dev.postern.broker.target.Target;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// The running PostgreSQL edge: a port that clients log in to.
@SuppressWarnings(
        "FutureReturnValueIgnored") // a failed write or close ends the channel, and its handlers
// hear of that
public final class PostgresEdge implements AutoCloseable {

    private final EventLoopGroup group;
    private final ExecutorService waiting;
    private final Channel listener;
    private final ServerTls tls;
    private final HealthChecks checks;

    private PostgresEdge(
            EventLoopGroup group,
            ExecutorService waiting,
            Channel listener,
            ServerTls tls,
            HealthChecks checks) {
        this.tls = tls;
        this.checks = checks;
        this.group = group;
        this.waiting = waiting;
        this.listener = listener;
    }

    /// Opens the port; connections are served from now on.
    ///
    /// @throws IOException if the port or the certificate cannot be used
    public static PostgresEdge start(PostgresEdgeConfig config, PostgresEdgeServices services)
            throws IOException {
        boolean epoll = Epoll.isAvailable();
        Class<? extends SocketChannel> socket =
                epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        Class<? extends ServerSocketChannel> server =
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        ServerTls tls = new ServerTls(config.identities());
        ExecutorService waiting =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("edge-waiting-", 0).factory());
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(
                        config.eventLoops(),
                        epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        UpstreamConnector connector =
                new UpstreamConnector(
                        socket,
                        config.limits().connectTimeout(),
                        waiting,
                        services.targets().authority());
        CancelRouter cancels =
                new CancelRouter(
                        connector,
                        services.sources().randomness(),
                        services.sources().ticker(),
                        config.limits());
        EdgeContext edge = new EdgeContext(services, config.limits(), cancels, connector, waiting);
        try {
            Channel listener = new ProxyListener(edge, tls).bind(group, server, config.bind());
            HealthChecks checks = new HealthChecks(edge, group);
            checks.follow(services.targets().checked());
            return new PostgresEdge(group, waiting, listener, tls, checks);
        } catch (IOException e) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            waiting.close();
            throw e;
        }
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /// Shows these certificates to clients that connect from now on; running sessions go on.
    ///
    /// @throws IOException if one cannot be used; then nothing changes
    public void show(List<ServerIdentity> identities) throws IOException {
        tls.show(identities);
    }

    /// Makes these certificates ready for [#show].
    ///
    /// @return shows them from then on; does not fail
    /// @throws IOException if one cannot be used
    public Runnable ready(List<ServerIdentity> identities) throws IOException {
        return tls.ready(identities);
    }

    /// Tries the hosts of these targets between sessions from now on, and no others.
    public void check(List<Target> targets) {
        checks.follow(targets);
    }

    /// Takes no more connections; running sessions go on.
    public void stopAccepting() {
        listener.close().awaitUninterruptibly();
    }

    /// Stops the edge and cuts what still runs; end the sessions in the registry first.
    @Override
    public void close() {
        stopAccepting();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        waiting.shutdown();
    }
}
