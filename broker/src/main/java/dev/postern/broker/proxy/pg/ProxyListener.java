package dev.postern.broker.proxy.pg;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ServerSocketChannel;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;

/// Accepts client connections, as many strangers per address as the limits allow.
@SuppressWarnings(
        "FutureReturnValueIgnored") // a failed write or close ends the channel, and its handlers
// hear of that
final class ProxyListener {

    private final EdgeContext edge;
    private final ServerTls tls;
    private final WaitingRoom room;

    ProxyListener(EdgeContext edge, ServerTls tls) {
        this.edge = edge;
        this.tls = tls;
        this.room = new WaitingRoom(edge.limits());
    }

    /// Binds; blocks until the port is open.
    ///
    /// @throws BindException if the address cannot be had, with the system's reason
    Channel bind(
            EventLoopGroup group,
            Class<? extends ServerSocketChannel> type,
            InetSocketAddress address)
            throws BindException {
        ChannelFuture bound =
                KeepAlive.ofAccepted(new ServerBootstrap())
                        .group(group)
                        .channel(type)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.SO_BACKLOG, 1024)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(Flow.LOW, Flow.HIGH))
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        accept(channel);
                                    }
                                })
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            BindException unusable = new BindException(reason(bound.cause()));
            unusable.initCause(bound.cause());
            throw unusable;
        }
        return bound.channel();
    }

    /// The system's own words, without the name of the call that failed.
    private static String reason(Throwable cause) {
        if (cause instanceof UnresolvedAddressException) {
            return "no such host";
        }
        String text = String.valueOf(cause.getMessage());
        return text.substring(text.lastIndexOf(": ") < 0 ? 0 : text.lastIndexOf(": ") + 2);
    }

    private void accept(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            channel.close();
            return;
        }
        String host = remote.getAddress().getHostAddress();
        String address = host + ":" + remote.getPort();
        ConnectionStateMachine machine = new ConnectionStateMachine(edge, channel, address);
        channel.pipeline()
                .addLast(
                        new TlsNegotiation(
                                edge, tls, address, machine, () -> room.leave(host, channel)));
        for (Channel leaving : room.enter(host, channel)) {
            leaving.pipeline().fireUserEventTriggered(TlsNegotiation.Eviction.TOO_MANY_WAIT);
        }
    }
}
