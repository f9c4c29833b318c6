package dev.postern.pgwire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A packet of the phase before messages have a type byte.
///
/// | bytes | content |
/// | --- | --- |
/// | Int32 | length: itself and the rest, 8 to 10004 |
/// | Int32 | request code or protocol version |
/// | ByteN | depends on the code |
///
/// Source: PostgreSQL manual, "Message Formats"; ProcessStartupPacket in `backend_startup.c`.
public sealed interface StartupPacket {
    /// Largest length word, in bytes: MAX_STARTUP_PACKET_LENGTH counts the rest without the word itself.
    int MAX_LENGTH = 10_000 + Integer.BYTES;

    /// Smallest length word, in bytes.
    int MIN_LENGTH = 2 * Integer.BYTES;

    int CANCEL_REQUEST_CODE = 1234 << 16 | 5678;
    int SSL_REQUEST_CODE = 1234 << 16 | 5679;
    int GSSENC_REQUEST_CODE = 1234 << 16 | 5680;

    /// Asks for TLS; answered by one byte, `S` or `N`.
    record SslRequest() implements StartupPacket {}

    /// Asks for GSSAPI encryption; answered by one byte, `G` or `N`.
    record GssEncRequest() implements StartupPacket {}

    /// Asks to cancel what another session runs; never answered.
    ///
    /// @param secret the key of that session's BackendKeyData, 1 to 256 bytes; a read-only copy
    record CancelRequest(int processId, ByteBuffer secret) implements StartupPacket {
        /// Largest accepted key, in bytes (MAX_CANCEL_KEY_LENGTH).
        public static final int MAX_SECRET_BYTES = 256;

        public CancelRequest {
            if (!secret.hasRemaining() || secret.remaining() > MAX_SECRET_BYTES) {
                throw new IllegalArgumentException(
                        "a cancel key has 1 to "
                                + MAX_SECRET_BYTES
                                + " bytes, not "
                                + secret.remaining());
            }
            secret = Copies.of(secret);
        }

        /// The process number; the key stays out of logs.
        @Override
        public String toString() {
            return "CancelRequest[processId=" + processId + ", secret=***]";
        }
    }

    /// Begins a session.
    ///
    /// | bytes | content |
    /// | --- | --- |
    /// | Int32 | length |
    /// | Int32 | version |
    /// | { String, String }* | name and value |
    /// | Byte1 | 0, the last byte of the packet |
    ///
    /// @param version     as asked for, not negotiated; a reader decides about majors other than 3
    /// @param parameters  in the order of the packet, duplicates kept; see [#parameter] for the one that counts
    record StartupMessage(ProtocolVersion version, List<Parameter> parameters)
            implements StartupPacket {
        /// Prefix of the names that are protocol options, not settings.
        public static final String OPTION_PREFIX = "_pq_.";

        public StartupMessage {
            parameters = List.copyOf(parameters);
        }

        /// A start-up message with these parameters in the map's order.
        public static StartupMessage of(ProtocolVersion version, Map<String, String> parameters) {
            List<Parameter> list = new ArrayList<>();
            parameters.forEach((name, value) -> list.add(new Parameter(name, value)));
            return new StartupMessage(version, list);
        }

        /// The last value of a parameter: the one that the server uses.
        public Optional<String> parameter(String name) {
            return parameters.reversed().stream()
                    .filter(p -> p.name().equals(name))
                    .map(Parameter::value)
                    .findFirst();
        }

        /// The `user` parameter; the server refuses a missing or empty one with 28000.
        public Optional<String> user() {
            return parameter("user").filter(user -> !user.isEmpty());
        }

        /// The `database` parameter, or the user as the server does for a missing or empty one.
        public Optional<String> database() {
            return parameter("database").filter(name -> !name.isEmpty()).or(this::user);
        }

        /// Names of the protocol options asked for, in order, for NegotiateProtocolVersion.
        public List<String> protocolOptions() {
            return parameters.stream()
                    .map(Parameter::name)
                    .filter(name -> name.startsWith(OPTION_PREFIX))
                    .toList();
        }
    }

    /// One parameter of a start-up message; bytes that are not UTF-8 survive as [WireText] says.
    record Parameter(String name, String value) {}

    /// The length of the packet that begins at the position of `in`, which needs 4 bytes.
    ///
    /// @return the length word, in bytes, which counts itself
    /// @throws MalformedMessageException if it is below 8 or above 10004: the server closes without a word then
    static int length(ByteBuffer in) throws MalformedMessageException {
        int length = in.getInt(in.position());
        if (length < MIN_LENGTH || length > MAX_LENGTH) {
            throw new MalformedMessageException(
                    "length word of the start-up packet",
                    0,
                    "it is "
                            + Integer.toUnsignedString(length)
                            + ", allowed are "
                            + MIN_LENGTH
                            + " to "
                            + MAX_LENGTH);
        }
        return length;
    }

    /// Decodes one whole packet, from position to limit of `packet`, length word included; moves neither.
    ///
    /// An SslRequest or GssEncRequest of another length than 8 is read as the server reads it: as a start-up
    /// message of
    /// version 1234.5679 or 1234.5680.
    ///
    /// @throws MalformedMessageException if the length is wrong, a cancel key is missing or too long, or the layout
    /// is not
    ///     pairs of strings and a terminator as last byte; majors other than 3 are not checked for layout and have
    /// no
    ///     parameters
    static StartupPacket decode(ByteBuffer packet) throws MalformedMessageException {
        if (packet.remaining() < Integer.BYTES || length(packet) != packet.remaining()) {
            throw new MalformedMessageException(
                    "start-up packet",
                    0,
                    "its " + packet.remaining() + " bytes are not what its length word says");
        }
        int at = packet.position();
        int code = packet.getInt(at + Integer.BYTES);
        ByteBuffer rest = packet.slice(at + MIN_LENGTH, packet.remaining() - MIN_LENGTH);
        return switch (code) {
            case SSL_REQUEST_CODE -> rest.hasRemaining() ? unknownVersion(code) : new SslRequest();
            case GSSENC_REQUEST_CODE ->
                    rest.hasRemaining() ? unknownVersion(code) : new GssEncRequest();
            case CANCEL_REQUEST_CODE -> StartupLayout.cancelRequest(rest);
            default ->
                    code >>> 16 == 3
                            ? new StartupMessage(
                                    ProtocolVersion.of(code), StartupLayout.parameters(rest))
                            : unknownVersion(code);
        };
    }

    private static StartupMessage unknownVersion(int code) {
        return new StartupMessage(ProtocolVersion.of(code), List.of());
    }

    /// The packet's bytes, length word first, in a new array-backed buffer.
    ///
    /// @throws IllegalArgumentException if a text has a NUL, a name is empty, or the packet would be too long
    default ByteBuffer encode() {
        BodyWriter out = new BodyWriter(128).int32(0);
        switch (this) {
            case SslRequest() -> out.int32(SSL_REQUEST_CODE);
            case GssEncRequest() -> out.int32(GSSENC_REQUEST_CODE);
            case CancelRequest(int processId, ByteBuffer secret) ->
                    out.int32(CANCEL_REQUEST_CODE).int32(processId).bytes(secret);
            case StartupMessage(ProtocolVersion version, List<Parameter> parameters) -> {
                out.int32(version.code());
                for (Parameter parameter : parameters) {
                    if (parameter.name().isEmpty()) {
                        throw new IllegalArgumentException(
                                "a start-up parameter without a name ends the packet");
                    }
                    out.string(parameter.name()).string(parameter.value());
                }
                out.int8(0);
            }
        }
        out.patchLength(0, 0);
        ByteBuffer packet = out.toBuffer();
        if (packet.remaining() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a start-up packet of "
                            + packet.remaining()
                            + " bytes is above the limit of "
                            + MAX_LENGTH);
        }
        return packet;
    }
}
