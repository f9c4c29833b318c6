package dev.postern.pgwire;

import dev.postern.pgwire.BackendMessage.CopyKind;
import dev.postern.pgwire.BackendMessage.FieldDescription;
import dev.postern.pgwire.BackendMessage.TransactionState;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/// The server's half of [MessageDecoder].
final class BackendDecoding {
    /// Bytes of a RowDescription field whose name is empty.
    private static final int MIN_FIELD_BYTES = 1 + 3 * Integer.BYTES + 3 * Short.BYTES;

    private final Charset charset;
    private final boolean cut;

    BackendDecoding(Charset charset, boolean cut) {
        this.charset = charset;
        this.cut = cut;
    }

    private BodyReader read(String message, ByteBuffer body) {
        return new BodyReader(message, body, charset, cut);
    }

    private static <M extends BackendMessage> M ended(BodyReader in, M message)
            throws MalformedMessageException {
        in.end();
        return message;
    }

    BackendMessage decode(char type, ByteBuffer body) throws MalformedMessageException {
        return switch (type) {
            case 'D' -> dataRow(read("DataRow", body));
            case 'd' -> new BackendMessage.CopyData(read("CopyData", body).rest());
            case 'C' -> {
                BodyReader in = read("CommandComplete", body);
                yield ended(in, new BackendMessage.CommandComplete(in.string("tag")));
            }
            case 'T' -> rowDescription(read("RowDescription", body));
            case 't' -> {
                BodyReader in = read("ParameterDescription", body);
                yield ended(in, new BackendMessage.ParameterDescription(in.int32s("types")));
            }
            case 'Z' -> readyForQuery(read("ReadyForQuery", body));
            case 'S' -> {
                BodyReader in = read("ParameterStatus", body);
                yield ended(
                        in,
                        new BackendMessage.ParameterStatus(in.string("name"), in.string("value")));
            }
            case 'E' -> new BackendMessage.ErrorResponse(report(read("ErrorResponse", body)));
            case 'N' -> new BackendMessage.NoticeResponse(report(read("NoticeResponse", body)));
            case 'V' -> {
                BodyReader in = read("FunctionCallResponse", body);
                yield ended(in, new BackendMessage.FunctionCallResponse(in.value("value")));
            }
            case '1', '2', '3', 'n', 's', 'I', 'c' -> simple(type, body);
            case 'G' -> copy(CopyKind.IN, read("CopyInResponse", body));
            case 'H' -> copy(CopyKind.OUT, read("CopyOutResponse", body));
            case 'W' -> copy(CopyKind.BOTH, read("CopyBothResponse", body));
            default -> rare(type, body);
        };
    }

    private BackendMessage rare(char type, ByteBuffer body) throws MalformedMessageException {
        return switch (type) {
            case 'A' -> {
                BodyReader in = read("NotificationResponse", body);
                yield ended(
                        in,
                        new BackendMessage.NotificationResponse(
                                in.int32("processId"), in.string("channel"), in.string("payload")));
            }
            case 'K' -> keyData(read("BackendKeyData", body));
            case 'R' -> authentication(read("Authentication", body));
            case 'v' -> negotiation(read("NegotiateProtocolVersion", body));
            default -> new BackendMessage.Unrecognized(type, body.slice().asReadOnlyBuffer());
        };
    }

    private BackendMessage simple(char type, ByteBuffer body) throws MalformedMessageException {
        for (BackendMessage.Simple simple : BackendMessage.Simple.values()) {
            if (simple.type() == type) {
                return ended(read(simple.name(), body), simple);
            }
        }
        throw new IllegalStateException("type " + (int) type + " is not a message without fields");
    }

    private static BackendMessage dataRow(BodyReader in) throws MalformedMessageException {
        return ended(in, new BackendMessage.DataRow(in.values("cells")));
    }

    private BackendMessage rowDescription(BodyReader in) throws MalformedMessageException {
        int count = in.count("fields", MIN_FIELD_BYTES);
        List<FieldDescription> fields =
                new ArrayList<>(Math.min(count, in.remaining() / MIN_FIELD_BYTES));
        for (int i = 0; i < count && !(cut && in.remaining() < MIN_FIELD_BYTES); i++) {
            String name = in.string("name");
            if (cut && in.remaining() < MIN_FIELD_BYTES - 1) {
                break;
            }
            fields.add(
                    new FieldDescription(
                            name,
                            in.int32("tableOid"),
                            in.int16("attribute"),
                            in.int32("typeOid"),
                            in.int16("typeSize"),
                            in.int32("typeModifier"),
                            in.int16("format")));
        }
        return ended(in, new BackendMessage.RowDescription(fields));
    }

    private static BackendMessage readyForQuery(BodyReader in) throws MalformedMessageException {
        char code = in.byte1("state");
        TransactionState state =
                TransactionState.of(code)
                        .orElseThrow(() ->
                                in.fault("state", "byte " + (int) code + " is none of I, T, E"));
        return ended(in, new BackendMessage.ReadyForQuery(state));
    }

    private Report report(BodyReader in) throws MalformedMessageException {
        List<Report.Field> fields = new ArrayList<>();
        while (!(cut && in.remaining() == 0)) {
            char type = in.byte1("fieldType");
            if (type == 0) {
                in.end();
                break;
            }
            fields.add(new Report.Field(type, in.string("field")));
        }
        return new Report(fields);
    }

    private static BackendMessage copy(CopyKind kind, BodyReader in)
            throws MalformedMessageException {
        return ended(
                in,
                new BackendMessage.CopyResponse(
                        kind, in.byte1("format"), in.int16s("columnFormats")));
    }

    private static BackendMessage keyData(BodyReader in) throws MalformedMessageException {
        int processId = in.int32("processId");
        int bytes = in.remaining();
        if (bytes < 1 || bytes > StartupPacket.CancelRequest.MAX_SECRET_BYTES) {
            throw in.fault(
                    "secret",
                    bytes
                            + " bytes, allowed are 1 to "
                            + StartupPacket.CancelRequest.MAX_SECRET_BYTES);
        }
        return new BackendMessage.BackendKeyData(processId, in.rest());
    }

    private static BackendMessage authentication(BodyReader in) throws MalformedMessageException {
        int code = in.int32("code");
        return switch (code) {
            case 0 -> ended(in, new BackendMessage.AuthenticationOk());
            case 2 -> ended(in, new BackendMessage.AuthenticationKerberosV5());
            case 3 -> ended(in, new BackendMessage.AuthenticationCleartextPassword());
            case 5 -> {
                if (in.remaining() != 4) {
                    throw in.fault("salt", in.remaining() + " bytes, expected 4");
                }
                yield new BackendMessage.AuthenticationMd5Password(in.rest());
            }
            case 7 -> ended(in, new BackendMessage.AuthenticationGss());
            case 8 -> new BackendMessage.AuthenticationGssContinue(in.rest());
            case 9 -> ended(in, new BackendMessage.AuthenticationSspi());
            case 10 -> mechanisms(in);
            case 11 -> new BackendMessage.AuthenticationSaslContinue(in.rest());
            case 12 -> new BackendMessage.AuthenticationSaslFinal(in.rest());
            default -> new BackendMessage.AuthenticationUnrecognized(code, in.rest());
        };
    }

    private static BackendMessage mechanisms(BodyReader in) throws MalformedMessageException {
        List<String> mechanisms = new ArrayList<>();
        for (String name = in.string("mechanism"); !name.isEmpty(); name = in.string("mechanism")) {
            mechanisms.add(name);
        }
        return ended(in, new BackendMessage.AuthenticationSasl(mechanisms));
    }

    private static BackendMessage negotiation(BodyReader in) throws MalformedMessageException {
        ProtocolVersion version = ProtocolVersion.of(in.int32("version"));
        int count = in.int32("count");
        if (count < 0 || count > in.remaining()) {
            throw in.fault("count", count + " options, " + in.remaining() + " bytes left");
        }
        List<String> options = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            options.add(in.string("option"));
        }
        return ended(in, new BackendMessage.NegotiateProtocolVersion(version, options));
    }
}
