package dev.postern.broker.proxy.pg;

import dev.postern.pgwire.MalformedMessageException;
import dev.postern.pgwire.SqlState;
import dev.postern.pgwire.StartupPacket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/// Reads what a client may send before its session: TLS and GSSAPI requests, a cancel request, the start-up packet.
///
/// Each request for encryption is answered once. A byte that lies behind one of them
/// in the same buffer was sent in the
/// clear by somebody who may not be the client: the connection is closed. One timer covers all of it. Confined to the
/// connection's event loop.
@SuppressWarnings(
        "FutureReturnValueIgnored") // a failed write or close ends the channel, and its handlers
// hear of that
final class TlsNegotiation extends ChannelInboundHandlerAdapter {

    private static final int TLS_HANDSHAKE_RECORD = 0x16;

    /// Told to a connection that has to make room.
    enum Eviction {
        TOO_MANY_WAIT
    }

    /// What the connection has done so far about encryption.
    private enum Layer {
        PLAIN,
        HANDSHAKE,
        ENCRYPTED
    }

    private final EdgeContext edge;
    private final ServerTls tls;
    private final String address;
    private final ConnectionStateMachine machine;
    private final Runnable onOver;
    private final ByteBuf received = Unpooled.buffer();
    private Layer layer = Layer.PLAIN;
    private boolean isGssRefused;
    private boolean isDirect;
    private boolean isOver;
    private boolean isAudited;
    private @Nullable Future<?> timer;

    /// @param onOver runs once, when the connection leaves this phase
    TlsNegotiation(
            EdgeContext edge,
            ServerTls tls,
            String address,
            ConnectionStateMachine machine,
            Runnable onOver) {
        this.edge = edge;
        this.tls = tls;
        this.address = address;
        this.machine = machine;
        this.onOver = onOver;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timer =
                ctx.executor()
                        .schedule(
                                () ->
                                        reject(
                                                ctx,
                                                "login-timeout",
                                                "the start-up packet was not complete in time"),
                                edge.limits().loginTimeout().toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (timer != null) {
            timer.cancel(false);
        }
        received.release();
        onOver.run();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf in = (ByteBuf) msg;
        try {
            if (isOver) {
                return;
            }
            received.writeBytes(in);
        } finally {
            in.release();
        }
        if (layer == Layer.PLAIN
                && !isGssRefused
                && received.getUnsignedByte(received.readerIndex()) == TLS_HANDSHAKE_RECORD) {
            isDirect = true;
            ByteBuf hello = received.readBytes(received.readableBytes());
            startTls(ctx);
            ctx.pipeline().fireChannelRead(hello);
            ctx.pipeline().fireChannelReadComplete();
        } else {
            readPacket(ctx);
        }
    }

    private void startTls(ChannelHandlerContext ctx) {
        layer = Layer.HANDSHAKE;
        ctx.pipeline().addFirst(new ClientHelloGate(tls, edge.limits().loginTimeout()));
    }

    private void readPacket(ChannelHandlerContext ctx) {
        if (received.readableBytes() < Integer.BYTES) {
            return;
        }
        ByteBuffer view = received.nioBuffer();
        try {
            int length = StartupPacket.length(view);
            if (view.remaining() >= length) {
                ByteBuffer packet = view.slice(0, length);
                onPacket(ctx, StartupCheck.check(packet), length);
            }
        } catch (MalformedMessageException e) {
            reject(ctx, "not-postgres", "the first bytes are no start-up packet of PostgreSQL");
        }
    }

    private void onPacket(ChannelHandlerContext ctx, StartupCheck.Verdict verdict, int length) {
        switch (verdict) {
            case StartupCheck.Verdict.Request(StartupPacket.SslRequest request) ->
                    onSslRequest(ctx, request, length);
            case StartupCheck.Verdict.Request(StartupPacket.GssEncRequest request) ->
                    onGssEncRequest(ctx, request, length);
            case StartupCheck.Verdict.Request(StartupPacket.CancelRequest request) ->
                    onCancel(ctx, request);
            case StartupCheck.Verdict.Request(StartupPacket.StartupMessage _) ->
                    reject(
                            ctx,
                            "not-postgres",
                            "the first bytes are no start-up packet of PostgreSQL");
            case StartupCheck.Verdict.Unreadable(String text) -> reject(ctx, "not-postgres", text);
            case StartupCheck.Verdict.Outdated(String message) -> {
                ctx.write(BrokerMessages.buffer(BrokerMessages.legacyFatal(message)));
                reject(ctx, "protocol-version", message);
            }
            case StartupCheck.Verdict.Refused(Refusal refusal, String user, String database) ->
                    refuse(ctx, refusal, user, database);
            case StartupCheck.Verdict.Accepted(StartupRequest request) ->
                    onStartup(ctx, request, length);
        }
    }

    private void onSslRequest(
            ChannelHandlerContext ctx, StartupPacket.SslRequest request, int length) {
        if (layer != Layer.PLAIN) {
            refuseRepeated(ctx, StartupPacket.SSL_REQUEST_CODE);
        } else if (received.readableBytes() != length) {
            reject(
                    ctx,
                    "bytes-before-tls",
                    "unencrypted bytes lay behind the " + request.getClass().getSimpleName());
        } else {
            received.clear();
            ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'S'}));
            startTls(ctx);
        }
    }

    private void onGssEncRequest(
            ChannelHandlerContext ctx, StartupPacket.GssEncRequest request, int length) {
        if (layer != Layer.PLAIN || isGssRefused) {
            refuseRepeated(ctx, StartupPacket.GSSENC_REQUEST_CODE);
        } else if (received.readableBytes() != length) {
            reject(
                    ctx,
                    "bytes-before-tls",
                    "unencrypted bytes lay behind the " + request.getClass().getSimpleName());
        } else {
            received.clear();
            isGssRefused = true;
            ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'N'}));
        }
    }

    private void refuseRepeated(ChannelHandlerContext ctx, int code) {
        refuse(
                ctx,
                new Refusal(
                        "protocol-version",
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "unsupported frontend protocol "
                                + (code >>> 16)
                                + "."
                                + (code & 0xffff)
                                + ": server supports 3.0 to 3.2"),
                "",
                "");
    }

    private void onStartup(ChannelHandlerContext ctx, StartupRequest request, int length) {
        SslHandler handler = ctx.pipeline().get(SslHandler.class);
        if (layer != Layer.ENCRYPTED || handler == null) {
            refuse(
                    ctx,
                    new Refusal(
                            "plaintext",
                            SqlState.INVALID_AUTHORIZATION,
                            "this port accepts TLS connections with a client certificate only",
                            "The connection was not encrypted.",
                            "Use the service file that \"postern login\" wrote (psql"
                                    + " service=postern-TARGET), or set sslmode=verify-full with"
                                    + " sslrootcert, sslcert and sslkey."),
                    request.user(),
                    request.database());
            return;
        }
        isOver = true;
        ByteBuf early = received.copy(length, received.readableBytes() - length);
        ctx.channel().config().setAutoRead(false);
        ctx.pipeline().addLast(machine.frontend());
        var session = handler.engine().getSession();
        machine.onStartup(request, ServerTls.certificates(session), ServerTls.serverName(session));
        if (early.isReadable()) {
            ctx.fireChannelRead(early);
        } else {
            early.release();
        }
        ctx.pipeline().remove(this);
    }

    private void onCancel(ChannelHandlerContext ctx, StartupPacket.CancelRequest request) {
        isOver = true;
        String host = address.substring(0, address.lastIndexOf(':'));
        var key =
                edge.cancels().admit(host)
                        ? edge.cancels().find(request)
                        : java.util.Optional.<CancelRouter.Key>empty();
        if (key.isEmpty()) {
            reject(
                    ctx,
                    "cancel-wrong-key",
                    "a cancel request held no key of a running session, or came too often");
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        CancelRouter.Key session = key.orElseThrow();
        session.onRequest()
                .apply(requester(ctx))
                .thenAccept(isForTarget ->
                        ctx.executor().execute(() -> forwardCancel(ctx, session, isForTarget)));
    }

    private void forwardCancel(
            ChannelHandlerContext ctx, CancelRouter.Key session, boolean isForTarget) {
        if (isForTarget) {
            edge.cancels()
                    .cancel(ctx.channel().eventLoop(), session)
                    .addListener(_ -> FrontendStream.closeBehind(ctx.channel()));
        } else {
            FrontendStream.closeBehind(ctx.channel());
        }
    }

    private CancelRouter.Requester requester(ChannelHandlerContext ctx) {
        SslHandler handler = ctx.pipeline().get(SslHandler.class);
        String serial =
                handler == null
                        ? ""
                        : ServerTls.certificates(handler.engine().getSession()).stream()
                                .findFirst()
                                .map(certificate -> certificate.getSerialNumber().toString(16))
                                .orElse("");
        return new CancelRouter.Requester(address, handler != null, serial);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            onHandshake(ctx, handshake);
        } else if (event instanceof ClientHelloGate.Refused why) {
            reject(ctx, why.code(), why.text());
        } else if (event instanceof Eviction) {
            reject(
                    ctx,
                    "too-many-connections",
                    "too many connections wait to log in; this one waited longest");
        } else if (event instanceof ChannelInputShutdownEvent) {
            onEnd(ctx);
            ctx.close();
        }
    }

    private void onHandshake(ChannelHandlerContext ctx, SslHandshakeCompletionEvent handshake) {
        SslHandler handler = ctx.pipeline().get(SslHandler.class);
        if (!handshake.isSuccess()) {
            reject(ctx, "tls-failed", "the TLS handshake failed");
        } else if (isDirect && !ServerTls.ALPN.equals(handler.applicationProtocol())) {
            reject(
                    ctx,
                    "tls-no-alpn",
                    "a direct TLS connection did not ask for the protocol " + ServerTls.ALPN);
        } else {
            layer = Layer.ENCRYPTED;
        }
    }

    private void refuse(ChannelHandlerContext ctx, Refusal refusal, String user, String database) {
        audit(refusal.code(), refusal.message(), user, database);
        isOver = true;
        ctx.write(BrokerMessages.buffer(BrokerMessages.fatal(refusal)));
        FrontendStream.closeBehind(ctx.channel());
    }

    private void reject(ChannelHandlerContext ctx, String code, String text) {
        audit(code, text, "", "");
        isOver = true;
        if (layer == Layer.HANDSHAKE) {
            // Nothing can be written before the handshake is over, which may never be.
            ctx.pipeline().firstContext().close();
        } else {
            FrontendStream.closeBehind(ctx.channel());
        }
    }

    private void audit(String code, String text, String user, String database) {
        if (!isAudited) {
            isAudited = true;
            edge.audit(address, code, text, user, database);
        }
    }

    private void onEnd(ChannelHandlerContext ctx) {
        if (!isOver && received.isReadable()) {
            reject(ctx, "incomplete-startup", "the connection ended inside the start-up packet");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        onEnd(ctx);
        isOver = true;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (layer == Layer.HANDSHAKE) {
            audit("tls-failed", "the TLS handshake failed", "", "");
        }
        ctx.close();
    }
}
