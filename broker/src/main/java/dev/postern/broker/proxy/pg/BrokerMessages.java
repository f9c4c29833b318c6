package dev.postern.broker.proxy.pg;

import dev.postern.pgwire.BackendMessage;
import dev.postern.pgwire.MessageEncoder;
import dev.postern.pgwire.ProtocolVersion;
import dev.postern.pgwire.Report;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Makes the messages that the broker itself says to clients.
final class BrokerMessages {

    /// The whole message with which a frontend takes its leave.
    static final byte[] TERMINATE = {'X', 0, 0, 0, 4};

    private static final String PREFIX = "postern: ";

    private BrokerMessages() {}

    /// A FATAL ErrorResponse whose message begins with `postern: `.
    static ByteBuffer fatal(Refusal refusal) {
        Report report =
                Report.of(Report.Severity.FATAL, refusal.sqlState(), PREFIX + refusal.message());
        if (!refusal.detail().isEmpty()) {
            report = report.withDetail(refusal.detail());
        }
        if (!refusal.hint().isEmpty()) {
            report = report.withHint(refusal.hint());
        }
        return MessageEncoder.UTF_8.encode(new BackendMessage.ErrorResponse(report));
    }

    /// A NoticeResponse whose message begins with `postern: `.
    ///
    /// @param detail or empty
    static ByteBuffer notice(String message, String detail) {
        Report report = Report.of(Report.Severity.NOTICE, "00000", PREFIX + message);
        return MessageEncoder.UTF_8.encode(
                new BackendMessage.NoticeResponse(
                        detail.isEmpty() ? report : report.withDetail(detail)));
    }

    /// The error that clients of protocol 1 and 2 understand: `E`, text, NUL; no length word.
    static ByteBuffer legacyFatal(String message) {
        return ByteBuffer.wrap(("EFATAL:  " + message + "\n\0").getBytes(StandardCharsets.UTF_8));
    }

    static ByteBuffer authenticationOk() {
        return MessageEncoder.UTF_8.encode(new BackendMessage.AuthenticationOk());
    }

    static ByteBuffer report(String name, String value) {
        return MessageEncoder.UTF_8.encode(new BackendMessage.ParameterStatus(name, value));
    }

    static ByteBuffer negotiate(ProtocolVersion version, List<String> options) {
        return MessageEncoder.UTF_8.encode(
                new BackendMessage.NegotiateProtocolVersion(version, options));
    }

    static ByteBuffer keyData(int processId, byte[] secret) {
        return MessageEncoder.UTF_8.encode(
                new BackendMessage.BackendKeyData(
                        processId, ByteBuffer.wrap(secret).asReadOnlyBuffer()));
    }

    /// A buffer over `bytes`, not a copy; the caller owns it.
    static ByteBuf buffer(ByteBuffer bytes) {
        return Unpooled.wrappedBuffer(bytes);
    }
}
