package dev.postern.broker.proxy.pg;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Reads from a ClientHello which application protocols it asks for, and which server.
///
/// ```
/// record     Byte1 22, Byte2 version, Int16 length, fragment
/// handshake  Byte1 1, Int24 length, body (may span records)
/// body       Byte2 version, Byte32 random, Vector8 session, Vector16 ciphers, Vector8 compressions, Vector16 extensions
/// extension  Int16 type, Vector16 data; type 16 is ALPN: Vector16 of Vector8 names;
///            type 0 is the server's name: Vector16 of (Byte1 kind, Vector16 name), kind 0 is a DNS name
/// ```
/// Source: RFC 8446 4.1.2 and 5.1, RFC 7301 3.1, RFC 6066 3.
final class ClientHello {

    /// What is to be done with a client.
    enum Verdict {
        /// More bytes are needed.
        INCOMPLETE,
        /// It asks for PostgreSQL or for nothing, or this is no ClientHello at all.
        ACCEPTABLE,
        /// It asks for application protocols, and PostgreSQL is not among them.
        OTHER_PROTOCOL,
        /// It is larger than any client needs.
        TOO_LARGE
    }

    private static final int MAX_BYTES = 16 * 1024;
    private static final int MAX_RECORDS = 16;
    private static final int RECORD_HEADER = 5;
    private static final int RANDOM_AND_VERSION = 34;
    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;

    private ClientHello() {}

    /// Judges what a client has sent so far; does not move `received`.
    static Verdict read(ByteBuf received) {
        ByteBuf handshake = Unpooled.buffer();
        try {
            return read(received.duplicate(), handshake);
        } catch (IndexOutOfBoundsException _) {
            return Verdict.ACCEPTABLE; // lengths that do not fit are for TLS to refuse
        } finally {
            handshake.release();
        }
    }

    private static Verdict read(ByteBuf records, ByteBuf handshake) {
        for (int count = 0; ; count++) {
            if (handshake.readableBytes() >= Integer.BYTES) {
                int length = handshake.getUnsignedMedium(1);
                if (handshake.getByte(0) != 1) {
                    return Verdict.ACCEPTABLE;
                }
                if (length > MAX_BYTES) {
                    return Verdict.TOO_LARGE;
                }
                if (handshake.readableBytes() >= Integer.BYTES + length) {
                    return judge(handshake.slice(Integer.BYTES, length));
                }
            }
            if (count == MAX_RECORDS || handshake.readableBytes() > MAX_BYTES) {
                return Verdict.TOO_LARGE;
            }
            if (records.isReadable() && records.getByte(records.readerIndex()) != 22) {
                return Verdict.ACCEPTABLE;
            }
            if (records.readableBytes() < RECORD_HEADER) {
                return Verdict.INCOMPLETE;
            }
            int length = records.getUnsignedShort(records.readerIndex() + RECORD_HEADER - 2);
            if (records.readableBytes() < RECORD_HEADER + length) {
                return length > MAX_BYTES ? Verdict.ACCEPTABLE : Verdict.INCOMPLETE;
            }
            handshake.writeBytes(records.skipBytes(RECORD_HEADER), length);
        }
    }

    /// The server name that a whole ClientHello asks for, in lower case; empty if it asks for none. Does not move
    /// `received`.
    static String serverName(ByteBuf received) {
        ByteBuf handshake = Unpooled.buffer();
        try {
            read(received.duplicate(), handshake);
            if (handshake.readableBytes() < Integer.BYTES || handshake.getByte(0) != 1) {
                return "";
            }
            int length = handshake.getUnsignedMedium(1);
            ByteBuf names = extension(handshake.slice(Integer.BYTES, length), SERVER_NAME);
            if (names == null) {
                return "";
            }
            ByteBuf list = names.readSlice(names.readUnsignedShort());
            boolean isDnsName = list.readByte() == 0;
            String name =
                    list.readSlice(list.readUnsignedShort()).toString(StandardCharsets.US_ASCII);
            return isDnsName ? name.toLowerCase(Locale.ROOT) : "";
        } catch (IndexOutOfBoundsException _) {
            return "";
        } finally {
            handshake.release();
        }
    }

    private static Verdict judge(ByteBuf body) {
        ByteBuf data = extension(body, ALPN);
        return data == null || isPostgresIn(data.readSlice(data.readUnsignedShort()))
                ? Verdict.ACCEPTABLE
                : Verdict.OTHER_PROTOCOL;
    }

    /// The data of the first extension of a type, or null if there is none.
    private static @Nullable ByteBuf extension(ByteBuf body, int wanted) {
        body.skipBytes(RANDOM_AND_VERSION);
        body.skipBytes(body.readUnsignedByte());
        body.skipBytes(body.readUnsignedShort());
        body.skipBytes(body.readUnsignedByte());
        if (!body.isReadable()) {
            return null;
        }
        ByteBuf extensions = body.readSlice(body.readUnsignedShort());
        while (extensions.isReadable()) {
            int type = extensions.readUnsignedShort();
            ByteBuf data = extensions.readSlice(extensions.readUnsignedShort());
            if (type == wanted) {
                return data;
            }
        }
        return null;
    }

    private static boolean isPostgresIn(ByteBuf names) {
        while (names.isReadable()) {
            if (names.readSlice(names.readUnsignedByte())
                    .toString(StandardCharsets.US_ASCII)
                    .equals(ServerTls.ALPN)) {
                return true;
            }
        }
        return false;
    }
}
