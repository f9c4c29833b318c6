package dev.postern.broker.proxy.pg;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;

/// The client's side of a session from its start-up packet on.
///
/// Until the relay begins, what the client sends early is held: reading is off, so that is what one read delivered at
/// most. Confined to the session's event loop.
@SuppressWarnings(
        "FutureReturnValueIgnored") // a failed write or close ends the channel, and its handlers
// hear of that
final class FrontendHandler extends ChannelInboundHandlerAdapter {

    private final Runnable onGoneBeforeRelay;
    private final ArrayDeque<ByteBuf> early = new ArrayDeque<>();
    private @Nullable Relay relay;
    private boolean isEnded;

    /// @param onGoneBeforeRelay runs if the client closes before the relay begins
    FrontendHandler(Runnable onGoneBeforeRelay) {
        this.onGoneBeforeRelay = onGoneBeforeRelay;
    }

    /// Hands over to `relay`, with what came early.
    void begin(Relay relay) {
        this.relay = relay;
        while (!early.isEmpty()) {
            relay.onClientData(early.poll());
        }
        relay.onClientReadComplete();
        relay.start();
        if (isEnded) {
            relay.onClientEnd();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (relay == null) {
            early.add((ByteBuf) msg);
        } else {
            relay.onClientData((ByteBuf) msg);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (relay != null) {
            relay.onClientReadComplete();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            isEnded = true;
            if (relay != null) {
                relay.onClientEnd();
            } else {
                ctx.close();
            }
        } else if (event instanceof SslCloseCompletionEvent) {
            onClosedByTls(ctx);
        }
    }

    /// TLS has been closed by the client; the library closes the other direction with it, so nobody can be told anything.
    private void onClosedByTls(ChannelHandlerContext ctx) {
        if (relay != null) {
            relay.onClientGone();
        } else {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        release();
        if (relay == null) {
            onGoneBeforeRelay.run();
        } else {
            relay.onClientGone();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        release();
    }

    private void release() {
        early.forEach(ByteBuf::release);
        early.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
