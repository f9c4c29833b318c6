package dev.postern.pgwire;

import dev.postern.pgwire.FrontendMessage.ObjectKind;
import dev.postern.pgwire.FrontendMessage.PasswordKind;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Turns bodies into messages, in the text encoding of one session.
///
/// Immutable and thread-safe. Decoding reads, never moves, the body, and never allocates more than a small multiple of
/// the bytes that are there.
public final class MessageDecoder {
    /// For sessions whose client_encoding is UTF8, and before it is known.
    public static final MessageDecoder UTF_8 = new MessageDecoder(StandardCharsets.UTF_8);

    private final Charset charset;

    public MessageDecoder(Charset charset) {
        this.charset = charset;
    }

    /// Decodes a message of the client; `p` becomes [FrontendMessage.PasswordFamily].
    ///
    /// @throws MalformedMessageException if fields run over the body or the body over the fields
    public FrontendMessage frontend(Frame frame) throws MalformedMessageException {
        return frontend(frame, PasswordKind.UNKNOWN);
    }

    /// Decodes a message of the client.
    ///
    /// @param kind  what `p` means now
    public FrontendMessage frontend(Frame frame, PasswordKind kind)
            throws MalformedMessageException {
        return frontend(frame.type(), frame.body(), kind, false);
    }

    /// Decodes the first part of a Query, Parse, Bind or other message whose end is not at hand.
    ///
    /// Text and values that run over the end are given as far as they go; what is missing altogether is empty.
    public FrontendMessage frontendCut(Frame frame) throws MalformedMessageException {
        return frontend(frame.type(), frame.body(), PasswordKind.UNKNOWN, true);
    }

    /// Decodes a message of the server.
    ///
    /// @throws MalformedMessageException if fields run over the body or the body over the fields
    public BackendMessage backend(Frame frame) throws MalformedMessageException {
        return new BackendDecoding(charset, false).decode(frame.type(), frame.body());
    }

    /// Decodes the first part of a DataRow or other message whose end is not at hand, as [#frontendCut] does.
    public BackendMessage backendCut(Frame frame) throws MalformedMessageException {
        return new BackendDecoding(charset, true).decode(frame.type(), frame.body());
    }

    private BodyReader read(String message, ByteBuffer body, boolean cut) {
        return new BodyReader(message, body, charset, cut);
    }

    private FrontendMessage frontend(char type, ByteBuffer body, PasswordKind kind, boolean cut)
            throws MalformedMessageException {
        return switch (type) {
            case 'Q' -> query(read("Query", body, cut));
            case 'P' -> parse(read("Parse", body, cut));
            case 'B' -> bind(read("Bind", body, cut));
            case 'D' -> {
                BodyReader in = read("Describe", body, cut);
                yield ended(in, new FrontendMessage.Describe(kind(in), in.string("name")));
            }
            case 'E' -> {
                BodyReader in = read("Execute", body, cut);
                yield ended(
                        in, new FrontendMessage.Execute(in.string("portal"), in.int32("maxRows")));
            }
            case 'C' -> {
                BodyReader in = read("Close", body, cut);
                yield ended(in, new FrontendMessage.Close(kind(in), in.string("name")));
            }
            case 'H' -> ended(read("Flush", body, cut), new FrontendMessage.Flush());
            case 'S' -> ended(read("Sync", body, cut), new FrontendMessage.Sync());
            case 'F' -> functionCall(read("FunctionCall", body, cut));
            case 'd' -> new FrontendMessage.CopyData(read("CopyData", body, cut).rest());
            case 'c' -> ended(read("CopyDone", body, cut), new FrontendMessage.CopyDone());
            case 'f' -> {
                BodyReader in = read("CopyFail", body, cut);
                yield ended(in, new FrontendMessage.CopyFail(in.string("reason")));
            }
            case 'p' -> password(body, kind, cut);
            case 'X' -> ended(read("Terminate", body, cut), new FrontendMessage.Terminate());
            default -> new FrontendMessage.Unrecognized(type, body.slice().asReadOnlyBuffer());
        };
    }

    private static <M> M ended(BodyReader in, M message) throws MalformedMessageException {
        in.end();
        return message;
    }

    private static FrontendMessage query(BodyReader in) throws MalformedMessageException {
        return ended(in, new FrontendMessage.Query(in.string("sql")));
    }

    private static FrontendMessage parse(BodyReader in) throws MalformedMessageException {
        return ended(
                in,
                new FrontendMessage.Parse(
                        in.string("statement"), in.string("sql"), in.int32s("parameterTypes")));
    }

    private static FrontendMessage bind(BodyReader in) throws MalformedMessageException {
        return ended(
                in,
                new FrontendMessage.Bind(
                        in.string("portal"),
                        in.string("statement"),
                        in.int16s("parameterFormats"),
                        in.values("parameters"),
                        in.int16s("resultFormats")));
    }

    private static FrontendMessage functionCall(BodyReader in) throws MalformedMessageException {
        return ended(
                in,
                new FrontendMessage.FunctionCall(
                        in.int32("functionOid"),
                        in.int16s("argumentFormats"),
                        in.values("arguments"),
                        in.int16OrZero("resultFormat")));
    }

    private static ObjectKind kind(BodyReader in) throws MalformedMessageException {
        char code = in.byte1("kind");
        return switch (code) {
            case 'S' -> ObjectKind.STATEMENT;
            case 'P' -> ObjectKind.PORTAL;
            default -> throw in.fault("kind", "byte " + (int) code + " is neither S nor P");
        };
    }

    private FrontendMessage password(ByteBuffer body, PasswordKind kind, boolean cut)
            throws MalformedMessageException {
        return switch (kind) {
            case UNKNOWN -> new FrontendMessage.PasswordFamily(read("Password", body, cut).rest());
            case GSS -> new FrontendMessage.GssResponse(read("GSSResponse", body, cut).rest());
            case SASL -> new FrontendMessage.SaslResponse(read("SASLResponse", body, cut).rest());
            case PASSWORD -> {
                BodyReader in = read("PasswordMessage", body, cut);
                yield ended(in, new FrontendMessage.PasswordMessage(in.string("password")));
            }
            case SASL_INITIAL -> {
                BodyReader in = read("SASLInitialResponse", body, cut);
                yield ended(
                        in,
                        new FrontendMessage.SaslInitialResponse(
                                in.string("mechanism"), in.value("data")));
            }
        };
    }
}
