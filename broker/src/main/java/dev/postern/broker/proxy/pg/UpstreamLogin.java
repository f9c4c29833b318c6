package dev.postern.broker.proxy.pg;

import dev.postern.broker.record.RecorderException;
import dev.postern.broker.session.Admission;
import dev.postern.pgwire.BackendMessage;
import dev.postern.pgwire.Frame;
import dev.postern.pgwire.FrameLimits;
import dev.postern.pgwire.MalformedMessageException;
import dev.postern.pgwire.MessageDecoder;
import dev.postern.pgwire.ProtocolVersion;
import dev.postern.pgwire.StartupPacket;
import dev.postern.pgwire.StartupPacket.Parameter;
import dev.postern.pgwire.StartupPacket.StartupMessage;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/// Logs in to a target: start-up message, authentication, reports, cancel key, ReadyForQuery.
///
/// Whatever the target sends is bounded: [#MAX_LOGIN_BYTES] in all, and before authentication
/// the limits that libpq sets.
/// At most one BackendKeyData is taken. Confined to the session's event loop.
@SuppressWarnings(
        "FutureReturnValueIgnored") // a failed write or close ends the channel, and its handlers
// hear of that
final class UpstreamLogin extends ChannelInboundHandlerAdapter {

    private static final int MAX_LOGIN_BYTES = 1024 * 1024;

    /// What a start-up packet holds besides length, version and the terminator.
    private static final int MAX_PARAMETER_BYTES = StartupPacket.MAX_LENGTH - 2 * Integer.BYTES - 1;

    private static final String SESSION_SETTING = "postern.session";
    private static final Set<String> OWN_PARAMETERS = Set.of("user", "database", "replication");

    private final StartupMessage startup;
    private final String targetName;
    private final TargetAuthentication authentication;
    private final Consumer<LoginOutcome> listener;
    private final ByteBuf received = Unpooled.buffer();
    private final ByteArrayOutputStream reports = new ByteArrayOutputStream();
    private boolean isAuthenticated;
    private boolean isOver;
    private int loginBytes;
    private BackendMessage.@Nullable BackendKeyData key;
    private String serverVersion = "";
    private String inHotStandby = "";

    UpstreamLogin(
            StartupMessage startup,
            String targetName,
            TargetAuthentication authentication,
            Consumer<LoginOutcome> listener) {
        this.startup = startup;
        this.targetName = targetName;
        this.authentication = authentication;
        this.listener = listener;
    }

    /// The broker's start-up message: role and database as allowed, everything else
    /// as the client wrote it, in its order, and the session's id as the setting `postern.session` if there is room for it.
    static StartupMessage startup(StartupRequest request, Admission.Allowed allowed) {
        List<Parameter> parameters = new ArrayList<>();
        parameters.add(new Parameter("user", allowed.databaseRole()));
        parameters.add(new Parameter("database", allowed.database()));
        for (Parameter parameter : request.message().parameters()) {
            String name = parameter.name().toLowerCase(Locale.ROOT);
            if (!OWN_PARAMETERS.contains(name) && !name.startsWith(StartupMessage.OPTION_PREFIX)) {
                parameters.add(parameter);
            }
        }
        if (!request.replication().isEmpty()) {
            parameters.add(new Parameter("replication", request.replication()));
        }
        Parameter session = new Parameter(SESSION_SETTING, allowed.session());
        if (bytes(parameters) + bytes(List.of(session)) <= MAX_PARAMETER_BYTES) {
            parameters.add(session);
        }
        return new StartupMessage(ProtocolVersion.V3_0, parameters);
    }

    private static int bytes(List<Parameter> parameters) {
        int bytes = 0;
        for (Parameter parameter : parameters) {
            bytes +=
                    parameter.name().getBytes(StandardCharsets.UTF_8).length
                            + parameter.value().getBytes(StandardCharsets.UTF_8).length
                            + 2;
        }
        return bytes;
    }

    /// Sends the start-up message and starts to read.
    void begin(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(BrokerMessages.buffer(((StartupPacket) startup).encode()));
        ctx.channel().config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf in = (ByteBuf) msg;
        received.writeBytes(in);
        in.release();
        try {
            boolean isFrameRead = true;
            while (!isOver && isFrameRead) {
                isFrameRead = readFrame(ctx);
            }
            if (!isOver) {
                received.discardSomeReadBytes();
            }
        } catch (MalformedMessageException e) {
            violation(String.valueOf(e.getMessage()));
        } catch (RecorderException e) {
            finish(new LoginOutcome.Failed(CloseReason.RECORDER_FAILED, Refusals.recorder(e)));
        }
    }

    private boolean readFrame(ChannelHandlerContext ctx)
            throws MalformedMessageException, RecorderException {
        if (received.readableBytes() < Frame.HEADER_BYTES) {
            return false;
        }
        char type = (char) received.getUnsignedByte(received.readerIndex());
        int length = received.getInt(received.readerIndex() + 1);
        int max =
                isAuthenticated
                        ? MAX_LOGIN_BYTES
                        : FrameLimits.BACKEND_BEFORE_LOGIN.maxLength(type);
        if (length < Integer.BYTES || length > max || loginBytes + length > MAX_LOGIN_BYTES) {
            violation("a message of " + Integer.toUnsignedString(length) + " bytes during login");
            return false;
        }
        if (received.readableBytes() < length + 1) {
            return false;
        }
        loginBytes += length + 1;
        byte[] message = ByteBufUtil.getBytes(received, received.readerIndex(), length + 1);
        received.skipBytes(length + 1);
        Frame frame =
                new Frame(
                        type,
                        ByteBuffer.wrap(
                                message, Frame.HEADER_BYTES, length + 1 - Frame.HEADER_BYTES));
        onFrame(ctx, frame, message);
        return true;
    }

    private void onFrame(ChannelHandlerContext ctx, Frame frame, byte[] message)
            throws MalformedMessageException, RecorderException {
        BackendPhase phase = isAuthenticated ? BackendPhase.REPORTING : BackendPhase.AUTHENTICATING;
        if (phase.judge(frame.type()) == BackendPhase.Verdict.REFUSE) {
            violation("message type " + (int) frame.type() + " out of turn during login");
            return;
        }
        switch (frame.type()) {
            case 'E' -> finish(new LoginOutcome.RefusedByTarget(message));
            case 'N' -> reports.writeBytes(message);
            case 'R' -> onAuthentication(ctx, frame);
            default -> onReport(frame, message);
        }
    }

    private void onAuthentication(ChannelHandlerContext ctx, Frame frame)
            throws MalformedMessageException, RecorderException {
        if (MessageDecoder.UTF_8.backend(frame) instanceof BackendMessage.Authentication request) {
            isAuthenticated = authentication.onRequest(ctx, request, this::failed);
        }
    }

    private void onReport(Frame frame, byte[] message) throws MalformedMessageException {
        switch (MessageDecoder.UTF_8.backend(frame)) {
            case BackendMessage.ParameterStatus(String name, String value) -> {
                reports.writeBytes(message);
                serverVersion = name.equals("server_version") ? value : serverVersion;
                inHotStandby = name.equals("in_hot_standby") ? value : inHotStandby;
            }
            case BackendMessage.BackendKeyData data -> {
                if (key != null) {
                    violation("a second BackendKeyData");
                } else if (data.secret().remaining()
                        > StartupPacket.CancelRequest.MAX_SECRET_BYTES) {
                    violation("a cancel key of " + data.secret().remaining() + " bytes");
                }
                key = data;
            }
            case BackendMessage.ReadyForQuery _ -> ready(message);
            case BackendMessage _ ->
                    violation("message type " + (int) frame.type() + " during login");
        }
    }

    private void ready(byte[] message) {
        int processId = key == null ? 0 : key.processId();
        byte[] secret =
                key == null
                        ? new byte[0]
                        : ByteBufUtil.getBytes(Unpooled.wrappedBuffer(key.secret()));
        ByteBuf rest = Unpooled.copiedBuffer(received);
        finish(
                new LoginOutcome.LoggedIn(
                        processId,
                        secret,
                        reports.toByteArray(),
                        message,
                        rest,
                        authentication.method(),
                        serverVersion,
                        inHotStandby));
    }

    private void failed(Refusal refusal) {
        finish(new LoginOutcome.Failed(CloseReason.TARGET_REFUSED, refusal));
    }

    private void violation(String what) {
        finish(
                new LoginOutcome.Failed(
                        CloseReason.PROTOCOL_VIOLATION,
                        Refusals.unreachable(targetName, "it sent " + what)));
    }

    private void finish(LoginOutcome outcome) {
        if (isOver) {
            return;
        }
        isOver = true;
        received.release();
        listener.accept(outcome);
    }

    /// Ends the login from outside: nothing is reported any more.
    void abandon() {
        if (!isOver) {
            isOver = true;
            received.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        finish(
                new LoginOutcome.Failed(
                        CloseReason.TARGET_UNREACHABLE,
                        Refusals.unreachable(targetName, "it closed the connection during login")));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        finish(
                new LoginOutcome.Failed(
                        CloseReason.TARGET_UNREACHABLE,
                        Refusals.unreachable(targetName, String.valueOf(cause.getMessage()))));
    }
}
