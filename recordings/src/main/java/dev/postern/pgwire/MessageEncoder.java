package dev.postern.pgwire;

import dev.postern.pgwire.BackendMessage.FieldDescription;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Turns messages into bytes, in the text encoding of one session. Immutable and thread-safe.
///
/// The relay never uses it on messages of others: those are forwarded as they came.
public final class MessageEncoder {
    /// For sessions whose client_encoding is UTF8, and before it is known.
    public static final MessageEncoder UTF_8 = new MessageEncoder(StandardCharsets.UTF_8);

    private final Charset charset;

    public MessageEncoder(Charset charset) {
        this.charset = charset;
    }

    private static BodyWriter begin(char type) {
        return new BodyWriter(64).int8(type).int32(0);
    }

    private static ByteBuffer end(BodyWriter out) {
        out.patchLength(1, 1);
        return out.toBuffer();
    }

    /// The whole message, header included, in a new array-backed buffer.
    ///
    /// @throws IllegalArgumentException if a text has a NUL inside or a list has more than 65535 elements
    public ByteBuffer encode(FrontendMessage message) {
        BodyWriter out = begin(message.type());
        switch (message) {
            case FrontendMessage.Query(var sql) -> out.string(sql, charset);
            case FrontendMessage.Parse(var statement, var sql, var types) -> {
                out.string(statement, charset).string(sql, charset).count(types.size());
                types.forEach(out::int32);
            }
            case FrontendMessage.Bind bind -> bind(out, bind);
            case FrontendMessage.Describe(var kind, var name) ->
                    out.int8(kind.code()).string(name, charset);
            case FrontendMessage.Execute(var portal, var maxRows) ->
                    out.string(portal, charset).int32(maxRows);
            case FrontendMessage.Close(var kind, var name) ->
                    out.int8(kind.code()).string(name, charset);
            case FrontendMessage.FunctionCall(
                            var oid,
                            var formats,
                            var arguments,
                            var resultFormat) -> {
                out.int32(oid).int16s(formats).count(arguments.size());
                arguments.forEach(out::value);
                out.int16(resultFormat);
            }
            case FrontendMessage.CopyData(var bytes) -> out.bytes(bytes);
            case FrontendMessage.CopyFail(var reason) -> out.string(reason, charset);
            case FrontendMessage.PasswordFamily(var bytes) -> out.bytes(bytes);
            case FrontendMessage.PasswordMessage(var password) -> out.string(password, charset);
            case FrontendMessage.GssResponse(var data) -> out.bytes(data);
            case FrontendMessage.SaslInitialResponse(var mechanism, var data) ->
                    out.string(mechanism, charset).value(data);
            case FrontendMessage.SaslResponse(var data) -> out.bytes(data);
            case FrontendMessage.Unrecognized(_, var body) -> out.bytes(body);
            case FrontendMessage.Flush _,
                    FrontendMessage.Sync _,
                    FrontendMessage.CopyDone _,
                    FrontendMessage.Terminate _ -> {}
        }
        return end(out);
    }

    private void bind(BodyWriter out, FrontendMessage.Bind bind) {
        out.string(bind.portal(), charset)
                .string(bind.statement(), charset)
                .int16s(bind.parameterFormats());
        out.count(bind.parameters().size());
        bind.parameters().forEach(out::value);
        out.int16s(bind.resultFormats());
    }

    /// The whole message, header included, in a new array-backed buffer.
    ///
    /// @throws IllegalArgumentException if a text has a NUL inside or a list has more than 65535 elements
    public ByteBuffer encode(BackendMessage message) {
        BodyWriter out = begin(message.type());
        switch (message) {
            case BackendMessage.Authentication authentication ->
                    authentication(out, authentication);
            case BackendMessage.BackendKeyData(var processId, var secret) ->
                    out.int32(processId).bytes(secret);
            case BackendMessage.NegotiateProtocolVersion(var version, var options) -> {
                out.int32(version.code()).int32(options.size());
                options.forEach(option -> out.string(option, charset));
            }
            case BackendMessage.ParameterStatus(var name, var value) ->
                    out.string(name, charset).string(value, charset);
            case BackendMessage.ReadyForQuery(var state) -> out.int8(state.code());
            case BackendMessage.Simple _ -> {}
            case BackendMessage.ParameterDescription(var types) -> {
                out.count(types.size());
                types.forEach(out::int32);
            }
            case BackendMessage.RowDescription(var fields) -> {
                out.count(fields.size());
                fields.forEach(field -> field(out, field));
            }
            case BackendMessage.DataRow(var cells) -> {
                out.count(cells.size());
                cells.forEach(out::value);
            }
            case BackendMessage.CommandComplete(var tag) -> out.string(tag, charset);
            case BackendMessage.ErrorResponse(var report) -> report(out, report);
            case BackendMessage.NoticeResponse(var report) -> report(out, report);
            case BackendMessage.NotificationResponse(var processId, var channel, var payload) ->
                    out.int32(processId).string(channel, charset).string(payload, charset);
            case BackendMessage.CopyResponse(_, var format, var columns) ->
                    out.int8(format).int16s(columns);
            case BackendMessage.CopyData(var bytes) -> out.bytes(bytes);
            case BackendMessage.FunctionCallResponse(var value) -> out.value(value);
            case BackendMessage.Unrecognized(_, var body) -> out.bytes(body);
        }
        return end(out);
    }

    private void authentication(BodyWriter out, BackendMessage.Authentication message) {
        out.int32(message.code());
        switch (message) {
            case BackendMessage.AuthenticationMd5Password(var salt) -> out.bytes(salt);
            case BackendMessage.AuthenticationGssContinue(var data) -> out.bytes(data);
            case BackendMessage.AuthenticationSasl(var mechanisms) -> {
                mechanisms.forEach(mechanism -> out.string(mechanism, charset));
                out.int8(0);
            }
            case BackendMessage.AuthenticationSaslContinue(var data) -> out.bytes(data);
            case BackendMessage.AuthenticationSaslFinal(var data) -> out.bytes(data);
            case BackendMessage.AuthenticationUnrecognized(_, var data) -> out.bytes(data);
            case BackendMessage.AuthenticationOk _,
                    BackendMessage.AuthenticationKerberosV5 _,
                    BackendMessage.AuthenticationCleartextPassword _,
                    BackendMessage.AuthenticationGss _,
                    BackendMessage.AuthenticationSspi _ -> {}
        }
    }

    private void field(BodyWriter out, FieldDescription field) {
        out.string(field.name(), charset)
                .int32(field.tableOid())
                .int16(field.attribute())
                .int32(field.typeOid())
                .int16(field.typeSize())
                .int32(field.typeModifier())
                .int16(field.format());
    }

    private void report(BodyWriter out, Report report) {
        for (Report.Field field : report.fields()) {
            out.int8(field.type()).string(field.text(), charset);
        }
        out.int8(0);
    }
}
