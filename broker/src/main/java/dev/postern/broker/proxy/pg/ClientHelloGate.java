package dev.postern.broker.proxy.pg;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Holds the first flight of a TLS client until its ClientHello is whole, and refuses a client that asks for other
/// application protocols than PostgreSQL's, as a server does. Then TLS begins, with the certificate of the server that
/// the client asks for.
///
/// A client that asks for none is let through: before PostgreSQL 17 nobody did. What is no ClientHello is let through
/// as well, for TLS to refuse. Confined to the connection's event loop.
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends the channel
final class ClientHelloGate extends ChannelInboundHandlerAdapter {

    /// Tells the handlers behind that the client was refused.
    enum Refused {
        WRONG_PROTOCOL(
                "tls-wrong-alpn", "the TLS client asks for other protocols than " + ServerTls.ALPN),
        TOO_LARGE("tls-hello-too-large", "the TLS client's first message is too large");

        private final String code;
        private final String text;

        Refused(String code, String text) {
            this.code = code;
            this.text = text;
        }

        String code() {
            return code;
        }

        String text() {
            return text;
        }
    }

    private static final byte[] NO_APPLICATION_PROTOCOL = {21, 3, 3, 0, 2, 2, 120};

    private final ServerTls tls;
    private final Duration handshake;
    private final ByteBuf held = Unpooled.buffer();

    /// @param handshake how long TLS may take once the ClientHello is whole
    ClientHelloGate(ServerTls tls, Duration handshake) {
        this.tls = tls;
        this.handshake = handshake;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf in = (ByteBuf) msg;
        held.writeBytes(in);
        in.release();
        switch (ClientHello.read(held)) {
            case INCOMPLETE -> {
                // The rest is still to come; the login timeout limits how long.
            }
            case TOO_LARGE -> refuse(ctx, Refused.TOO_LARGE);
            case OTHER_PROTOCOL -> {
                ctx.writeAndFlush(Unpooled.wrappedBuffer(NO_APPLICATION_PROTOCOL));
                refuse(ctx, Refused.WRONG_PROTOCOL);
            }
            case ACCEPTABLE -> {
                SslHandler handler = tls.newHandler(ctx.alloc(), ClientHello.serverName(held));
                handler.setHandshakeTimeout(handshake.toMillis(), TimeUnit.MILLISECONDS);
                ctx.pipeline().addAfter(ctx.name(), null, handler);
                ctx.fireChannelRead(held.retainedDuplicate());
                ctx.pipeline().remove(this);
            }
        }
    }

    private void refuse(ChannelHandlerContext ctx, Refused why) {
        held.clear();
        ctx.fireUserEventTriggered(why);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        held.release();
    }
}
