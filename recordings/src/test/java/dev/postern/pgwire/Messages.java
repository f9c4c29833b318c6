package dev.postern.pgwire;

import dev.postern.pgwire.FrontendMessage.ObjectKind;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// One example or more of every message of protocol 3.0 to 3.2.
public final class Messages {
    private Messages() {}

    /// Bytes of a text.
    public static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
    }

    /// Every message of the client except the meanings of `p`.
    public static List<FrontendMessage> frontend() {
        return List.of(
                new FrontendMessage.Query("SELECT 'ä'; SELECT 2"),
                new FrontendMessage.Parse("s1", "SELECT $1", List.of(23, 0)),
                new FrontendMessage.Bind(
                        "p1", "s1", List.of(0, 1), Arrays.asList(bytes("1"), null), List.of(1)),
                new FrontendMessage.Describe(ObjectKind.STATEMENT, "s1"),
                new FrontendMessage.Describe(ObjectKind.PORTAL, ""),
                new FrontendMessage.Execute("p1", 100),
                new FrontendMessage.Close(ObjectKind.PORTAL, "p1"),
                new FrontendMessage.Flush(),
                new FrontendMessage.Sync(),
                new FrontendMessage.FunctionCall(
                        952, List.of(1), Arrays.asList(bytes("abcd"), null), 1),
                new FrontendMessage.CopyData(bytes("1\ta\n")),
                new FrontendMessage.CopyDone(),
                new FrontendMessage.CopyFail("changed my mind"),
                new FrontendMessage.PasswordFamily(bytes("secret")),
                new FrontendMessage.Terminate(),
                new FrontendMessage.Unrecognized('?', bytes("abc")));
    }

    /// Every message of the server.
    public static List<BackendMessage> backend() {
        return List.of(
                new BackendMessage.AuthenticationOk(),
                new BackendMessage.AuthenticationKerberosV5(),
                new BackendMessage.AuthenticationCleartextPassword(),
                new BackendMessage.AuthenticationMd5Password(bytes("salt")),
                new BackendMessage.AuthenticationGss(),
                new BackendMessage.AuthenticationGssContinue(bytes("gss")),
                new BackendMessage.AuthenticationSspi(),
                new BackendMessage.AuthenticationSasl(
                        List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256")),
                new BackendMessage.AuthenticationSaslContinue(bytes("r=1,s=2,i=4096")),
                new BackendMessage.AuthenticationSaslFinal(bytes("v=abc")),
                new BackendMessage.AuthenticationUnrecognized(99, bytes("x")),
                new BackendMessage.BackendKeyData(4711, bytes("key!")),
                new BackendMessage.BackendKeyData(4711, bytes("0123456789abcdef0123456789abcdef")),
                new BackendMessage.NegotiateProtocolVersion(
                        ProtocolVersion.V3_2, List.of("_pq_.a", "_pq_.b")),
                new BackendMessage.ParameterStatus("TimeZone", "Europe/Berlin"),
                new BackendMessage.ReadyForQuery(BackendMessage.TransactionState.FAILED),
                BackendMessage.Simple.PARSE_COMPLETE,
                BackendMessage.Simple.BIND_COMPLETE,
                BackendMessage.Simple.CLOSE_COMPLETE,
                BackendMessage.Simple.NO_DATA,
                BackendMessage.Simple.PORTAL_SUSPENDED,
                BackendMessage.Simple.EMPTY_QUERY_RESPONSE,
                BackendMessage.Simple.COPY_DONE,
                new BackendMessage.ParameterDescription(List.of(23, 25)),
                new BackendMessage.RowDescription(
                        List.of(new BackendMessage.FieldDescription("id", 16384, 1, 23, 4, -1, 0))),
                new BackendMessage.DataRow(Arrays.asList(bytes("1"), null, bytes(""))),
                new BackendMessage.CommandComplete("SELECT 1"),
                new BackendMessage.ErrorResponse(
                        Report.of(Report.Severity.FATAL, SqlState.INVALID_AUTHORIZATION, "no")
                                .withDetail("why")
                                .withHint("what to do")),
                new BackendMessage.NoticeResponse(
                        Report.of(Report.Severity.NOTICE, "00000", "hello")),
                new BackendMessage.NotificationResponse(12, "channel", "payload"),
                new BackendMessage.CopyResponse(BackendMessage.CopyKind.IN, 0, List.of(0, 0)),
                new BackendMessage.CopyResponse(BackendMessage.CopyKind.OUT, 1, List.of(1)),
                new BackendMessage.CopyResponse(BackendMessage.CopyKind.BOTH, 0, List.of()),
                new BackendMessage.CopyData(bytes("1\ta\n")),
                new BackendMessage.FunctionCallResponse(bytes("result")),
                new BackendMessage.Unrecognized('?', bytes("abc")));
    }
}
