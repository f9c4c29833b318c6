package dev.postern.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

import java.io.File;

/// The least that a relay on the broker's own libraries can do: TLS with a certificate toward clients, plaintext toward
/// the server, chunks moved as they were read. It looks into nothing, decides nothing and records nothing, so what it
/// costs is the floor under the broker.
///
/// Arguments: own port, the server's port, folder with `server.crt`, `server.key` and `ca.crt`.
public final class BareRelay {

    private static final int SSL_REQUEST_BYTES = 8;
    private static final int LOW_BYTES = 128 * 1024;
    private static final int HIGH_BYTES = 256 * 1024;

    private BareRelay() {}

    /// Listens until the process is ended.
    public static void main(String[] arguments) throws Exception {
        int own = Integer.parseInt(arguments[0]);
        int server = Integer.parseInt(arguments[1]);
        File folder = new File(arguments[2]);
        SslContext tls =
                SslContextBuilder.forServer(
                                new File(folder, "server.crt"), new File(folder, "server.key"))
                        .sslProvider(SslProvider.OPENSSL)
                        .protocols("TLSv1.3", "TLSv1.2")
                        .trustManager(new File(folder, "ca.crt"))
                        .clientAuth(ClientAuth.REQUIRE)
                        .build();
        if (tls.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setSessionCacheEnabled(false);
        }
        MultiThreadIoEventLoopGroup loop =
                new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(LOW_BYTES, HIGH_BYTES))
                .childHandler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline().addLast(new Negotiation(tls, server));
                            }
                        })
                .bind("127.0.0.1", own)
                .sync()
                .channel()
                .closeFuture()
                .sync();
    }

    /// Answers the client's SSLRequest and opens the way to the server.
    private static final class Negotiation extends ChannelInboundHandlerAdapter {

        private final SslContext tls;
        private final int server;

        Negotiation(SslContext tls, int server) {
            this.tls = tls;
            this.server = server;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            ByteBuf request = (ByteBuf) msg;
            boolean isWhole = request.readableBytes() == SSL_REQUEST_BYTES;
            request.release();
            if (!isWhole) {
                ctx.close();
                return;
            }
            Channel client = ctx.channel();
            client.config().setAutoRead(false);
            ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'S'}));
            new Bootstrap()
                    .group(client.eventLoop())
                    .channel(EpollSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(
                            ChannelOption.WRITE_BUFFER_WATER_MARK,
                            new WriteBufferWaterMark(LOW_BYTES, HIGH_BYTES))
                    .handler(new Mover(client))
                    .connect("127.0.0.1", server)
                    .addListener(
                            (ChannelFutureListener)
                                    connected -> begin(client, connected.channel()));
        }

        private void begin(Channel client, Channel target) {
            client.pipeline().addLast(tls.newHandler(client.alloc()), new Mover(target));
            client.pipeline().remove(this);
            client.config().setAutoRead(true);
        }
    }

    /// Moves what one side sends to the other.
    private static final class Mover extends ChannelInboundHandlerAdapter {

        private final Channel other;

        Mover(Channel other) {
            this.other = other;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            other.write(msg, other.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            other.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            other.config().setAutoRead(ctx.channel().isWritable());
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
