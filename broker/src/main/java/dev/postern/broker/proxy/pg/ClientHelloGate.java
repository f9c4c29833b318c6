package dev.postern.broker.proxy.pg;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/// Holds the first flight of a TLS client until its ClientHello is whole, and refuses a client that asks for other
/// application protocols than PostgreSQL's, as a server does.
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

    private final ByteBuf held = Unpooled.buffer();

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
