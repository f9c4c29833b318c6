package dev.postern.broker.proxy.pg;

import dev.postern.broker.proxy.pg.TargetConnection.TargetRoute;
import dev.postern.pgwire.StartupPacket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Promise;

import java.io.IOException;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLException;

/// Asks a target for TLS, reads exactly one byte, and completes its promise when the certificate has been verified.
///
/// Confined to the channel's event loop. A byte behind the answer means that somebody
/// stuffs bytes into the handshake:
/// the connection is closed.
@SuppressWarnings(
        "FutureReturnValueIgnored") // a failed write or close ends the channel, and its handlers
// hear of that
final class UpstreamTlsNegotiation extends ChannelInboundHandlerAdapter {

    private final TargetRoute route;
    private final Promise<TargetConnection> promise;

    UpstreamTlsNegotiation(TargetRoute route, Promise<TargetConnection> promise) {
        this.route = route;
        this.promise = promise;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(BrokerMessages.buffer(new StartupPacket.SslRequest().encode()));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf in = (ByteBuf) msg;
        try {
            answered(ctx, in);
        } finally {
            in.release();
        }
    }

    private void answered(ChannelHandlerContext ctx, ByteBuf in) {
        if (ctx.pipeline().get(SslHandler.class) != null || in.readableBytes() != 1) {
            fail(
                    ctx,
                    new SSLException("the target sent bytes before the end of the TLS handshake"));
        } else if (in.getByte(in.readerIndex()) != 'S') {
            fail(
                    ctx,
                    new IOException(
                            "the target does not offer TLS, and its configuration demands it"));
        } else {
            SslHandler tls =
                    route.policy().newHandler(ctx.alloc(), route.host(), route.address().getPort());
            ctx.pipeline().addFirst(tls);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                verified(ctx);
            } else {
                fail(ctx, handshake.cause());
            }
        }
    }

    private void verified(ChannelHandlerContext ctx) {
        try {
            var session = ctx.pipeline().get(SslHandler.class).engine().getSession();
            X509Certificate certificate = route.policy().verify(session, route.host());
            ctx.channel().config().setAutoRead(false);
            ctx.pipeline().remove(this);
            boolean isIdentityShown = session.getLocalCertificates() != null;
            var connection =
                    new TargetConnection(ctx.channel(), route, certificate, isIdentityShown);
            if (!promise.trySuccess(connection)) {
                ctx.close();
            }
        } catch (SSLException e) {
            fail(ctx, e);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        promise.tryFailure(new IOException("the target closed the connection before TLS was up"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, cause.getCause() instanceof SSLException tls ? tls : cause);
    }

    private void fail(ChannelHandlerContext ctx, Throwable cause) {
        promise.tryFailure(cause);
        ctx.close();
    }
}
