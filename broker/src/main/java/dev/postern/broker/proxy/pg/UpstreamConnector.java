package dev.postern.broker.proxy.pg;

import dev.postern.broker.proxy.pg.TargetConnection.TargetRoute;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetAuthority;
import dev.postern.broker.target.TargetLogin;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

/// Opens connections to targets, with TLS as the target demands; [HostSearch] chooses among hosts.
///
/// A certificate that does not fit is an [SSLException]: nothing is sent in the clear instead.
@SuppressWarnings(
        "FutureReturnValueIgnored") // a failed write or close ends the channel, and its handlers
// hear of that
final class UpstreamConnector {

    private final Class<? extends SocketChannel> channelType;
    private final Duration timeout;
    private final Executor waiting;
    private final TargetTlsPolicies policies;

    /// @param timeout   for one address, TLS included
    /// @param waiting   runs name look-ups and file reads
    /// @param authority issues and vouches for certificates where a target is configured so
    UpstreamConnector(
            Class<? extends SocketChannel> channelType,
            Duration timeout,
            Executor waiting,
            TargetAuthority authority) {
        this.channelType = channelType;
        this.timeout = timeout;
        this.waiting = waiting;
        this.policies = new TargetTlsPolicies(authority);
    }

    /// No connection could be made; the message is for people and names the target.
    static final class UnreachableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreachableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// The addresses of `hosts`, in their order; the promise is completed on `loop`, failures as
    /// [UnreachableException].
    ///
    /// @param role the database role that will log in
    Future<List<TargetRoute>> routes(
            EventLoop loop,
            Target target,
            List<Target.Host> hosts,
            TargetLogin login,
            String role) {
        Promise<List<TargetRoute>> promise = loop.newPromise();
        waiting.execute(() -> {
            try {
                TargetTlsPolicy policy = policies.policy(target.tls(), login, role);
                promise.trySuccess(resolve(hosts, policy));
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                promise.tryFailure(
                        new UnreachableException(
                                "target "
                                        + target.name()
                                        + " not reachable ("
                                        + e.getMessage()
                                        + ")",
                                e));
            }
        });
        return promise;
    }

    private static List<TargetRoute> resolve(List<Target.Host> hosts, TargetTlsPolicy policy)
            throws IOException {
        List<TargetRoute> routes = new ArrayList<>();
        IOException last = new IOException("no host is configured");
        for (Target.Host host : hosts) {
            try {
                for (InetAddress address : InetAddress.getAllByName(host.name())) {
                    routes.add(
                            new TargetRoute(
                                    host.name(),
                                    new InetSocketAddress(address, host.port()),
                                    policy));
                }
            } catch (IOException e) {
                last = new IOException("the name " + host.name() + " is unknown", e);
            }
        }
        if (routes.isEmpty()) {
            throw last;
        }
        return routes;
    }

    /// Why [#open] failed, for people.
    String reason(Throwable cause) {
        return switch (cause) {
            case io.netty.channel.ConnectTimeoutException _ ->
                    "connect timed out " + timeout.toSeconds() + " s";
            case java.util.concurrent.TimeoutException _ ->
                    "TLS timed out " + timeout.toSeconds() + " s";
            case java.net.ConnectException _ -> "connection refused";
            default -> String.valueOf(cause.getMessage());
        };
    }

    /// Connects to exactly this address; fails with [SSLException] if its certificate is not what the policy demands.
    Future<TargetConnection> open(EventLoop loop, TargetRoute route) {
        Promise<TargetConnection> promise = loop.newPromise();
        ChannelFuture connecting =
                KeepAlive.ofOpened(new Bootstrap())
                        .group(loop)
                        .channel(channelType)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
                        .option(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(Flow.LOW, Flow.HIGH))
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        if (route.policy().isEncrypted()) {
                                            channel.pipeline().addLast(negotiation(route, promise));
                                        }
                                    }
                                })
                        .connect(route.address());
        connecting.addListener((ChannelFuture done) -> {
            if (!done.isSuccess()) {
                promise.tryFailure(done.cause());
            } else if (!route.policy().isEncrypted()) {
                done.channel().config().setAutoRead(false);
                promise.trySuccess(new TargetConnection(done.channel(), route, null, false));
            } else {
                limit(loop, done.channel(), promise);
            }
        });
        return promise;
    }

    private static ChannelHandler negotiation(
            TargetRoute route, Promise<TargetConnection> promise) {
        return new UpstreamTlsNegotiation(route, promise);
    }

    private void limit(EventLoop loop, Channel channel, Promise<TargetConnection> promise) {
        var timer =
                loop.schedule(
                        () -> {
                            if (promise.tryFailure(
                                    new java.util.concurrent.TimeoutException("TLS"))) {
                                channel.close();
                            }
                        },
                        timeout.toMillis(),
                        TimeUnit.MILLISECONDS);
        promise.addListener(_ -> timer.cancel(false));
    }
}
