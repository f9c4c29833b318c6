package dev.postern.export;

import dev.postern.replay.WireMessage;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/// Writes messages as libpq's `PQtrace` does, without times: `F` or `B`, the length, the name, the fields.
///
/// The only differences: messages of the login, of which libpq traces some, are all here, and of a message that is too long
/// to be held only the beginning is. Source: PostgreSQL 18, `src/interfaces/libpq/fe-trace.c`.
public final class PqTrace {

    private final Appendable out;

    public PqTrace(Appendable out) {
        this.out = out;
    }

    /// Writes a message; what the broker said to the target the client neither sent nor got, and is left out.
    public void message(WireMessage message) throws IOException {
        if (message.number() == 0) {
            return;
        }
        boolean startup = message.type() == WireMessage.STARTUP;
        StringBuilder line = new StringBuilder();
        line.append(message.isToServer() ? 'F' : 'B').append('\t');
        line.append(startup ? message.length() : message.length() - 1).append('\t');
        ByteBuffer in = message.raw().duplicate();
        try {
            in.position(startup ? 4 : 5);
            if (startup) {
                startup(line, in);
            } else if (message.isToServer()) {
                frontend(line, (char) message.type(), in);
            } else {
                backend(line, (char) message.type(), in);
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            line.append(message.isTruncated() ? " ..." : " (malformed)");
        }
        out.append(line.append('\n'));
    }

    private static void startup(StringBuilder line, ByteBuffer in) {
        line.append("StartupMessage\t");
        line.append(' ').append(in.getShort()).append(' ').append(in.getShort());
        while (in.hasRemaining() && in.get(in.position()) != 0) {
            text(line, in);
            text(line, in);
        }
    }

    private static void frontend(StringBuilder line, char type, ByteBuffer in) {
        switch (type) {
            case 'B' -> bind(line.append("Bind\t"), in);
            case 'C' -> text(one(line.append("Close\t"), in), in);
            case 'D' -> text(one(line.append("Describe\t"), in), in);
            case 'E' -> int32(text(line.append("Execute\t"), in), in);
            case 'F' -> functionCall(line.append("FunctionCall\t"), in);
            case 'H' -> line.append("Flush");
            case 'P' -> {
                text(text(line.append("Parse\t"), in), in);
                int count = int16(line, in);
                for (int i = 0; i < count; i++) {
                    int32(line, in);
                }
            }
            case 'Q' -> text(line.append("Query\t"), in);
            case 'S' -> line.append("Sync");
            case 'X' -> line.append("Terminate");
            case 'c' -> line.append("CopyDone");
            case 'd' -> bytes(line.append("CopyData\t"), in, in.remaining());
            case 'f' -> text(line.append("CopyFail\t"), in);
            case 'p' -> bytes(line.append("PasswordMessage\t"), in, in.remaining());
            default -> unknown(line, type);
        }
    }

    private static void backend(StringBuilder line, char type, ByteBuffer in) {
        switch (type) {
            case '1' -> line.append("ParseComplete");
            case '2' -> line.append("BindComplete");
            case '3' -> line.append("CloseComplete");
            case 'A' -> text(text(int32(line.append("NotificationResponse\t"), in), in), in);
            case 'C' -> text(line.append("CommandComplete\t"), in);
            case 'D' -> values(line.append("DataRow\t"), in);
            case 'E' -> report(line.append("ErrorResponse\t"), in);
            case 'G' -> formats(one(line.append("CopyInResponse\t"), in), in);
            case 'H' -> formats(one(line.append("CopyOutResponse\t"), in), in);
            case 'W' -> formats(one(line.append("CopyBothResponse\t"), in), in);
            case 'I' -> line.append("EmptyQueryResponse");
            case 'K' -> bytes(int32(line.append("BackendKeyData\t"), in), in, in.remaining());
            case 'N' -> report(line.append("NoticeResponse\t"), in);
            case 'R' -> authentication(line, in);
            case 'S' -> text(text(line.append("ParameterStatus\t"), in), in);
            case 'T' -> rowDescription(line.append("RowDescription\t"), in);
            case 'V' -> value(line.append("FunctionCallResponse\t"), in);
            case 'Z' -> one(line.append("ReadyForQuery\t"), in);
            case 'c' -> line.append("CopyDone");
            case 'd' -> bytes(line.append("CopyData\t"), in, in.remaining());
            case 'n' -> line.append("NoData");
            case 's' -> line.append("PortalSuspended");
            case 't' -> {
                int count = int16(line.append("ParameterDescription\t"), in);
                for (int i = 0; i < count; i++) {
                    int32(line, in);
                }
            }
            case 'v' -> {
                int32(line.append("NegotiateProtocolVersion\t"), in);
                int count = in.getInt();
                line.append(' ').append(count);
                for (int i = 0; i < count; i++) {
                    text(line, in);
                }
            }
            default -> unknown(line, type);
        }
    }

    private static void unknown(StringBuilder line, char type) {
        line.append("Unknown message: ").append(String.format("%02x", (int) type));
    }

    private static void authentication(StringBuilder line, ByteBuffer in) {
        int code = in.getInt();
        line.append(
                switch (code) {
                    case 0 -> "AuthenticationOk";
                    case 3 -> "AuthenticationCleartextPassword";
                    case 5 -> "AuthenticationMD5Password";
                    case 10 -> "AuthenticationSASL";
                    case 11 -> "AuthenticationSASLContinue";
                    case 12 -> "AuthenticationSASLFinal";
                    default -> "Unknown authentication message " + code;
                });
    }

    private static void bind(StringBuilder line, ByteBuffer in) {
        text(text(line, in), in);
        formats(line, in);
        values(line, in);
        formats(line, in);
    }

    private static void functionCall(StringBuilder line, ByteBuffer in) {
        int32(line, in);
        formats(line, in);
        values(line, in);
        int16(line, in);
    }

    private static void rowDescription(StringBuilder line, ByteBuffer in) {
        int count = int16(line, in);
        for (int i = 0; i < count; i++) {
            text(line, in);
            int32(line, in);
            int16(line, in);
            int32(line, in);
            int16(line, in);
            int32(line, in);
            int16(line, in);
        }
    }

    private static void formats(StringBuilder line, ByteBuffer in) {
        int count = int16(line, in);
        for (int i = 0; i < count; i++) {
            int16(line, in);
        }
    }

    private static void values(StringBuilder line, ByteBuffer in) {
        int count = int16(line, in);
        for (int i = 0; i < count; i++) {
            value(line, in);
        }
    }

    private static void value(StringBuilder line, ByteBuffer in) {
        int length = in.getInt();
        line.append(' ').append(length);
        if (length >= 0) {
            bytes(line, in, length);
        }
    }

    private static void report(StringBuilder line, ByteBuffer in) {
        while (in.get(in.position()) != 0) {
            text(one(line, in), in);
        }
        one(line, in);
    }

    private static StringBuilder one(StringBuilder line, ByteBuffer in) {
        int b = in.get() & 0xff;
        return isPrintable(b)
                ? line.append(' ').append((char) b)
                : line.append(" \\x").append(String.format("%02x", b));
    }

    private static int int16(StringBuilder line, ByteBuffer in) {
        int value = in.getShort() & 0xffff;
        line.append(' ').append(value);
        return value;
    }

    private static StringBuilder int32(StringBuilder line, ByteBuffer in) {
        return line.append(' ').append(in.getInt());
    }

    /// A text as it is: bytes that are no UTF-8 as `\xNN`, control characters as in values, where libpq has them raw.
    private static StringBuilder text(StringBuilder line, ByteBuffer in) {
        int from = in.position();
        int end = from;
        while (in.get(end) != 0) {
            end++;
        }
        String text = ClientEncoding.UTF8.decode(in.slice(from, end - from)).text();
        in.position(end + 1);
        return line.append(" \"").append(Visible.text(text)).append('"');
    }

    private static void bytes(StringBuilder line, ByteBuffer in, int length) {
        line.append(" '");
        for (int i = 0; i < length; i++) {
            int b = in.get() & 0xff;
            if (isPrintable(b)) {
                line.append((char) b);
            } else {
                line.append("\\x").append(String.format("%02x", b));
            }
        }
        line.append('\'');
    }

    private static boolean isPrintable(int b) {
        return b >= 0x20 && b < 0x7f;
    }
}
